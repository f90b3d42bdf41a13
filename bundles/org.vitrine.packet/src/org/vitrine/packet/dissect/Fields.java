/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.vitrine.packet.ChecksumState;
import org.vitrine.packet.Dns;
import org.vitrine.packet.Dns.Section;
import org.vitrine.packet.DnsRecord;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.Packet;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.Udp;
import org.vitrine.packet.dissect.Field.Kind;

/** All fields that filters know. */
final class Fields {
    private static final Map<String, Field> ALL = new Fields().all;
    private static final int MOST_PROPOSALS = 40;
    /** More changes than these make another word. */
    private static final int MOST_TYPING_ERRORS = 2;

    private final Map<String, Field> all = new TreeMap<>();

    private Fields() {
        frame();
        link();
        internet();
        transport();
        icmp();
        dns();
        dhcp();
        tunnels();
    }

    static Optional<Field> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** The fields that begin so, in their order. */
    static List<Field> beginningWith(String prefix) {
        return ALL.values().stream()
                .filter(field -> field.name().startsWith(prefix))
                .limit(MOST_PROPOSALS)
                .toList();
    }

    /** The field that was probably meant. */
    static Optional<String> like(String name) {
        return ALL.keySet().stream()
                .filter(each -> distance(each, name) <= MOST_TYPING_ERRORS)
                .min(Comparator.comparingInt(each -> distance(each, name)));
    }

    /** How many letters are to be changed, left out, added or swapped (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > MOST_TYPING_ERRORS) {
            return Integer.MAX_VALUE;
        }
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }

    // ---- how they are read

    private void add(String name, Kind kind, String words, Field.Values values) {
        all.put(name, new Field(name, kind, words, values));
    }

    private void protocol(String name, String words, BiPredicate<Frame, Packet> isThere) {
        Field.Numbers values = (frame, layer, test) -> isThere.test(frame, layer) && test.test(1);
        add(name, Kind.PROTOCOL, words, values);
    }

    private void protocol(String name, String words, Predicate<Packet> isThere) {
        protocol(name, words, (_, layer) -> isThere.test(layer));
    }

    private void number(String name, Kind kind, String words, Predicate<Packet> isThere, ToLongFunction<Packet> value) {
        Field.Numbers values = (_, layer, test) -> isThere.test(layer) && test.test(value.applyAsLong(layer));
        add(name, kind, words, values);
    }

    private void number(String name, String words, Predicate<Packet> isThere, ToLongFunction<Packet> value) {
        number(name, Kind.NUMBER, words, isThere, value);
    }

    private void flag(String name, String words, Predicate<Packet> isThere, Predicate<Packet> isOn) {
        number(name, Kind.BOOLEAN, words, isThere, layer -> isOn.test(layer) ? 1 : 0);
    }

    private void ofFrame(String name, Kind kind, String words, ToLongFunction<Frame> value) {
        Field.Numbers values = (frame, _, test) -> test.test(value.applyAsLong(frame));
        add(name, kind, words, values);
    }

    /** A number that is read by a flyweight of the frame. */
    private void inside(
            String name,
            Kind kind,
            String words,
            BiPredicate<Frame, Packet> isThere,
            ToLongBiFunction<Frame, Packet> of) {
        Field.Numbers values =
                (frame, layer, test) -> isThere.test(frame, layer) && test.test(of.applyAsLong(frame, layer));
        add(name, kind, words, values);
    }

    // ---- the protocols

    private void frame() {
        Field.Bytes bytes = (frame, _, test) -> test.test(frame.memory, frame.offset, frame.capturedLength);
        add("frame", Kind.BYTES, "The whole frame", bytes);
        ofFrame("frame.number", Kind.NUMBER, "Place of the packet in the file", frame -> frame.number);
        ofFrame("frame.len", Kind.NUMBER, "Bytes on the wire", frame -> frame.length);
        ofFrame("frame.cap_len", Kind.NUMBER, "Bytes in the file", frame -> frame.capturedLength);
        ofFrame("frame.time_epoch", Kind.SECONDS, "Time, seconds since 1970", frame -> frame.timestamp);
        ofFrame(
                "frame.time_relative",
                Kind.SECONDS,
                "Time since the first packet, seconds",
                frame -> frame.timestamp - frame.capture().timestamp(0));
        ofFrame(
                "frame.time_delta",
                Kind.SECONDS,
                "Time since the packet before, seconds",
                frame -> frame.number == 1
                        ? 0
                        : frame.timestamp - frame.capture().timestamp(frame.number - 2));
        ofFrame("frame.interface_id", Kind.NUMBER, "Place of the interface in the file", frame -> frame.interfaceId);
        Field.Texts interfaceName = (frame, _, test) -> {
            String name = frame.capture().interfaceName(frame.interfaceId);
            return !name.isEmpty() && test.test(name);
        };
        add("frame.interface_name", Kind.TEXT, "Name of the interface", interfaceName);
        Field.Texts vm = (frame, _, test) -> {
            List<String> words = frame.capture().interfaceWords(frame.interfaceId);
            for (int i = 0; i < words.size(); i++) {
                if (test.test(words.get(i))) {
                    return true;
                }
            }
            return false;
        };
        add("vm", Kind.TEXT, "Machine whose vNIC it passed, by the words that name its interface", vm);
        Field.Texts comment = (frame, _, test) -> {
            String note = frame.capture().note(frame.number - 1);
            return note != null && test.test(note);
        };
        add("frame.comment", Kind.TEXT, "What somebody noted about the packet", comment);
    }

    private void link() {
        protocol("eth", "Ethernet", Packet::isEthernet);
        number(
                "eth.dst",
                Kind.MAC,
                "Destination",
                Packet::isEthernet,
                p -> p.ethernet().destination());
        number(
                "eth.src",
                Kind.MAC,
                "Source",
                Packet::isEthernet,
                p -> p.ethernet().source());
        Field.Numbers either = (_, p, test) -> p.isEthernet()
                && (test.test(p.ethernet().destination())
                        || test.test(p.ethernet().source()));
        add("eth.addr", Kind.MAC, "Source or destination", either);
        number(
                "eth.type",
                "What follows",
                p -> p.isEthernet()
                        && (p.ethernet().tagCount() > 0 || p.ethernet().etherType() >= Ethernet.LOWEST_TYPE),
                p -> p.ethernet().tagCount() > 0
                        ? p.ethernet().tagType(0)
                        : p.ethernet().etherType());
        tags("vlan", "Virtual LAN (802.1Q)", true);
        tags("ieee8021ad", "Service VLAN (802.1ad)", false);
        protocol("llc", "Logical link control", Packet::isLlc);
        protocol("arp", "Address resolution", Packet::isArp);
        number("arp.opcode", "1 request, 2 reply", Packet::isArp, p -> p.arp().operation());
        number("arp.src.hw_mac", Kind.MAC, "Sender", Packet::isArp, p -> p.arp().senderMac());
        number("arp.dst.hw_mac", Kind.MAC, "Target", Packet::isArp, p -> p.arp().targetMac());
        number(
                "arp.src.proto_ipv4",
                Kind.IPV4,
                "Sender",
                Packet::isArp,
                p -> Integer.toUnsignedLong(p.arp().senderAddress()));
        number(
                "arp.dst.proto_ipv4",
                Kind.IPV4,
                "Target",
                Packet::isArp,
                p -> Integer.toUnsignedLong(p.arp().targetAddress()));
    }

    private void tags(String name, String words, boolean isCustomer) {
        protocol(name, words, layer -> isTagged(layer, 0, isCustomer) || isTagged(layer, 1, isCustomer));
        tag(name + ".id", "Number of the VLAN", isCustomer, control -> control & 0xfff);
        tag(name + ".priority", "Priority", isCustomer, control -> control >>> 13);
    }

    private void tag(String name, String words, boolean isCustomer, java.util.function.IntUnaryOperator part) {
        Field.Numbers values = (_, layer, test) -> {
            for (int tag = 0; tag < Ethernet.MAX_TAGS; tag++) {
                if (isTagged(layer, tag, isCustomer)
                        && test.test(part.applyAsInt(layer.ethernet().tagControl(tag)))) {
                    return true;
                }
            }
            return false;
        };
        add(name, Kind.NUMBER, words, values);
    }

    private static boolean isTagged(Packet layer, int tag, boolean isCustomer) {
        return layer.isEthernet()
                && tag < layer.ethernet().tagCount()
                && (layer.ethernet().tagType(tag) == Ethernet.TYPE_VLAN) == isCustomer;
    }

    private void internet() {
        protocol("ip", "IPv4", Packet::isIpv4);
        number("ip.src", Kind.IPV4, "Source", Packet::isIpv4, Fields::source);
        number("ip.dst", Kind.IPV4, "Destination", Packet::isIpv4, Fields::destination);
        Field.Numbers either = (_, p, test) -> p.isIpv4() && (test.test(source(p)) || test.test(destination(p)));
        add("ip.addr", Kind.IPV4, "Source or destination", either);
        number("ip.len", "Bytes of the packet", Packet::isIpv4, p -> p.ipv4().totalLength());
        number(
                "ip.hdr_len",
                "Bytes of the header",
                Packet::isIpv4,
                p -> p.ipv4().headerLength());
        number("ip.ttl", "Time to live, hops", Packet::isIpv4, p -> p.ipv4().timeToLive());
        number("ip.proto", "What it carries", Packet::isIpv4, p -> p.ipv4().protocol());
        number("ip.id", "Identification", Packet::isIpv4, p -> p.ipv4().identification());
        number(
                "ip.dsfield",
                "Differentiated services",
                Packet::isIpv4,
                p -> p.ipv4().trafficClass());
        number("ip.dsfield.dscp", "Code point", Packet::isIpv4, p -> p.ipv4().trafficClass() >>> 2);
        flag(
                "ip.flags.df",
                "Must not be fragmented",
                Packet::isIpv4,
                p -> p.ipv4().dontFragment());
        flag(
                "ip.flags.mf",
                "More fragments follow",
                Packet::isIpv4,
                p -> p.ipv4().moreFragments());
        number(
                "ip.frag_offset",
                "Place of the fragment, units of 8 bytes",
                Packet::isIpv4,
                p -> p.ipv4().fragmentOffset() / 8);
        flag(
                "ip.checksum.status",
                "1 good, 0 bad",
                Packet::isIpv4,
                p -> p.ipv4().isChecksumGood());
        protocol("ipv6", "IPv6", Packet::isIpv6);
        Field.Wides source = (_, p, test) ->
                p.isIpv6() && test.test(p.ipv6().sourceHigh(), p.ipv6().sourceLow());
        Field.Wides destination = (_, p, test) ->
                p.isIpv6() && test.test(p.ipv6().destinationHigh(), p.ipv6().destinationLow());
        add("ipv6.src", Kind.IPV6, "Source", source);
        add("ipv6.dst", Kind.IPV6, "Destination", destination);
        Field.Wides both = (frame, p, test) -> source.any(frame, p, test) || destination.any(frame, p, test);
        add("ipv6.addr", Kind.IPV6, "Source or destination", both);
        number(
                "ipv6.nxt",
                "What follows the first header",
                Packet::isIpv6,
                p -> p.ipv6().nextHeader());
        number("ipv6.hlim", "Hop limit", Packet::isIpv6, p -> p.ipv6().hopLimit());
        number("ipv6.flow", "Flow label", Packet::isIpv6, p -> p.ipv6().flowLabel());
        number("ipv6.tclass", "Traffic class", Packet::isIpv6, p -> p.ipv6().trafficClass());
        number(
                "ipv6.plen",
                "Bytes behind the first header",
                Packet::isIpv6,
                p -> p.ipv6().statedPayloadLength() + p.ipv6().headerLength() - org.vitrine.packet.Ipv6.LENGTH);
    }

    private static long source(Packet packet) {
        return Integer.toUnsignedLong(packet.ipv4().source());
    }

    private static long destination(Packet packet) {
        return Integer.toUnsignedLong(packet.ipv4().destination());
    }

    private void transport() {
        protocol("udp", "User datagrams", Packet::isUdp);
        ports("udp", Packet::isUdp);
        number(
                "udp.length",
                "Bytes of the datagram",
                Packet::isUdp,
                p -> p.udp().length());
        number("udp.checksum.status", "0 bad, 1 good, 2 not checked, 3 none", Packet::isUdp, Fields::verdict);
        Field.Bytes datagram = (_, p, test) -> p.isUdp() && p.udp().payloadLength() > 0 && payload(p.udp(), test);
        add("udp.payload", Kind.BYTES, "What it carries", datagram);
        protocol("tcp", "Transmission control", Packet::isTcp);
        ports("tcp", Packet::isTcp);
        number(
                "tcp.seq_raw",
                "Sequence number",
                Packet::isTcp,
                p -> Integer.toUnsignedLong(p.tcp().sequence()));
        number(
                "tcp.ack_raw",
                "Acknowledgment number",
                Packet::isTcp,
                p -> Integer.toUnsignedLong(p.tcp().acknowledgment()));
        // how much of the segment a fragment has nobody can say
        number("tcp.len", "Bytes of payload", p -> p.isTcp() && !p.isFragment(), Fields::segmentLength);
        number("tcp.hdr_len", "Bytes of the header", Packet::isTcp, p -> p.tcp().headerLength());
        number(
                "tcp.window_size_value",
                "Window, as it stands there",
                Packet::isTcp,
                p -> p.tcp().window());
        number("tcp.checksum.status", "0 bad, 1 good, 2 not checked, 3 none", Packet::isTcp, Fields::verdict);
        number("tcp.flags", "All flags", Packet::isTcp, p -> p.tcp().flags());
        for (TcpFlag flag : TcpFlag.values()) {
            flag(
                    "tcp.flags." + flag.fieldName(),
                    flag.name(),
                    Packet::isTcp,
                    p -> (p.tcp().flags() & flag.bit()) != 0);
        }
        number(
                "tcp.options.mss_val",
                "Maximum segment size",
                p -> p.isTcp() && p.tcp().maximumSegmentSize() >= 0,
                p -> p.tcp().maximumSegmentSize());
        number(
                "tcp.options.wscale.shift",
                "Window scale, bits",
                p -> p.isTcp() && p.tcp().windowScale() >= 0,
                p -> p.tcp().windowScale());
        Field.Bytes segment = (_, p, test) -> p.isTcp() && p.tcp().payloadLength() > 0 && payload(p.tcp(), test);
        add("tcp.payload", Kind.BYTES, "What it carries", segment);
    }

    private static long segmentLength(Packet packet) {
        int stated = packet.isIpv4()
                ? packet.ipv4().statedPayloadLength()
                : packet.ipv6().statedPayloadLength();
        return Math.max(0, stated - packet.tcp().headerLength());
    }

    private static boolean payload(Udp udp, Field.BytesPredicate test) {
        return test.test(udp.memory(), udp.payloadOffset(), udp.payloadLength());
    }

    private static boolean payload(Tcp tcp, Field.BytesPredicate test) {
        return test.test(tcp.memory(), tcp.payloadOffset(), tcp.payloadLength());
    }

    /** In tshark's numbers; what is left to a network card is not checked. */
    private static long verdict(Packet packet) {
        ChecksumState state = packet.transportChecksum();
        return switch (state) {
            case BAD -> 0;
            case GOOD -> 1;
            case UNCHECKED, OFFLOADED -> 2;
            case ABSENT -> 3;
        };
    }

    private void ports(String protocol, Predicate<Packet> isThere) {
        number(protocol + ".srcport", "Source port", isThere, Packet::sourcePort);
        number(protocol + ".dstport", "Destination port", isThere, Packet::destinationPort);
        Field.Numbers either =
                (_, p, test) -> isThere.test(p) && (test.test(p.sourcePort()) || test.test(p.destinationPort()));
        add(protocol + ".port", Kind.NUMBER, "Source or destination port", either);
    }

    private void icmp() {
        Predicate<Packet> isVersion4 = p -> p.isIcmp() && p.isIpv4();
        Predicate<Packet> isVersion6 = p -> p.isIcmp() && p.isIpv6();
        protocol("icmp", "Control messages of IPv4", isVersion4);
        number("icmp.type", "Type", isVersion4, p -> p.icmp().type());
        number("icmp.code", "Code", isVersion4, p -> p.icmp().code());
        Predicate<Packet> isEcho = p -> isVersion4.test(p)
                && (p.icmp().type() == Icmp.ECHO_REQUEST || p.icmp().type() == Icmp.ECHO_REPLY)
                && p.icmp().available() >= Icmp.QUOTE_OFFSET;
        number("icmp.ident", "Identifier of an echo", isEcho, p -> p.icmp().identifier());
        number("icmp.seq", "Sequence number of an echo", isEcho, p -> p.icmp().sequence());
        protocol("icmpv6", "Control messages of IPv6", isVersion6);
        number("icmpv6.type", "Type", isVersion6, p -> p.icmp().type());
        number("icmpv6.code", "Code", isVersion6, p -> p.icmp().code());
        target("icmpv6.nd.ns.target_address", "Address that is asked for", Icmp.V6_NEIGHBOR_SOLICITATION);
        target("icmpv6.nd.na.target_address", "Address that is told of", Icmp.V6_NEIGHBOR_ADVERTISEMENT);
    }

    private void target(String name, String words, int type) {
        Field.Wides values = (frame, p, test) -> frame.wrapDiscovery(p)
                && p.icmp().type() == type
                && frame.discovery.hasTarget()
                && test.test(frame.discovery.targetHigh(), frame.discovery.targetLow());
        add(name, Kind.IPV6, words, values);
    }

    private void dns() {
        protocol("dns", "Domain names", Frame::wrapDns);
        protocol("mdns", "Domain names by multicast", Frame::wrapMulticastDns);
        BiPredicate<Frame, Packet> any = (frame, p) -> frame.wrapDns(p) || frame.wrapMulticastDns(p);
        inside("dns.id", Kind.NUMBER, "Transaction", any, (frame, _) -> frame.dns.id());
        inside(
                "dns.flags.response",
                Kind.BOOLEAN,
                "Whether it is a response",
                any,
                (frame, _) -> frame.dns.isResponse() ? 1 : 0);
        BiPredicate<Frame, Packet> response = (frame, p) -> any.test(frame, p) && frame.dns.isResponse();
        inside(
                "dns.flags.rcode",
                Kind.NUMBER,
                "0 good, 3 no such name",
                response,
                (frame, _) -> frame.dns.responseCode());
        inside(
                "dns.count.answers",
                Kind.NUMBER,
                "Number of answers",
                any,
                (frame, _) -> frame.dns.count(Section.ANSWER));
        record("dns.qry.type", "Type that is asked for", Fields::isQuestion, DnsRecord::type);
        record("dns.resp.type", "Type of a record", r -> !isQuestion(r), DnsRecord::type);
        names("dns.qry.name", "Name that is asked for", Fields::isQuestion, DnsRecord::name);
        names("dns.resp.name", "Name of a record", r -> !isQuestion(r), DnsRecord::name);
        names("dns.cname", "Canonical name", r -> isAnswer(r, Dns.TYPE_CNAME), r -> r.dataName(0));
        Field.Numbers addresses = (frame, p, test) -> {
            for (boolean more = first(frame, p); more; more = frame.record.next()) {
                if (isAnswer(frame.record, Dns.TYPE_A)
                        && frame.record.dataLength() == 4
                        && test.test(Integer.toUnsignedLong(frame.record.address()))) {
                    return true;
                }
            }
            return false;
        };
        add("dns.a", Kind.IPV4, "Address in an answer", addresses);
        Field.Wides wides = (frame, p, test) -> {
            for (boolean more = first(frame, p); more; more = frame.record.next()) {
                if (isAnswer(frame.record, Dns.TYPE_AAAA)
                        && frame.record.dataLength() == 16
                        && test.test(frame.record.addressHigh(), frame.record.addressLow())) {
                    return true;
                }
            }
            return false;
        };
        add("dns.aaaa", Kind.IPV6, "Address in an answer", wides);
    }

    private static boolean isQuestion(DnsRecord record) {
        return record.section() == Section.QUESTION;
    }

    private static boolean isAnswer(DnsRecord record, int type) {
        return !isQuestion(record) && record.type() == type;
    }

    /** Goes to the first record of a message. */
    private static boolean first(Frame frame, Packet packet) {
        if (!frame.wrapDns(packet) && !frame.wrapMulticastDns(packet)) {
            return false;
        }
        frame.record.wrap(frame.dns);
        return frame.record.next();
    }

    private void record(String name, String words, Predicate<DnsRecord> which, ToLongFunction<DnsRecord> value) {
        Field.Numbers values = (frame, p, test) -> {
            for (boolean more = first(frame, p); more; more = frame.record.next()) {
                if (which.test(frame.record) && test.test(value.applyAsLong(frame.record))) {
                    return true;
                }
            }
            return false;
        };
        add(name, Kind.NUMBER, words, values);
    }

    private void names(String name, String words, Predicate<DnsRecord> which, Function<DnsRecord, String> value) {
        Field.Texts values = (frame, p, test) -> {
            for (boolean more = first(frame, p); more; more = frame.record.next()) {
                if (which.test(frame.record) && test.test(value.apply(frame.record))) {
                    return true;
                }
            }
            return false;
        };
        add(name, Kind.TEXT, words, values);
    }

    private void dhcp() {
        protocol("dhcp", "Host configuration", Frame::wrapDhcp);
        inside(
                "dhcp.id",
                Kind.NUMBER,
                "Transaction",
                Frame::wrapDhcp,
                (frame, _) -> Integer.toUnsignedLong(frame.dhcp.transaction()));
        inside(
                "dhcp.option.dhcp",
                Kind.NUMBER,
                "1 discover, 2 offer, 3 request, 5 acknowledgment",
                (frame, p) -> frame.wrapDhcp(p) && frame.dhcp.messageType() > 0,
                (frame, _) -> frame.dhcp.messageType());
        inside(
                "dhcp.ip.your",
                Kind.IPV4,
                "Address that the client gets",
                Frame::wrapDhcp,
                (frame, _) -> Integer.toUnsignedLong(frame.dhcp.yourAddress()));
        protocol("dhcpv6", "Host configuration of IPv6", Frame::wrapDhcpv6);
        inside(
                "dhcpv6.msgtype",
                Kind.NUMBER,
                "1 solicit, 2 advertise, 3 request, 7 reply",
                Frame::wrapDhcpv6,
                (frame, _) -> frame.dhcpv6.messageType());
    }

    private void tunnels() {
        protocol("vxlan", "Ethernet in UDP", Packet::isVxlan);
        number("vxlan.vni", "Network", Packet::isVxlan, p -> p.vxlan().networkIdentifier());
        protocol("gre", "Generic routing encapsulation", Packet::isGre);
        number("gre.proto", "What it carries", Packet::isGre, p -> p.gre().protocol());
        number(
                "gre.key",
                "Key",
                p -> p.isGre() && p.gre().hasKey(),
                p -> Integer.toUnsignedLong(p.gre().key()));
    }

    /** All names, for those who describe the language. */
    static List<String> names() {
        return new ArrayList<>(ALL.keySet());
    }
}
