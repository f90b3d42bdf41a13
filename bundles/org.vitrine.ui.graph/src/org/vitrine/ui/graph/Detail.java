/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

/** How much of a graph is painted at a zoom. */
enum Detail {
    /** Coloured blocks and lines. */
    FAR,
    /** Icons and names. */
    MIDDLE,
    /** Everything. */
    NEAR;

    static Detail at(double scale) {
        return scale < 0.3 ? FAR : scale < 0.5 ? MIDDLE : NEAR;
    }

    boolean atLeast(Detail other) {
        return compareTo(other) >= 0;
    }
}
