/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

/** What a line says of a packet. */
public enum Column {
    NUMBER("No."),
    TIME("Time"),
    DELTA("Delta"),
    SOURCE("Source"),
    DESTINATION("Destination"),
    PROTOCOL("Protocol"),
    LENGTH("Length"),
    INTERFACE("Interface"),
    INFO("Info"),
    NOTE("Note");

    private final String title;

    Column(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Whether its values are numbers, which stand at the right. */
    public boolean isNumber() {
        return this == NUMBER || this == LENGTH || this == DELTA;
    }
}
