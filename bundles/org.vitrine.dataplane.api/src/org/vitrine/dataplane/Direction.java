/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/** Which way packets go, seen from the guest. */
public enum Direction {
    FROM_GUEST,
    TO_GUEST,
    /** Either; what is declared so holds for each direction by itself. */
    BOTH;

    public boolean fromGuest() {
        return this != TO_GUEST;
    }

    public boolean toGuest() {
        return this != FROM_GUEST;
    }
}
