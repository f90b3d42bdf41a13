/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private final List<Group> groups = new ArrayList<>(List.of(
            new Group("lab", "", "lab", ""),
            new Group("host", "lab", "host", ""),
            new Group("other", "", "other", "")));
    private final List<Layout.Box> boxes = new ArrayList<>();
    private final List<Layout.Link> links = new ArrayList<>();

    private void box(String id, String group) {
        boxes.add(new Layout.Box(id, group, 130, 46));
    }

    private void lab() {
        for (String guest : List.of("web", "db", "cam")) {
            box(guest, "host");
            links.add(new Layout.Link(guest, "lan", true));
        }
        box("lan", "host");
        box("router", "lab");
        box("outside", "lab");
        box("mirror", "lab");
        links.add(new Layout.Link("lan", "router", true));
        links.add(new Layout.Link("router", "outside", true));
        links.add(new Layout.Link("outside", "mirror", true));
    }

    private Map<String, Position> places(Map<String, Position> kept) {
        return Layout.places(new Layout.Request(groups, boxes, links, kept));
    }

    private void assertApart(Map<String, Position> places) {
        assertEquals(boxes.size(), places.size());
        for (Layout.Box one : boxes) {
            for (Layout.Box other : boxes) {
                Position a = places.get(one.id());
                Position b = places.get(other.id());
                assertTrue(
                        one == other
                                || Math.abs(a.x() - b.x()) * 2 >= one.width() + other.width()
                                || Math.abs(a.y() - b.y()) * 2 >= one.height() + other.height(),
                        one.id() + " at " + a + " overlaps " + other.id() + " at " + b);
            }
        }
    }

    @Test
    void shouldLeadFromGuestsAtTheLeftToTheWorldAtTheRight() {
        lab();
        Map<String, Position> places = places(Map.of());
        assertApart(places);
        int before = Integer.MIN_VALUE;
        for (String id : List.of("web", "lan", "router", "outside", "mirror")) {
            assertTrue(places.get(id).x() > before, id + " in " + places);
            before = places.get(id).x();
        }
    }

    @Test
    void shouldKeepWhatHasItsPlace() {
        lab();
        Map<String, Position> first = places(Map.of());
        box("new", "host");
        links.add(new Layout.Link("new", "lan", true));
        Map<String, Position> second = places(first);
        assertEquals(java.util.Set.of("new"), second.keySet());
        Map<String, Position> all = new HashMap<>(first);
        all.putAll(second);
        assertApart(all);
        assertTrue(Math.abs(second.get("new").y() - first.get("lan").y()) < 400, second + " is near " + first);
    }

    @Test
    void shouldPutANewBlockBesideTheOthers() {
        lab();
        Map<String, Position> first = places(Map.of());
        box("a", "other");
        box("b", "other");
        links.add(new Layout.Link("a", "b", true));
        Map<String, Position> all = new HashMap<>(first);
        all.putAll(places(first));
        assertApart(all);
        int bottom = first.values().stream().mapToInt(Position::y).max().orElseThrow();
        assertTrue(all.get("a").y() > bottom && all.get("b").y() > bottom);
    }

    @Test
    void shouldPutRemoteAddressesAtTheRight() {
        lab();
        for (int i = 0; i < 12; i++) {
            box("10.0.0." + i, "");
            links.add(new Layout.Link("web", "10.0.0." + i, false));
        }
        Map<String, Position> places = places(Map.of());
        assertApart(places);
        for (int i = 0; i < 12; i++) {
            assertTrue(places.get("10.0.0." + i).x() > places.get("mirror").x());
        }
    }

    @Test
    void shouldArrangeManyGuestsOfABridgeAsATable() {
        box("bridge", "lab");
        for (int i = 0; i < 60; i++) {
            box("guest" + i, "lab");
            links.add(new Layout.Link("guest" + i, "bridge", true));
        }
        Map<String, Position> places = places(Map.of());
        assertApart(places);
        int height = places.values().stream().mapToInt(Position::y).max().orElseThrow()
                - places.values().stream().mapToInt(Position::y).min().orElseThrow();
        assertTrue(height < 1500, "60 guests are " + height + " high");
    }

    @Test
    void shouldArrangeThousandsAboutAsWideAsHigh() {
        for (int i = 0; i < 100; i++) {
            box("net" + i, i % 2 == 0 ? "lab" : "host");
        }
        for (int i = 0; i < 1000; i++) {
            box("machine" + i, "lab");
            for (int j = 0; j < 5; j++) {
                links.add(new Layout.Link("machine" + i, "net" + (i * 7 + j * 31) % 100, true));
            }
        }
        Map<String, Position> places = places(Map.of());
        assertApart(places);
        int width = places.values().stream().mapToInt(Position::x).max().orElseThrow();
        int height = places.values().stream().mapToInt(Position::y).max().orElseThrow();
        assertTrue(width < 4 * height && height < 2 * width, width + " by " + height);
    }
}
