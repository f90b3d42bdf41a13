/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.graph.Edge;
import org.vitrine.ui.graph.Group;
import org.vitrine.ui.graph.Node;

class TopologyModelTest {
    private static Node node(Topology topology, String id) {
        return topology.graph().nodes().stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Edge> arcs(Topology topology) {
        return topology.graph().edges().stream()
                .filter(edge -> edge.kind() == Edge.Kind.ARC)
                .toList();
    }

    private static Net small() {
        return new Net()
                .bridge("lan", "h")
                .guest("web", "lan", "10.0.0.2/24", "fd00::2/64")
                .guest("db", "lan", "10.0.0.3/24");
    }

    @Test
    void shouldShowMachinesNetworksAndVnicsWithTheirRates() {
        Topology topology = small().talks("web", 125_000).topology();
        assertEquals(3, topology.graph().nodes().size());
        Edge nic = topology.graph().edges().stream()
                .filter(edge -> edge.id().equals(TopologyModel.id(Net.nic("web"))))
                .findFirst()
                .orElseThrow();
        assertEquals("machine:h/web", nic.from());
        assertEquals("network:h/lan", nic.to());
        assertEquals("↑ 1.00 Mbit/s", nic.label().getFirst().text());
        assertEquals(4, nic.width());
        assertEquals("10.0.0.2", node(topology, "machine:h/web").note());
    }

    @Test
    void shouldPaintStoppedMachinesPaleAndFailedOnesWithADot() {
        Topology topology = new Net()
                .bridge("lan", "h")
                .machine("off", MachineRole.GUEST, MachineState.STOPPED, "h", "lan")
                .machine("bad", MachineRole.ROUTER, MachineState.FAILED, "h", "lan")
                .topology();
        Node off = node(topology, "machine:h/off");
        assertTrue(off.dimmed() && off.badge().isEmpty());
        assertEquals("stopped", off.note());
        Node bad = node(topology, "machine:h/bad");
        assertEquals(Optional.of(Palette.Role.ERROR), bad.badge());
        assertEquals(Palette.Role.ROUTER, bad.color());
    }

    @Test
    void shouldLeadFromGuestsOverRoutersToTheWorld() {
        Topology topology = new Net()
                .bridge("lan", "h")
                .guest("web", "lan")
                .machine("router", MachineRole.ROUTER, MachineState.RUNNING, "h", "lan")
                .topology();
        Edge inward = topology.graph().edges().stream()
                .filter(edge -> edge.id().equals(TopologyModel.id(Net.nic("router"))))
                .findFirst()
                .orElseThrow();
        assertEquals("network:h/lan", inward.from());
        assertEquals("machine:h/router", inward.to());
    }

    @Test
    void shouldFrameTheHostsOfALabUnlessThereIsButOne() {
        assertEquals(List.of("lab"), labels(small().topology()));
        Topology two = new Net()
                .bridge("outside", "vm")
                .machine("a", MachineRole.GUEST, MachineState.RUNNING, "vm/lab/alpha", "outside")
                .machine("b", MachineRole.GUEST, MachineState.RUNNING, "vm/lab/beta", "outside")
                .topology();
        assertEquals(List.of("lab", "alpha", "beta"), labels(two));
        // what stands on the host of the lab itself is in the lab, in no frame of a host
        assertEquals("lab:lab", node(two, "network:h/outside").group());
        assertEquals("lab:lab vm/lab/alpha", node(two, "machine:h/a").group());
    }

    private static List<String> labels(Topology topology) {
        return topology.graph().groups().stream().map(Group::label).toList();
    }

    @Test
    void shouldShowRemoteAddressesOfNoMachineAsNodes() {
        Topology topology = small().talks("web", 1000, "93.184.216.34").topology();
        assertEquals("", node(topology, "remote:93.184.216.34").group());
        Edge arc = arcs(topology).getFirst();
        assertEquals("machine:h/web", arc.from());
        assertEquals("remote:93.184.216.34", arc.to());
        assertEquals("16.0 kbit/s", arc.label().getFirst().text());
    }

    @Test
    void shouldShowAConversationOfTwoMachinesOnceWithAllItsAddresses() {
        Topology topology = small().talks("web", 1000, "10.0.0.3")
                .talks("db", 1000, "10.0.0.2", "fd00::2")
                .topology();
        assertEquals(1, arcs(topology).size());
        Edge arc = arcs(topology).getFirst();
        assertEquals(3, topology.meanings().get(arc.id()).size());
        assertEquals("32.0 kbit/s", arc.label().getFirst().text(), "the sum of one end");
    }

    @Test
    void shouldCrossOutWhatIsFilteredAlsoWhenNothingIsTried() {
        Topology topology = small().talks("web", 1000, "93.184.216.34")
                .filter("web", "192.0.2.7")
                .filter("web", "93.184.216.34")
                .topology();
        assertEquals(2, arcs(topology).size());
        assertTrue(arcs(topology).stream().allMatch(arc -> arc.crossed() && arc.color() == Palette.Role.FILTERED));
    }

    @Test
    void shouldLeaveOutWhatNeverLeavesTheNetworkAndWhatIsLongOver() {
        Topology topology = small().talks(
                        "web", 1000, "224.0.0.251", "ff02::fb", "fe80::1", "10.0.0.255", "255.255.255.255")
                .talks("db", 0, "93.184.216.34")
                .topology();
        assertEquals(List.of(), arcs(topology));
        assertEquals(3, topology.graph().nodes().size());
    }

    @Test
    void shouldShowNoConversationsWhenTheyAreSwitchedOff() {
        Topology topology = small().talks("web", 1000, "93.184.216.34")
                .filter("db", "192.0.2.7")
                .topology(false);
        assertEquals(List.of(), arcs(topology));
        assertEquals(3, topology.graph().nodes().size());
    }

    @Test
    void shouldShowTheBusiestOfVeryManyConversationsAndAllThatAreFiltered() {
        String[] remotes = new String[400];
        for (int i = 0; i < remotes.length; i++) {
            remotes[i] = "192.0." + i / 200 + "." + (i % 200 + 1);
        }
        Topology topology =
                small().talks("web", 1000, remotes).filter("db", "198.51.100.1").topology();
        assertEquals(Conversations.MOST, arcs(topology).size());
        assertTrue(arcs(topology).stream().anyMatch(Edge::crossed));
    }

    @Test
    void shouldTranslateSelectionsBothWays() {
        Topology topology = small().talks("web", 1000, "93.184.216.34")
                .talks("db", 1000, "93.184.216.34")
                .topology();
        IpAddress remote = IpAddress.parse("93.184.216.34");
        Selection both = Selection.of(
                new Selected.OfRemote(Net.nic("db"), remote), new Selected.OfRemote(Net.nic("web"), remote));
        assertEquals(both, topology.selection(Set.of("remote:93.184.216.34")));
        assertTrue(topology.ids(both).contains("remote:93.184.216.34"));
        Selection one = Selection.of(new Selected.OfRemote(Net.nic("web"), remote));
        assertEquals(1, topology.ids(one).size());
        assertFalse(topology.ids(one).contains("remote:93.184.216.34"), "it stands for more than that");
        Selection machine = Selection.of(new Selected.OfMachine(new MachineId("h/web")));
        assertEquals(Set.of("machine:h/web"), topology.ids(machine));
        assertEquals(machine, topology.selection(Set.of("machine:h/web")));
        assertEquals(Set.of(), topology.ids(Selection.of(new Selected.OfMachine(new MachineId("h/gone")))));
    }

    @Test
    void shouldFindByNameAndAddress() {
        Topology topology = small().topology();
        assertEquals(List.of("machine:h/db"), topology.find("0.0.3"));
        assertEquals(List.of("machine:h/web"), topology.find("web"));
        assertEquals(List.of(), topology.find("nobody"));
    }

    @Test
    void shouldGrowOnePointForEachTenfold() {
        assertEquals(1, TopologyModel.width(0));
        assertEquals(1, TopologyModel.width(100));
        assertEquals(2, TopologyModel.width(1250));
        assertEquals(4, TopologyModel.width(125_000));
        assertEquals(7, TopologyModel.width(125_000_000));
        assertEquals(8, TopologyModel.width(1e12));
    }
}
