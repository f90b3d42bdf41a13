/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

/** Where the middle of a node is, in points at a zoom of 100 %. */
public record Position(int x, int y) {
    Position plus(int dx, int dy) {
        return new Position(x + dx, y + dy);
    }
}
