/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.ui.PartState;
import org.vitrine.ui.graph.Graph;
import org.vitrine.ui.graph.Position;

class PlacesTest {
    private final Graph graph = new Net()
            .bridge("lan", "h")
            .guest("web", "lan")
            .talks("web", 1, "192.0.2.1")
            .topology()
            .graph();
    private final Map<String, Position> places = Map.of(
            "machine:h/web",
            new Position(1, -2),
            "network:h/lan",
            new Position(300, 4),
            "remote:192.0.2.1",
            new Position(5, 6));

    @Test
    void shouldComeBackAsTheyWere() {
        PartState state = new PartState(Map.of());
        Places.save(state, graph, places, Set.of());
        assertEquals(places, Places.load(new PartState(state.values())));
    }

    @Test
    void shouldStayForLabsThatAreDown() {
        PartState state = new PartState(Map.of());
        Places.save(state, graph, places, Set.of());
        Places.save(state, Graph.EMPTY, Map.of(), Set.of());
        assertEquals(places, Places.load(state));
    }

    @Test
    void shouldLeaveOutWhatNobodyWrote() {
        assertEquals(Map.of(), Places.load(new PartState(Map.of("places.lab:x", "a b c\nd 1\n", "view", "1 2 3"))));
    }
}
