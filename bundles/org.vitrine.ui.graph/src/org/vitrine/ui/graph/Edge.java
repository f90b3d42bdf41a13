/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.List;
import org.vitrine.ui.Palette;

/**
 * A line between two nodes. One whose end is not in the graph is not shown.
 *
 * @param id unique among the nodes and edges of a graph
 * @param label lines of text upon it, may be empty
 * @param labelAt where the label stands at best: 0 at the beginning, 1 at the end
 * @param width in points
 * @param crossed whether a cross stands upon it: nothing passes here
 */
public record Edge(
        String id,
        String from,
        String to,
        Kind kind,
        List<Span> label,
        double labelAt,
        Palette.Role color,
        int width,
        boolean dashed,
        boolean crossed,
        String toolTip) {
    /** What an edge means for the layout. */
    public enum Kind {
        /** Holds its nodes together; leads from left to right where that can be. */
        LINK,
        /** Drawn across what the links have laid out. */
        ARC
    }

    public Edge {
        label = List.copyOf(label);
    }
}
