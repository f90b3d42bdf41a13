/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.vitrine.packet.Dns.Section;

/** tshark's names of fields, and the same read by us. */
final class TsharkFields {
    /** A packet in a frame: the frame itself, what a tunnel in it carries, or what an error quotes. */
    private record Layer(Packet packet, boolean isQuoted, boolean isInFragment) {}

    @FunctionalInterface
    private interface Reader {
        void read(Layer layer, Consumer<Object> to);
    }

    private static final int MAX_LAYERS = 5;

    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private final Options options = new Options();
    private final NeighborDiscovery discovery = new NeighborDiscovery();
    private final Dns dns = new Dns();
    private final DnsRecord dnsRecord = new DnsRecord();
    private final Dhcp dhcp = new Dhcp();
    private final Dhcpv6 dhcpv6 = new Dhcpv6();

    TsharkFields() {
        link();
        internet();
        transport();
        icmp();
        dns();
        dhcp();
        tunnels();
    }

    Iterable<String> names() {
        return readers.keySet();
    }

    /** The values of all fields of a frame, in the order of {@link #names}; several with commas between. */
    List<String> values(Packet frame) {
        List<Layer> layers = layers(frame);
        List<String> values = new ArrayList<>();
        for (Reader reader : readers.values()) {
            List<String> found = new ArrayList<>();
            layers.forEach(layer -> reader.read(layer, value -> found.add("" + value)));
            values.add(String.join(",", found));
        }
        return values;
    }

    private static List<Layer> layers(Packet frame) {
        List<Layer> layers = new ArrayList<>();
        Layer last = new Layer(frame, false, false);
        while (last != null && layers.size() < MAX_LAYERS) {
            layers.add(last);
            Packet next = new Packet();
            Packet outer = last.packet();
            if (next.wrapInner(outer)) {
                last = new Layer(next, last.isQuoted(), last.isInFragment() || outer.isFragment());
            } else if (outer.isIcmp() && isError(outer) && wrapQuote(next, outer)) {
                last = new Layer(next, true, last.isInFragment() || outer.isFragment());
            } else {
                last = null;
            }
        }
        return layers;
    }

    private static boolean isError(Packet packet) {
        int type = packet.icmp().type();
        return packet.isIpv6()
                ? type >= Icmp.V6_UNREACHABLE && type <= Icmp.V6_PARAMETER_PROBLEM
                : type == Icmp.UNREACHABLE
                        || type == Icmp.REDIRECT
                        || type == Icmp.TIME_EXCEEDED
                        || type == Icmp.PARAMETER_PROBLEM;
    }

    private static boolean wrapQuote(Packet next, Packet outer) {
        return next.wrapIp(
                outer.icmp().memory(), outer.icmp().quoteOffset(), outer.icmp().quoteLength());
    }

    // ---- what a value is made of

    private void field(String name, Predicate<Packet> condition, Function<Packet, Object> value) {
        readers.put(name, (layer, to) -> {
            if (condition.test(layer.packet())) {
                to.accept(value.apply(layer.packet()));
            }
        });
    }

    private void number(String name, Predicate<Packet> condition, ToLongFunction<Packet> value) {
        field(name, condition, value::applyAsLong);
    }

    private static String mac(long address) {
        return String.format("%012x", address).replaceAll("(..)(?!$)", "$1:");
    }

    private static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    static String ipv6(long high, long low) {
        try {
            byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
            InetAddress address = java.net.Inet6Address.getByAddress(null, bytes, -1);
            return address.getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** tshark's number for how a checksum stands: 0 bad, 1 good, 2 not checked, 3 not there. */
    private static void verdict(Layer layer, Consumer<Object> to) {
        // tshark checks nothing in a fragment, and of errors about echos the outer checksum only
        boolean isLeftOut =
                layer.isInFragment() || layer.isQuoted() && layer.packet().isIcmp();
        ChecksumState state =
                isLeftOut ? ChecksumState.UNCHECKED : layer.packet().transportChecksum();
        to.accept(
                switch (state) {
                    case GOOD -> 1;
                    case BAD, OFFLOADED -> 0; // a reader without our knowledge of the kernel calls it bad
                    case UNCHECKED -> 2;
                    case ABSENT -> 3;
                });
    }

    private void verdict(String name, Predicate<Packet> condition) {
        readers.put(name, (layer, to) -> {
            if (condition.test(layer.packet())) {
                verdict(layer, to);
            }
        });
    }

    // ---- the protocols

    private void tag(String name, int type, boolean isType, ToLongFunction<Integer> value) {
        readers.put(name, (layer, to) -> {
            Packet packet = layer.packet();
            for (int tag = 0; packet.isEthernet() && tag < packet.ethernet().tagCount(); tag++) {
                if ((packet.ethernet().tagType(tag) == type) == isType) {
                    to.accept(value.applyAsLong(packet.ethernet().tagControl(tag)));
                }
            }
        });
    }

    private void link() {
        field("eth.dst", Packet::isEthernet, p -> mac(p.ethernet().destination()));
        field("eth.src", Packet::isEthernet, p -> mac(p.ethernet().source()));
        number(
                "eth.len",
                p -> p.isEthernet() && p.ethernet().isIeee8023() && p.ethernet().tagCount() == 0,
                p -> p.ethernet().etherType());
        tag("vlan.id", Ethernet.TYPE_VLAN, true, control -> control & 0xfff);
        tag("vlan.priority", Ethernet.TYPE_VLAN, true, control -> control >>> 13);
        tag("vlan.dei", Ethernet.TYPE_VLAN, true, control -> control >>> 12 & 1);
        tag("ieee8021ad.id", Ethernet.TYPE_VLAN, false, control -> control & 0xfff);
        tag("ieee8021ad.priority", Ethernet.TYPE_VLAN, false, control -> control >>> 13);
        // tshark hides the lowest bit of both, which has a meaning of its own
        number("llc.dsap", Packet::isLlc, p -> p.llc().dsap());
        number("llc.ssap", Packet::isLlc, p -> p.llc().ssap());
        number("llc.control", Packet::isLlc, p -> p.llc().control());
        number("llc.oui", p -> p.isLlc() && p.llc().isSnap(), p -> p.llc().organization());
        number(
                "llc.type",
                p -> p.isLlc() && p.llc().isSnap() && p.llc().organization() == 0,
                p -> p.llc().protocol());
        number("arp.opcode", Packet::isArp, p -> p.arp().operation());
        field("arp.src.hw_mac", Packet::isArp, p -> mac(p.arp().senderMac()));
        field("arp.src.proto_ipv4", Packet::isArp, p -> ipv4(p.arp().senderAddress()));
        field("arp.dst.hw_mac", Packet::isArp, p -> mac(p.arp().targetMac()));
        field("arp.dst.proto_ipv4", Packet::isArp, p -> ipv4(p.arp().targetAddress()));
    }

    private void internet() {
        number("ip.hdr_len", Packet::isIpv4, p -> p.ipv4().headerLength());
        number("ip.dsfield", Packet::isIpv4, p -> p.ipv4().trafficClass());
        number("ip.len", Packet::isIpv4, p -> p.ipv4().totalLength());
        number("ip.id", Packet::isIpv4, p -> p.ipv4().identification());
        number("ip.flags.df", Packet::isIpv4, p -> p.ipv4().dontFragment() ? 1 : 0);
        number("ip.flags.mf", Packet::isIpv4, p -> p.ipv4().moreFragments() ? 1 : 0);
        number("ip.frag_offset", Packet::isIpv4, p -> p.ipv4().fragmentOffset() / 8); // counted as the header does
        number("ip.ttl", Packet::isIpv4, p -> p.ipv4().timeToLive());
        number("ip.proto", Packet::isIpv4, p -> p.ipv4().protocol());
        number("ip.checksum", Packet::isIpv4, p -> p.ipv4().checksum());
        number("ip.checksum.status", Packet::isIpv4, p -> p.ipv4().isChecksumGood() ? 1 : 0);
        field("ip.src", Packet::isIpv4, p -> ipv4(p.ipv4().source()));
        field("ip.dst", Packet::isIpv4, p -> ipv4(p.ipv4().destination()));
        readers.put("ip.opt.type", (layer, to) -> {
            if (layer.packet().isIpv4()) {
                layer.packet().ipv4().options(options);
                kinds(to);
            }
        });
        number("ipv6.tclass", Packet::isIpv6, p -> p.ipv6().trafficClass());
        number("ipv6.flow", Packet::isIpv6, p -> p.ipv6().flowLabel());
        number(
                "ipv6.plen",
                Packet::isIpv6,
                p -> p.ipv6().statedPayloadLength() + p.ipv6().headerLength() - Ipv6.LENGTH);
        number("ipv6.nxt", Packet::isIpv6, p -> p.ipv6().nextHeader());
        number("ipv6.hlim", Packet::isIpv6, p -> p.ipv6().hopLimit());
        field(
                "ipv6.src",
                Packet::isIpv6,
                p -> ipv6(p.ipv6().sourceHigh(), p.ipv6().sourceLow()));
        field(
                "ipv6.dst",
                Packet::isIpv6,
                p -> ipv6(p.ipv6().destinationHigh(), p.ipv6().destinationLow()));
        Predicate<Packet> hasFragment = p -> extensionOf(p, IpProtocol.FRAGMENT) >= 0;
        number("ipv6.fraghdr.offset", hasFragment, p -> p.ipv6().fragmentOffset() / 8);
        number("ipv6.fraghdr.more", hasFragment, p -> p.ipv6().moreFragments() ? 1 : 0);
        number(
                "ipv6.fraghdr.ident",
                hasFragment,
                p -> Integer.toUnsignedLong(p.ipv6().fragmentIdentification()));
        number("ipv6.routing.type", p -> extensionOf(p, IpProtocol.ROUTING) >= 0, p -> routing(p, 2));
        number("ipv6.routing.segleft", p -> extensionOf(p, IpProtocol.ROUTING) >= 0, p -> routing(p, 3));
        readers.put("ipv6.opt.type", (layer, to) -> {
            Packet packet = layer.packet();
            for (int i = 0; packet.isIpv6() && i < packet.ipv6().extensionCount(); i++) {
                if (packet.ipv6().options(i, options)) {
                    kinds(to);
                }
            }
        });
    }

    private static long routing(Packet packet, int at) {
        Ipv6 ip = packet.ipv6();
        return ip.u8((int) (ip.extensionOffset(extensionOf(packet, IpProtocol.ROUTING)) - ip.offset()) + at);
    }

    private static int extensionOf(Packet packet, int type) {
        for (int i = 0; packet.isIpv6() && i < packet.ipv6().extensionCount(); i++) {
            if (packet.ipv6().extensionType(i) == type) {
                return i;
            }
        }
        return -1;
    }

    private void kinds(Consumer<Object> to) {
        while (options.next()) {
            to.accept(options.kind());
        }
    }

    private void transport() {
        number("udp.srcport", Packet::isUdp, p -> p.udp().sourcePort());
        number("udp.dstport", Packet::isUdp, p -> p.udp().destinationPort());
        number("udp.length", Packet::isUdp, p -> p.udp().length());
        number("udp.checksum", Packet::isUdp, p -> p.udp().checksum());
        verdict("udp.checksum.status", Packet::isUdp);
        number("tcp.srcport", Packet::isTcp, p -> p.tcp().sourcePort());
        number("tcp.dstport", Packet::isTcp, p -> p.tcp().destinationPort());
        number("tcp.seq_raw", Packet::isTcp, p -> Integer.toUnsignedLong(p.tcp().sequence()));
        number("tcp.ack_raw", Packet::isTcp, p -> Integer.toUnsignedLong(p.tcp().acknowledgment()));
        number("tcp.hdr_len", Packet::isTcp, p -> p.tcp().headerLength());
        number("tcp.flags", Packet::isTcp, p -> p.tcp().flags());
        number("tcp.window_size_value", Packet::isTcp, p -> p.tcp().window());
        number("tcp.checksum", Packet::isTcp, p -> p.tcp().checksum());
        number("tcp.urgent_pointer", Packet::isTcp, p -> p.tcp().urgentPointer());
        verdict("tcp.checksum.status", Packet::isTcp);
        readers.put("tcp.option_kind", (layer, to) -> {
            if (layer.packet().isTcp()) {
                layer.packet().tcp().options(options);
                kinds(to);
            }
        });
        number(
                "tcp.options.mss_val",
                p -> p.isTcp() && p.tcp().maximumSegmentSize() >= 0,
                p -> p.tcp().maximumSegmentSize());
        number(
                "tcp.options.wscale.shift",
                p -> p.isTcp() && p.tcp().windowScale() >= 0,
                p -> p.tcp().windowScale());
        Predicate<Packet> hasTimestamps = p -> p.isTcp() && p.tcp().hasTimestamps();
        number(
                "tcp.options.timestamp.tsval",
                hasTimestamps,
                p -> Integer.toUnsignedLong(p.tcp().timestamp()));
        number(
                "tcp.options.timestamp.tsecr",
                hasTimestamps,
                p -> Integer.toUnsignedLong(p.tcp().timestampEcho()));
        readers.put("tcp.options.sack_le", (layer, to) -> sack(layer.packet(), to, true));
        readers.put("tcp.options.sack_re", (layer, to) -> sack(layer.packet(), to, false));
    }

    private static void sack(Packet packet, Consumer<Object> to, boolean isLeft) {
        for (int i = 0; packet.isTcp() && i < packet.tcp().sackCount(); i++) {
            to.accept(Integer.toUnsignedLong(
                    isLeft ? packet.tcp().sackLeft(i) : packet.tcp().sackRight(i)));
        }
    }

    private static boolean isIcmp(Packet packet, int... types) {
        return packet.isIcmp() && packet.isIpv4() && isType(packet, types);
    }

    private static boolean isIcmpv6(Packet packet, int... types) {
        return packet.isIcmp() && packet.isIpv6() && isType(packet, types);
    }

    private static boolean isType(Packet packet, int... types) {
        boolean found = types.length == 0;
        for (int type : types) {
            found |= packet.icmp().type() == type;
        }
        return found;
    }

    private void icmp() {
        number("icmp.type", TsharkFields::isIcmp, p -> p.icmp().type());
        number("icmp.code", TsharkFields::isIcmp, p -> p.icmp().code());
        number("icmp.checksum", TsharkFields::isIcmp, p -> p.icmp().checksum());
        number(
                "icmp.ident",
                p -> isIcmp(p, Icmp.ECHO_REQUEST, Icmp.ECHO_REPLY),
                p -> p.icmp().identifier());
        number(
                "icmp.seq",
                p -> isIcmp(p, Icmp.ECHO_REQUEST, Icmp.ECHO_REPLY),
                p -> p.icmp().sequence());
        verdict("icmp.checksum.status", TsharkFields::isIcmp);
        number(
                "icmp.mtu",
                p -> isIcmp(p, Icmp.UNREACHABLE) && p.icmp().code() == Icmp.FRAGMENTATION_NEEDED,
                p -> p.icmp().nextMtu());
        field("icmp.redir_gw", p -> isIcmp(p, Icmp.REDIRECT), p -> ipv4(p.icmp().gateway()));
        number("icmpv6.type", TsharkFields::isIcmpv6, p -> p.icmp().type());
        number("icmpv6.code", TsharkFields::isIcmpv6, p -> p.icmp().code());
        number("icmpv6.checksum", TsharkFields::isIcmpv6, p -> p.icmp().checksum());
        verdict("icmpv6.checksum.status", TsharkFields::isIcmpv6);
        Predicate<Packet> isEcho = p -> isIcmpv6(p, Icmp.V6_ECHO_REQUEST, Icmp.V6_ECHO_REPLY);
        number("icmpv6.echo.identifier", isEcho, p -> p.icmp().identifier());
        number("icmpv6.echo.sequence_number", isEcho, p -> p.icmp().sequence());
        number(
                "icmpv6.mtu",
                p -> isIcmpv6(p, Icmp.V6_PACKET_TOO_BIG),
                p -> p.icmp().v6NextMtu());
        Predicate<Packet> isRouter = p -> isDiscovery(p, Icmp.V6_ROUTER_ADVERTISEMENT);
        number("icmpv6.nd.ra.cur_hop_limit", isRouter, _ -> discovery.hopLimit());
        number("icmpv6.nd.ra.flag.m", isRouter, _ -> discovery.isManaged() ? 1 : 0);
        number("icmpv6.nd.ra.flag.o", isRouter, _ -> discovery.hasOther() ? 1 : 0);
        number("icmpv6.nd.ra.router_lifetime", isRouter, _ -> discovery.routerLifetime());
        number("icmpv6.nd.ra.reachable_time", isRouter, _ -> discovery.reachableTime());
        number("icmpv6.nd.ra.retrans_timer", isRouter, _ -> discovery.retransTimer());
        Function<Packet, Object> target = _ -> ipv6(discovery.targetHigh(), discovery.targetLow());
        field("icmpv6.nd.ns.target_address", p -> isDiscovery(p, Icmp.V6_NEIGHBOR_SOLICITATION), target);
        Predicate<Packet> isAdvertisement = p -> isDiscovery(p, Icmp.V6_NEIGHBOR_ADVERTISEMENT);
        field("icmpv6.nd.na.target_address", isAdvertisement, target);
        number("icmpv6.nd.na.flag.r", isAdvertisement, _ -> discovery.isRouter() ? 1 : 0);
        number("icmpv6.nd.na.flag.s", isAdvertisement, _ -> discovery.isSolicited() ? 1 : 0);
        number("icmpv6.nd.na.flag.o", isAdvertisement, _ -> discovery.isOverride() ? 1 : 0);
        readers.put("icmpv6.opt.type", (layer, to) -> {
            if (isIcmpv6(layer.packet()) && discovery.wrap(layer.packet().icmp())) {
                discovery.options(options);
                kinds(to);
            }
        });
        field(
                "icmpv6.opt.src_linkaddr",
                p -> isDiscovery(p) && discovery.sourceMac() >= 0,
                _ -> mac(discovery.sourceMac()));
        field(
                "icmpv6.opt.target_linkaddr",
                p -> isDiscovery(p) && discovery.targetMac() >= 0,
                _ -> mac(discovery.targetMac()));
    }

    private boolean isDiscovery(Packet packet, int... types) {
        return isIcmpv6(packet, types) && discovery.wrap(packet.icmp());
    }

    private boolean wrapDns(Packet packet) {
        if (packet.isUdp() && (isPort(packet, Dns.PORT) || isPort(packet, Dns.MULTICAST_PORT))) {
            Udp udp = packet.udp();
            return dns.wrap(udp.memory(), udp.payloadOffset(), udp.payloadLength());
        }
        if (packet.isTcp() && isPort(packet, Dns.PORT) && packet.tcp().payloadLength() > 2) {
            Tcp tcp = packet.tcp();
            return dns.wrap(tcp.memory(), tcp.payloadOffset() + 2, tcp.payloadLength() - 2);
        }
        return false;
    }

    private static boolean isPort(Packet packet, int port) {
        return packet.sourcePort() == port || packet.destinationPort() == port;
    }

    private void record(String name, Predicate<DnsRecord> condition, Function<DnsRecord, Object> value) {
        readers.put(name, (layer, to) -> {
            if (wrapDns(layer.packet())) {
                dnsRecord.wrap(dns);
                while (dnsRecord.next()) {
                    if (condition.test(dnsRecord)) {
                        to.accept(value.apply(dnsRecord));
                    }
                }
            }
        });
    }

    private static boolean isAnswer(DnsRecord record, int type) {
        return record.section() != Section.QUESTION && record.type() == type;
    }

    private static String name(String name) {
        return name.isEmpty() ? "<Root>" : name;
    }

    private void dns() {
        number("dns.id", this::wrapDns, _ -> dns.id());
        number("dns.flags", this::wrapDns, _ -> dns.flags());
        number("dns.count.queries", this::wrapDns, _ -> dns.count(Section.QUESTION));
        number("dns.count.answers", this::wrapDns, _ -> dns.count(Section.ANSWER));
        number("dns.count.auth_rr", this::wrapDns, _ -> dns.count(Section.AUTHORITY));
        number("dns.count.add_rr", this::wrapDns, _ -> dns.count(Section.ADDITIONAL));
        Predicate<DnsRecord> isQuestion = r -> r.section() == Section.QUESTION;
        record("dns.qry.name", isQuestion, r -> name(r.name()));
        record("dns.qry.type", isQuestion, DnsRecord::type);
        // tshark takes the names of services apart
        record("dns.resp.name", r -> !isQuestion.test(r) && r.type() != Dns.TYPE_SRV, r -> name(r.name()));
        record("dns.resp.type", isQuestion.negate(), DnsRecord::type);
        record(
                "dns.resp.ttl",
                r -> !isQuestion.test(r) && r.type() != Dns.TYPE_OPT,
                r -> Integer.toUnsignedLong(r.timeToLive()));
        record("dns.resp.len", isQuestion.negate(), DnsRecord::dataLength);
        record("dns.a", r -> isAnswer(r, Dns.TYPE_A), r -> ipv4(r.address()));
        record("dns.aaaa", r -> isAnswer(r, Dns.TYPE_AAAA), r -> ipv6(r.addressHigh(), r.addressLow()));
        record("dns.cname", r -> isAnswer(r, Dns.TYPE_CNAME), r -> r.dataName(0));
        record("dns.ptr.domain_name", r -> isAnswer(r, Dns.TYPE_PTR), r -> r.dataName(0));
        record("dns.mx.mail_exchange", r -> isAnswer(r, Dns.TYPE_MX), r -> r.dataName(2));
        record("dns.srv.target", r -> isAnswer(r, Dns.TYPE_SRV), r -> r.dataName(6));
        record("dns.txt", r -> isAnswer(r, Dns.TYPE_TXT), DnsRecord::dataText);
    }

    private boolean wrapDhcp(Packet packet) {
        if (!packet.isUdp() || !isPort(packet, Dhcp.SERVER_PORT)) {
            return false;
        }
        return dhcp.wrap(
                packet.udp().memory(),
                packet.udp().payloadOffset(),
                packet.udp().payloadLength());
    }

    private boolean wrapDhcpv6(Packet packet) {
        if (!packet.isUdp() || !isPort(packet, Dhcpv6.SERVER_PORT)) {
            return false;
        }
        return dhcpv6.wrap(
                packet.udp().memory(),
                packet.udp().payloadOffset(),
                packet.udp().payloadLength());
    }

    private void dhcp() {
        number("dhcp.type", this::wrapDhcp, _ -> dhcp.operation());
        number("dhcp.id", this::wrapDhcp, _ -> Integer.toUnsignedLong(dhcp.transaction()));
        number("dhcp.flags.bc", this::wrapDhcp, _ -> dhcp.isBroadcastWanted() ? 1 : 0);
        field("dhcp.ip.client", this::wrapDhcp, _ -> ipv4(dhcp.clientAddress()));
        field("dhcp.ip.your", this::wrapDhcp, _ -> ipv4(dhcp.yourAddress()));
        field("dhcp.ip.server", this::wrapDhcp, _ -> ipv4(dhcp.serverAddress()));
        field("dhcp.ip.relay", this::wrapDhcp, _ -> ipv4(dhcp.relayAddress()));
        readers.put("dhcp.hw.mac_addr", (layer, to) -> {
            if (wrapDhcp(layer.packet())) {
                to.accept(mac(dhcp.clientMac()));
                dhcp.options(options);
                while (options.next()) {
                    if (options.kind() == 61 && options.dataLength() == 7) { // the client's id
                        to.accept(mac(options.data48(1)));
                    }
                }
            }
        });
        number("dhcp.option.dhcp", this::wrapDhcp, _ -> dhcp.messageType());
        readers.put("dhcp.option.type", (layer, to) -> {
            if (wrapDhcp(layer.packet())) {
                dhcp.options(options);
                while (options.next()) {
                    if (!options.isPadding()) { // tshark has other names for it
                        to.accept(options.kind());
                    }
                }
            }
        });
        number("dhcpv6.msgtype", this::wrapDhcpv6, _ -> dhcpv6.messageType());
        number("dhcpv6.xid", p -> wrapDhcpv6(p) && !dhcpv6.isRelayed(), _ -> dhcpv6.transaction());
        readers.put("dhcpv6.option.type", (layer, to) -> {
            if (wrapDhcpv6(layer.packet())) {
                dhcpv6.options(options);
                nested(options, to);
            }
        });
    }

    /** tshark lists the options in options, too. */
    private static void nested(Options options, Consumer<Object> to) {
        while (options.next()) {
            to.accept(options.kind());
            int skip = switch (options.kind()) {
                case 3 -> 12; // addresses
                case 5 -> 24; // an address
                default -> options.dataLength();
            };
            Options inner = new Options();
            inner.wrap(
                    Options.Format.DHCPV6, options.memory(), options.dataOffset() + skip, options.dataLength() - skip);
            nested(inner, to);
        }
    }

    private void tunnels() {
        number("vxlan.vni", Packet::isVxlan, p -> p.vxlan().networkIdentifier());
        number("gre.proto", Packet::isGre, p -> p.gre().protocol());
        number(
                "gre.key",
                p -> p.isGre() && p.gre().hasKey(),
                p -> Integer.toUnsignedLong(p.gre().key()));
        number(
                "gre.sequence_number",
                p -> p.isGre() && p.gre().hasSequence(),
                p -> Integer.toUnsignedLong(p.gre().sequence()));
        verdict("gre.checksum.status", p -> p.isGre() && p.gre().hasChecksum());
    }
}
