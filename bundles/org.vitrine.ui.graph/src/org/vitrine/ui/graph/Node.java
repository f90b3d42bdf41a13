/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.Optional;
import org.vitrine.ui.Palette;

/**
 * A thing of a graph.
 *
 * @param id unique among the nodes and edges of a graph; what it is recognized by when the graph is shown anew
 * @param group the group that it is in; empty for none
 * @param note a second line of less weight; empty for none; only on a card
 * @param icon see {@code Icons}
 * @param color of the icon and of the node from afar
 * @param badge colour of a dot in the corner
 * @param dimmed whether it is painted pale
 */
public record Node(
        String id,
        String group,
        Shape shape,
        String label,
        String note,
        String icon,
        Palette.Role color,
        Optional<Palette.Role> badge,
        boolean dimmed,
        String toolTip) {
    /** What a node looks like. */
    public enum Shape {
        /** A rectangle with two lines of text. */
        CARD,
        /** A round bar with one line of text. */
        PILL
    }
}
