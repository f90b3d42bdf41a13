/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

/** The columns of the machines, in their first order. */
enum Field {
    NAME("Name", 150),
    STATE("State", 110),
    ADDRESSES("Addresses", 260),
    ROLE("Role", 110),
    HOST("Host", 130),
    TECHNOLOGY("Technology", 95),
    MAC("MAC", 145),
    HOST_INTERFACE("Host interface", 190);

    private final String title;
    private final int width;

    Field(String title, int width) {
        this.title = title;
        this.width = width;
    }

    String title() {
        return title;
    }

    /** In points, to begin with. */
    int width() {
        return width;
    }
}
