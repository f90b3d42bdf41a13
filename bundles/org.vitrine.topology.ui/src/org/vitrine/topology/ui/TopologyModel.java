/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.common.HostId;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.Nic;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;
import org.vitrine.ui.graph.Edge;
import org.vitrine.ui.graph.Graph;
import org.vitrine.ui.graph.Group;
import org.vitrine.ui.graph.Node;
import org.vitrine.ui.graph.Span;

/** Makes a graph of what machines there are, what passes their vNICs, and what is filtered. */
final class TopologyModel {
    private final Inventory inventory;
    private final Map<NicId, NicTraffic> traffic;
    private final List<Conversation> conversations;
    private final Map<NetworkId, Network> networks;
    private final Map<Object, Integer> depths = new HashMap<>();
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, List<Selected>> meanings = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();

    private TopologyModel(Inventory inventory, Optional<TrafficSnapshot> traffic, List<Conversation> conversations) {
        this.inventory = inventory;
        this.conversations = conversations;
        this.traffic = traffic.stream()
                .flatMap(snapshot -> snapshot.nics().stream())
                .collect(Collectors.toMap(NicTraffic::nic, each -> each, (first, _) -> first));
        this.networks = inventory.networks().stream().collect(Collectors.toMap(Network::id, each -> each));
    }

    /**
     * @param traffic with remote hosts; empty before the first is there
     * @param talking whether conversations are shown
     */
    static Topology of(
            Inventory inventory,
            Optional<TrafficSnapshot> traffic,
            List<DeclarationState> declarations,
            boolean talking) {
        List<Conversation> conversations = talking ? Conversations.of(inventory, traffic, declarations) : List.of();
        return new TopologyModel(inventory, traffic, conversations).build();
    }

    private Topology build() {
        measureDepths();
        addGroups();
        inventory.networks().forEach(this::addNetwork);
        inventory.machines().forEach(this::addMachine);
        conversations.forEach(this::addConversation);
        return new Topology(new Graph(List.copyOf(groups.values()), nodes, edges), meanings, words);
    }

    // ids

    static String id(MachineId machine) {
        return "machine:" + machine;
    }

    static String id(NetworkId network) {
        return "network:" + network;
    }

    static String id(NicId nic) {
        return "nic:" + nic;
    }

    static String remoteId(String address) {
        return "remote:" + address;
    }

    // groups

    /** A lab has frames for its hosts, unless all of it is on one; a host that others are part of is the lab's own ground. */
    private void addGroups() {
        Map<String, Set<HostId>> hosts = new LinkedHashMap<>();
        inventory
                .networks()
                .forEach(network -> hosts.computeIfAbsent(
                                outer(network.group(), network.host()), _ -> new LinkedHashSet<>())
                        .add(network.host()));
        inventory
                .machines()
                .forEach(machine -> hosts.computeIfAbsent(
                                outer(machine.group(), machine.host()), _ -> new LinkedHashSet<>())
                        .add(machine.host()));
        hosts.forEach((outer, inside) -> {
            boolean lab = outer.startsWith("lab:");
            String label = outer.substring(outer.indexOf(':') + 1);
            groups.put(outer, new Group(outer, "", label, lab ? Roles.LAB : Roles.HOST));
            if (inside.size() > 1) {
                inside.stream()
                        .filter(host ->
                                inside.stream().noneMatch(other -> other.value().startsWith(host.value() + "/")))
                        .sorted()
                        .forEach(host -> groups.put(
                                inner(outer, host), new Group(inner(outer, host), outer, last(host), Roles.HOST)));
            }
        });
    }

    private static String outer(String group, HostId host) {
        return group.isEmpty() ? "host:" + host : "lab:" + group;
    }

    private static String inner(String outer, HostId host) {
        return outer + " " + host;
    }

    private static String last(HostId host) {
        return host.value().substring(host.value().lastIndexOf('/') + 1);
    }

    private String group(String group, HostId host) {
        String outer = outer(group, host);
        String inner = inner(outer, host);
        return groups.containsKey(inner) ? inner : outer;
    }

    // from guests outwards

    /** How far everything is from the guests, so that they stand at the left and the world at the right. */
    private void measureDepths() {
        Map<NetworkId, List<Machine>> members = new HashMap<>();
        for (Machine machine : inventory.machines()) {
            for (Nic nic : machine.nics()) {
                nic.network()
                        .ifPresent(network -> members.computeIfAbsent(network, _ -> new ArrayList<>())
                                .add(machine));
            }
        }
        Deque<Machine> next = new ArrayDeque<>();
        Set<MachineId> reached = new HashSet<>();
        inventory.machines().stream()
                .filter(machine -> machine.role() == MachineRole.GUEST)
                .forEach(machine -> {
                    next.add(machine);
                    reached.add(machine.id());
                    depths.put(machine.id(), 0);
                });
        while (!next.isEmpty()) {
            Machine machine = next.remove();
            int depth = depths.get(machine.id());
            for (Nic nic : machine.nics()) {
                if (nic.network().isPresent()
                        && depths.putIfAbsent(nic.network().get(), depth + 1) == null) {
                    for (Machine other : members.get(nic.network().get())) {
                        if (reached.add(other.id())) {
                            depths.put(other.id(), depth + 2);
                            next.add(other);
                        }
                    }
                }
            }
        }
    }

    // nodes

    private void addNetwork(Network network) {
        String id = id(network.id());
        meanings.put(id, List.of(new Selected.OfNetwork(network.id())));
        words.put(id, network.name().toLowerCase(Locale.ROOT));
        nodes.add(new Node(
                id,
                group(network.group(), network.host()),
                Node.Shape.PILL,
                network.name(),
                "",
                Roles.icon(network.kind()),
                Palette.Role.NETWORK,
                Optional.empty(),
                false,
                network.name() + ", " + Roles.name(network.kind()) + " on " + network.host()));
    }

    private void addMachine(Machine machine) {
        String id = id(machine.id());
        meanings.put(id, List.of(new Selected.OfMachine(machine.id())));
        words.put(
                id,
                (machine.name() + " "
                                + machine.nics().stream()
                                        .flatMap(nic -> nic.addresses().stream())
                                        .map(prefix -> prefix.address().toString())
                                        .collect(Collectors.joining(" ")))
                        .toLowerCase(Locale.ROOT));
        nodes.add(new Node(
                id,
                group(machine.group(), machine.host()),
                Node.Shape.CARD,
                machine.name(),
                note(machine),
                Roles.icon(machine.role()),
                Roles.color(machine.role()),
                Roles.badge(machine.state()),
                Roles.isOff(machine.state()),
                describe(machine)));
        machine.nics().forEach(nic -> addNic(machine, nic));
    }

    /** What is said of a machine in one line: its address while it runs, else what it is doing. */
    private static String note(Machine machine) {
        if (machine.state() != MachineState.RUNNING) {
            return Roles.word(machine.state());
        }
        List<IpPrefix> addresses =
                machine.nics().stream().flatMap(nic -> nic.addresses().stream()).toList();
        String first = addresses.stream()
                .filter(prefix -> prefix.address().isIpv4())
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .map(prefix -> prefix.address().toString())
                .orElse(machine.technology());
        return machine.nics().size() > 1 ? machine.nics().size() + " vNICs" : first;
    }

    private String describe(Machine machine) {
        StringBuilder text = new StringBuilder(machine.name())
                .append(", ")
                .append(Roles.word(machine.role()))
                .append(", ")
                .append(Roles.word(machine.state()));
        if (!machine.message().isEmpty()) {
            text.append(": ").append(machine.message());
        }
        text.append('\n').append(machine.technology()).append(" on ").append(machine.host());
        machine.nics().forEach(nic -> text.append('\n').append(describe(nic)));
        return text.toString();
    }

    private String describe(Nic nic) {
        String addresses = nic.addresses().stream().map(IpPrefix::toString).collect(Collectors.joining(", "));
        return nic.id().name()
                + (addresses.isEmpty() ? "" : " " + addresses)
                + nic.network()
                        .map(networks::get)
                        .map(network -> " on " + network.name())
                        .orElse(", unplugged")
                + (nic.linkUp() ? "" : ", no carrier");
    }

    private void addNic(Machine machine, Nic nic) {
        if (nic.network().isEmpty() || !networks.containsKey(nic.network().get())) {
            return;
        }
        String id = id(nic.id());
        NetworkId network = nic.network().get();
        boolean inward = depths.getOrDefault(machine.id(), 0) > depths.getOrDefault(network, 0);
        Optional<TrafficRates> rates =
                Optional.ofNullable(traffic.get(nic.id())).map(NicTraffic::rates);
        meanings.put(id, List.of(new Selected.OfNic(nic.id())));
        boolean down = Roles.isOff(machine.state()) || !nic.linkUp();
        edges.add(new Edge(
                id,
                inward ? id(network) : id(machine.id()),
                inward ? id(machine.id()) : id(network),
                Edge.Kind.LINK,
                rates.filter(any -> any.bytesPerSecond() > 0)
                        .map(TopologyModel::label)
                        .orElse(List.of()),
                inward ? 0.6 : 0.4,
                down ? Palette.Role.LINE : Palette.Role.NETWORK,
                width(rates.map(TrafficRates::bytesPerSecond).orElse(0.0)),
                down,
                false,
                machine.name() + " " + describe(nic)
                        + rates.map(any -> "\nsends " + Quantity.bitRate(any.txBytesPerSecond()) + ", "
                                        + Quantity.packetRate(any.txPacketsPerSecond()) + "\nreceives "
                                        + Quantity.bitRate(any.rxBytesPerSecond()) + ", "
                                        + Quantity.packetRate(any.rxPacketsPerSecond()))
                                .orElse("\nnot watched")));
    }

    private static List<Span> label(TrafficRates rates) {
        return List.of(
                new Span("↑ " + Quantity.bitRate(rates.txBytesPerSecond()), Palette.Role.TX),
                new Span("↓ " + Quantity.bitRate(rates.rxBytesPerSecond()), Palette.Role.RX));
    }

    /** One point up to 3 kbit/s, then one more for each tenfold. */
    static int width(double bytesPerSecond) {
        return bytesPerSecond <= 0 ? 1 : (int) Math.clamp(Math.round(Math.log10(bytesPerSecond * 8) - 2), 1, 8);
    }

    // conversations

    private void addConversation(Conversation conversation) {
        Optional<Machine> near = inventory.machine(conversation.nic().machine());
        Optional<Machine> far = conversation.peer().flatMap(nic -> inventory.machine(nic.machine()));
        if (near.isEmpty()) {
            return;
        }
        String farId = far.map(machine -> id(machine.id())).orElse(remoteId(conversation.remote()));
        if (far.isEmpty()) {
            addRemote(conversation.remote());
            meanings.merge(farId, List.copyOf(conversation.ends()), TopologyModel::joined);
        }
        String id = conversation.id();
        meanings.put(id, List.copyOf(conversation.ends()));
        String rate = Quantity.bitRate(conversation.bytesPerSecond());
        boolean filtered = conversation.filtered();
        Palette.Role color = filtered ? Palette.Role.FILTERED : Palette.Role.ACCENT;
        edges.add(new Edge(
                id,
                id(conversation.nic().machine()),
                farId,
                Edge.Kind.ARC,
                filtered || conversation.bytesPerSecond() > 0
                        ? List.of(new Span(filtered ? "filtered" : rate, color))
                        : List.of(),
                0.5,
                color,
                filtered ? 2 : Math.max(1, width(conversation.bytesPerSecond()) - 1),
                filtered,
                filtered,
                describe(conversation, near.get(), far, rate)));
    }

    private static List<Selected> joined(List<Selected> some, List<Selected> others) {
        List<Selected> all = new ArrayList<>(some);
        all.addAll(others);
        return List.copyOf(all);
    }

    private String describe(Conversation conversation, Machine near, Optional<Machine> far, String rate) {
        String addresses = conversation.ends().stream()
                .map(end -> inventory
                                .machine(end.nic().machine())
                                .map(Machine::name)
                                .orElse("") + " with " + end.remote())
                .collect(Collectors.joining("\n"));
        return near.name() + " and " + far.map(Machine::name).orElse(conversation.remote())
                + (conversation.filtered()
                        ? ", filtered; " + conversation.blockedPackets() + " packets stopped"
                        : ", " + rate)
                + "\n" + addresses;
    }

    private void addRemote(String address) {
        String id = remoteId(address);
        if (meanings.containsKey(id)) {
            return;
        }
        words.put(id, address.toLowerCase(Locale.ROOT));
        nodes.add(new Node(
                id,
                "",
                Node.Shape.PILL,
                address,
                "",
                Roles.REMOTE_ADDRESS,
                Palette.Role.REMOTE,
                Optional.empty(),
                false,
                address + ", an address of no machine that is known"));
    }
}
