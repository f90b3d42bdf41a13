/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.netns.Lab.Content;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Network;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.hypervisor.netns.Lab.Program;
import org.vitrine.hypervisor.netns.Lab.Route;
import org.vitrine.yaml.YamlDocument;
import org.vitrine.yaml.YamlNode;
import org.vitrine.yaml.YamlNode.Entry;

/**
 * Reads a lab file; {@code docs/lab-files.md} says what may be in it. Reads it from the top down, so that everything a part refers to
 * is known by then, and goes on after a mistake, so that all of them are told.
 */
final class LabFile {
    private static final int MAX_MACHINES = 1_000;
    private static final int MAX_PROGRAMS = 50;
    private static final int MAX_FILE = 16 << 20;
    private static final int UNTAGGED = 0;
    private static final IpPrefix EVERYTHING_IPV4 = IpPrefix.parse("0.0.0.0/0");
    private static final IpPrefix EVERYTHING_IPV6 = IpPrefix.parse("::/0");
    private static final Pattern TITLE = Pattern.compile("\\P{Cntrl}{1,200}");
    private static final Pattern PATH =
            Pattern.compile("(?!.*(?:^|/)\\.{1,2}(?:/|$))[^/\\p{Cntrl}]{1,100}(?:/[^/\\p{Cntrl}]{1,100}){0,9}");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9}) *(B|KiB|MiB)");

    private enum Kind {
        BRIDGE,
        OPEN_VSWITCH,
        CABLE;

        private NetworkKind network() {
            return NetworkKind.valueOf(name());
        }
    }

    /** A network while its members come in. */
    private static final class Segment {
        private final YamlNode at;
        private final Kind kind;
        private final Network network;
        private final Map<Integer, List<IpPrefix>> subnets = new TreeMap<>();
        private final Map<String, YamlNode> addresses = new HashMap<>();
        private final Map<MacAddress, YamlNode> macs = new HashMap<>();
        private int ends;

        private Segment(YamlNode at, Kind kind, Network network) {
            this.at = at;
            this.kind = kind;
            this.network = network;
        }
    }

    private final YamlDocument document;
    private final Map<String, YamlNode> namespaces = new HashMap<>();
    private final Map<String, Place> hosts = new LinkedHashMap<>();
    private final List<Place> switches = new ArrayList<>();
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final Map<Place, Set<String>> interfaces = new HashMap<>();
    private String labName;
    /** Whether all addresses of the machine that is being read are good: if not, its routes cannot be judged. */
    private boolean addressesGood;

    private LabFile(YamlDocument document) {
        this.document = document;
    }

    /**
     * Reads and checks a lab file.
     *
     * @param source where it came from, for messages
     * @throws VitrineException INVALID with everything that is wrong, each with line and column
     */
    static Lab read(String source, String text) throws VitrineException {
        YamlDocument document = YamlDocument.parse(source, text);
        Lab lab = new LabFile(document).read();
        document.check();
        return lab;
    }

    private Lab read() {
        YamlNode root = document.root();
        labName = root.require("lab")
                .text(Names.LAB, "1 to 12 of the characters a-z and 0-9")
                .orElse("");
        String title = root.find("title").text(TITLE, "one line of text").orElse(labName);
        for (Entry host : root.find("hosts").entries()) {
            host(host);
        }
        for (Entry network : root.require("networks").entries()) {
            network(network);
        }
        List<Member> machines = new ArrayList<>();
        List<Entry> entries = root.require("machines").entries();
        if (entries.size() > MAX_MACHINES) {
            root.find("machines").complain("at most " + MAX_MACHINES + " machines, found " + entries.size());
        }
        for (Entry machine : entries) {
            machines.add(machine(machine));
        }
        for (Segment segment : segments.values()) {
            if (segment.kind == Kind.CABLE && segment.ends != 2) {
                segment.at.complain("a cable has two ends, but " + segment.ends + " vNICs are plugged into it");
            }
        }
        List<IpPrefix> allow = new ArrayList<>();
        for (YamlNode prefix : root.find("administration").find("allow").items()) {
            subnet(prefix).ifPresent(allow::add);
        }
        List<Place> places = new ArrayList<>(hosts.values());
        places.addAll(switches);
        List<Network> networks =
                segments.values().stream().map(segment -> segment.network).toList();
        return new Lab(labName, title, places, networks, machines, allow);
    }

    private void host(Entry entry) {
        String name = entry.key().toString();
        Place host = place(entry.key(), name, true);
        hosts.put(name, host);
        for (Entry attribute : entry.value().entries()) {
            attribute.key().complainUnknown("key", List.of());
        }
    }

    private Place place(YamlNode at, String name, boolean host) {
        namespace(at, host ? "host" : "network", name);
        return new Place(name, Names.netns(labName, name), host);
    }

    /** Every host, machine and switch has a namespace of its own, so they share one set of names. */
    private void namespace(YamlNode at, String what, String name) {
        if (!Names.MACHINE.matcher(name).matches()) {
            at.complain("the name of a " + what
                    + " is 1 to 20 of the characters a-z, 0-9 and -, beginning with a letter, found \"" + name + "\"");
        }
        YamlNode first = namespaces.putIfAbsent(name, at);
        if (first != null) {
            at.complain("the name \"" + name + "\" is taken by the one in line " + first.line()
                    + "; hosts, machines and networks without a host need different names");
        }
    }

    private void network(Entry entry) {
        String name = entry.key().toString();
        YamlNode attributes = entry.value();
        if (!Names.NETWORK.matcher(name).matches()) {
            entry.key()
                    .complain(
                            "the name of a network is 1 to 15 of the characters a-z, 0-9 and -, beginning with a letter, found \""
                                    + name + "\"");
        } else if (Names.isWord(name)) {
            entry.key()
                    .complain("\"" + name + "\" is a word of the ip command (or short for one); choose another name");
        }
        Kind kind = attributes.find("kind").oneOf(Kind.class).orElse(Kind.BRIDGE);
        YamlNode hostNode = attributes.find("host");
        Optional<Place> place = Optional.empty();
        if (kind == Kind.CABLE) {
            if (!hostNode.isAbsent()) {
                hostNode.complain("a cable is on no host; remove this, or make it kind: bridge");
            }
        } else if (!hostNode.isAbsent()) {
            place = host(hostNode);
        } else {
            Place standsAlone = place(entry.key(), name, false);
            switches.add(standsAlone);
            place = Optional.of(standsAlone);
        }
        place.ifPresent(where -> {
            if (!interfaces.computeIfAbsent(where, _ -> new HashSet<>()).add(name)) {
                entry.key().complain("two interfaces called \"" + name + "\" on " + where.name());
            }
        });
        Segment segment = new Segment(entry.key(), kind, new Network(name, place, kind.network()));
        segments.put(name, segment);
        segment.subnets.put(UNTAGGED, subnets(attributes.find("subnets")));
        YamlNode vlans = attributes.find("vlans");
        if (kind == Kind.CABLE && !vlans.isAbsent()) {
            vlans.complain("a cable carries no VLANs; make it kind: bridge");
        }
        for (Entry vlan : vlans.entries()) {
            vlan.key()
                    .integer(1, 4094)
                    .ifPresent(id ->
                            segment.subnets.put((int) id, subnets(vlan.value().find("subnets"))));
        }
    }

    private Optional<Place> host(YamlNode node) {
        return node.text().flatMap(name -> {
            Place host = hosts.get(name);
            if (host == null) {
                node.complainUnknown("host", hosts.keySet());
            }
            return Optional.ofNullable(host);
        });
    }

    private List<IpPrefix> subnets(YamlNode node) {
        List<IpPrefix> subnets = new ArrayList<>();
        for (YamlNode item : node.items()) {
            subnet(item).ifPresent(subnet -> {
                subnets.stream()
                        .filter(other -> other.contains(subnet.address()) || subnet.contains(other.address()))
                        .findFirst()
                        .ifPresent(other -> item.complain(subnet + " overlaps " + other));
                subnets.add(subnet);
            });
        }
        return subnets;
    }

    private static Optional<IpPrefix> subnet(YamlNode node) {
        return node.as(IpPrefix::parse).filter(prefix -> {
            boolean good = prefix.first().equals(prefix.address());
            if (!good) {
                node.complain(prefix + " is an address in a subnet; the subnet is "
                        + new IpPrefix(prefix.first(), prefix.length()));
            }
            return good;
        });
    }

    private Member machine(Entry entry) {
        String name = entry.key().toString();
        YamlNode attributes = entry.value();
        namespace(entry.key(), "machine", name);
        if (attributes.isAbsent()) {
            entry.key().complain("the machine \"" + name + "\" has nothing in it; it needs at least a role");
        }
        MachineRole role = role(attributes.require("role"));
        YamlNode hostNode = role == MachineRole.GUEST ? attributes.require("host") : attributes.find("host");
        Optional<Place> host = host(hostNode);
        addressesGood = true;
        List<Plug> nics = new ArrayList<>();
        for (Entry nic : attributes.find("nics").entries()) {
            nic(name, role, host, nic).ifPresent(nics::add);
        }
        boolean forwarding = attributes.find("forwarding").bool().orElse(role == MachineRole.ROUTER);
        return new Member(
                name,
                role,
                host,
                Names.netns(labName, name),
                nics,
                routes(attributes.find("routes"), nics),
                forwarding,
                files(attributes.find("files")),
                programs(attributes.find("run")));
    }

    private static MachineRole role(YamlNode node) {
        return node.oneOf(MachineRole.class)
                .filter(role -> {
                    if (role == MachineRole.HOST) {
                        node.complain("virtualization hosts stand under hosts, not under machines");
                    }
                    return true;
                })
                .orElse(MachineRole.REMOTE);
    }

    private Optional<Plug> nic(String machine, MachineRole role, Optional<Place> host, Entry entry) {
        String name = entry.key().toString();
        YamlNode attributes = entry.value();
        if (!Names.NIC.matcher(name).matches()) {
            entry.key()
                    .complain(
                            "the name of a vNIC is 1 to 9 of the characters a-z and 0-9, beginning with a letter, found \""
                                    + name + "\"");
        } else if (Names.isWord(name)) {
            entry.key()
                    .complain("\"" + name + "\" is a word of the ip command (or short for one); choose another name");
        }
        YamlNode networkNode = attributes.require("network");
        Segment segment = segment(networkNode);
        YamlNode macNode = attributes.find("mac");
        MacAddress mac = mac(macNode).orElseGet(() -> Names.mac(labName, machine, name));
        YamlNode addressesNode = attributes.find("addresses");
        List<Entry> vlanEntries = attributes.find("vlans").entries();
        if (segment == null) {
            addressesGood = false;
            return Optional.empty();
        }
        segment.ends++;
        checkPlace(networkNode, role, host, segment);
        YamlNode twin = segment.macs.putIfAbsent(mac, macNode.isAbsent() ? entry.key() : macNode);
        if (twin != null) {
            (macNode.isAbsent() ? entry.key() : macNode)
                    .complain("the MAC address " + mac + " is in network " + segment.network.name()
                            + " already, see line " + twin.line());
        }
        Map<Integer, List<IpPrefix>> vlans = new TreeMap<>();
        for (Entry vlan : vlanEntries) {
            vlan.key().integer(1, 4094).ifPresent(id -> {
                if (!segment.subnets.containsKey((int) id)) {
                    addressesGood = false;
                    vlan.key().complain("network " + segment.network.name() + " has no VLAN " + id);
                } else {
                    vlans.put((int) id, addresses(vlan.value().require("addresses"), segment, (int) id));
                }
            });
        }
        String port = segment.network
                .place()
                .filter(_ -> Names.NIC.matcher(name).matches())
                .map(place -> Names.port(machine, name, interfaces.get(place)))
                .orElse("");
        return Optional.of(
                new Plug(name, mac, segment.network, port, addresses(addressesNode, segment, UNTAGGED), vlans));
    }

    private Segment segment(YamlNode node) {
        return node.text()
                .map(name -> {
                    Segment segment = segments.get(name);
                    if (segment == null) {
                        node.complainUnknown("network", segments.keySet());
                    }
                    return segment;
                })
                .orElse(null);
    }

    /** The host side of a guest's vNIC is on the guest's host, where it can be watched. */
    private static void checkPlace(YamlNode node, MachineRole role, Optional<Place> host, Segment segment) {
        Optional<Place> place = segment.network.place();
        if (segment.kind == Kind.CABLE && role == MachineRole.GUEST) {
            node.complain(
                    "a guest is plugged into a bridge of its host, but " + segment.network.name() + " is a cable");
        } else if (host.isPresent() && place.isPresent() && !place.equals(host)) {
            String where = place.get().host() ? "on host " + place.get().name() : "on no host";
            node.complain("network " + segment.network.name() + " is " + where + ", but the machine is on host "
                    + host.get().name());
        }
    }

    private static Optional<MacAddress> mac(YamlNode node) {
        return node.as(MacAddress::parse).filter(mac -> {
            boolean good = !mac.isMulticast() && mac.bits() != 0;
            if (!good) {
                node.complain(mac + " cannot be the address of one vNIC");
            }
            return good;
        });
    }

    private List<IpPrefix> addresses(YamlNode node, Segment segment, int vlan) {
        List<IpPrefix> addresses = new ArrayList<>();
        for (YamlNode item : node.items()) {
            item.as(IpPrefix::parse)
                    .filter(address -> isGood(item, address, segment, vlan))
                    .ifPresentOrElse(addresses::add, () -> addressesGood = false);
        }
        return addresses;
    }

    private static boolean isGood(YamlNode node, IpPrefix address, Segment segment, int vlan) {
        String where = segment.network.name() + (vlan == UNTAGGED ? "" : " VLAN " + vlan);
        List<IpPrefix> subnets = segment.subnets.getOrDefault(vlan, List.of());
        IpPrefix subnet = subnets.stream()
                .filter(candidate -> candidate.contains(address.address()))
                .findFirst()
                .orElse(null);
        if (subnet == null) {
            String known = subnets.stream().map(IpPrefix::toString).collect(Collectors.joining(", "));
            node.complain(address.address() + " is in no subnet of network " + where + " ("
                    + (known.isEmpty() ? "it has none" : known) + ")");
            return false;
        }
        if (subnet.length() != address.length()) {
            node.complain("the subnet is " + subnet + ", so write " + address.address() + "/" + subnet.length());
            return false;
        }
        boolean ipv4Ends = address.address().isIpv4() && address.length() < 31;
        if (ipv4Ends && address.address().equals(subnet.first())) {
            node.complain(address.address() + " names the subnet " + subnet + " itself");
            return false;
        }
        if (ipv4Ends && address.address().equals(subnet.last())) {
            node.complain(address.address() + " is the broadcast address of " + subnet);
            return false;
        }
        YamlNode first = segment.addresses.putIfAbsent(vlan + " " + address.address(), node);
        if (first != null) {
            node.complain(address.address() + " is in network " + where + " already, see line " + first.line());
            return false;
        }
        return true;
    }

    private List<Route> routes(YamlNode node, List<Plug> nics) {
        List<IpPrefix> own =
                nics.stream().flatMap(nic -> nic.allAddresses().stream()).toList();
        List<Route> routes = new ArrayList<>();
        Map<IpPrefix, YamlNode> known = new HashMap<>();
        for (YamlNode item : node.items()) {
            YamlNode viaNode = item.require("via");
            YamlNode toNode = item.find("to");
            Optional<IpAddress> via = viaNode.as(IpAddress::parse);
            Optional<IpPrefix> to = toNode.toString().equals("default") ? Optional.empty() : subnet(toNode);
            if (via.isEmpty()) {
                continue;
            }
            IpPrefix destination = to.orElse(via.get().isIpv4() ? EVERYTHING_IPV4 : EVERYTHING_IPV6);
            if (destination.address().isIpv4() != via.get().isIpv4()) {
                item.complain(
                        "a route to " + destination + " cannot go via " + via.get() + ": one is IPv4, the other IPv6");
            } else if (own.stream().anyMatch(address -> address.address().equals(via.get()))) {
                viaNode.complain(via.get() + " is an address of this machine itself");
            } else if (addressesGood && own.stream().noneMatch(address -> address.contains(via.get()))) {
                String subnets = own.stream()
                        .map(address -> new IpPrefix(address.first(), address.length()).toString())
                        .distinct()
                        .collect(Collectors.joining(", "));
                viaNode.complain(via.get() + " is in no subnet of this machine ("
                        + (subnets.isEmpty() ? "it has none" : subnets) + ")");
            } else {
                YamlNode first = known.putIfAbsent(destination, item);
                if (first != null) {
                    item.complain("there is a route to " + destination + " already, see line " + first.line());
                }
                routes.add(new Route(destination, via.get()));
            }
        }
        return routes;
    }

    private static Map<String, Content> files(YamlNode node) {
        Map<String, Content> files = new LinkedHashMap<>();
        for (Entry entry : node.entries()) {
            Optional<String> path = entry.key().text(PATH, "a relative path such as www/index.html");
            YamlNode value = entry.value();
            Optional<Content> content = value.isMapping()
                    ? value.require("size").as(LabFile::size).map(size -> new Content("", size))
                    : Optional.of(new Content(value.text().orElse(""), 0));
            if (path.isPresent() && content.isPresent()) {
                for (String other : files.keySet()) {
                    if (other.startsWith(path.get() + "/") || path.get().startsWith(other + "/")) {
                        entry.key().complain("\"" + other + "\" and \"" + path.get() + "\" cannot both be files");
                    }
                }
                files.put(path.get(), content.get());
            }
        }
        return files;
    }

    private static int size(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (matcher.matches()) {
            long unit = switch (matcher.group(2)) {
                case "B" -> 1;
                case "KiB" -> 1 << 10;
                default -> 1 << 20;
            };
            long size = Long.parseLong(matcher.group(1)) * unit;
            if (size <= MAX_FILE) {
                return (int) size;
            }
        }
        throw new IllegalArgumentException(
                "expected a size such as 500 B, 64 KiB or 2 MiB, at most 16 MiB, found \"" + text + "\"");
    }

    private static List<Program> programs(YamlNode node) {
        List<Program> programs = new ArrayList<>();
        List<YamlNode> items = node.items();
        if (items.size() > MAX_PROGRAMS) {
            node.complain("at most " + MAX_PROGRAMS + " programs, found " + items.size());
        }
        for (YamlNode item : items) {
            if (item.isSequence()) {
                List<String> words = item.items().stream()
                        .flatMap(word -> word.text().stream())
                        .toList();
                if (words.isEmpty() || words.getFirst().isEmpty()) {
                    item.complain("there is no program to run");
                }
                programs.add(program(item, words));
            } else {
                item.as(CommandLine::split).ifPresent(words -> programs.add(program(item, words)));
            }
        }
        return programs;
    }

    private static Program program(YamlNode at, List<String> words) {
        if (words.stream().anyMatch(word -> word.indexOf(0) >= 0)) {
            at.complain("no argument of a program can have the character U+0000 in it");
        }
        String line = String.join(" ", words).replaceAll("[\\s\\p{Cntrl}]+", " ");
        return new Program(line.length() <= 80 ? line : line.substring(0, 77) + "...", words);
    }
}
