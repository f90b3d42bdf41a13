/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.packet.Arp;
import org.vitrine.packet.ChecksumState;
import org.vitrine.packet.Dhcp;
import org.vitrine.packet.Dhcpv6;
import org.vitrine.packet.Dns;
import org.vitrine.packet.Dns.Section;
import org.vitrine.packet.DnsRecord;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Flyweight;
import org.vitrine.packet.Gre;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.Ipv4;
import org.vitrine.packet.Ipv6;
import org.vitrine.packet.Llc;
import org.vitrine.packet.NeighborDiscovery;
import org.vitrine.packet.Options;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketCheck;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.Udp;
import org.vitrine.packet.Vxlan;

/** Takes a frame apart into a tree of headers and fields, each with its place. Reusable, not thread-safe. */
final class Details {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.nnnnnnnnn xxx");
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int MOST_RECORDS = 200;
    private static final int MOST_OPTIONS = 100;

    private final PacketCheck check = new PacketCheck();
    private Frame frame;
    /** The header that is described, and its fields so far. */
    private Flyweight header;

    private List<Detail> fields = new ArrayList<>();

    /** The headers of a frame, the frame itself first. */
    List<Detail> of(Frame newFrame, ZoneId zone) {
        frame = newFrame;
        List<Detail> all = new ArrayList<>();
        all.add(frame(zone));
        for (int i = 0; i < frame.layers(); i++) {
            boolean isQuoted = i > frame.tunnels();
            layer(frame.layer(i), isQuoted ? "Quoted " : "", all);
        }
        return all;
    }

    // ---- building

    private int at(long offset) {
        return (int) (offset - frame.offset);
    }

    private void begin(Flyweight described) {
        header = described;
        fields = new ArrayList<>();
    }

    private Detail end(String text, int length) {
        return new Detail(text, at(header.offset()), length, "", fields.stream().anyMatch(Detail::isWrong), fields);
    }

    private void field(String name, Object value, int offset, int length, String filter) {
        field(name, value, offset, length, filter, false);
    }

    private void field(String name, Object value, int offset, int length, String filter, boolean isWrong) {
        fields.add(new Detail(name + ": " + value, at(header.offset()) + offset, length, filter, isWrong, List.of()));
    }

    private void number(String name, String filterName, long value, int offset, int length) {
        field(name, value, offset, length, filterName.isEmpty() ? "" : filterName + " == " + value);
    }

    private void bytes(String name, String filterName, long value, int offset, int length) {
        field(name, value + " B", offset, length, filterName.isEmpty() ? "" : filterName + " == " + value);
    }

    private void checksum(long value, ChecksumState state, int offset, String filterName) {
        String verdict = switch (state) {
            case GOOD -> "good";
            case BAD -> "wrong";
            case OFFLOADED -> "left to the network card";
            case UNCHECKED -> "cannot be checked";
            case ABSENT -> "none";
        };
        String filter =
                filterName.isEmpty() ? "" : filterName + ".checksum.status == " + (state == ChecksumState.BAD ? 0 : 1);
        field("Checksum", Words.hex(value, 4) + ", " + verdict, offset, 2, filter, state == ChecksumState.BAD);
    }

    // ---- the frame

    private Detail frame(ZoneId zone) {
        List<Detail> said = new ArrayList<>();
        Instant instant = Instant.ofEpochSecond(
                Math.floorDiv(frame.timestamp, NANOS_PER_SECOND), Math.floorMod(frame.timestamp, NANOS_PER_SECOND));
        said.add(said("Time: " + TIME.format(instant.atZone(zone)), ""));
        said.add(said("On the wire: " + frame.length + " B", "frame.len == " + frame.length));
        said.add(said("Captured: " + frame.capturedLength + " B", "frame.cap_len == " + frame.capturedLength));
        String name = frame.capture().interfaceName(frame.interfaceId);
        if (!name.isEmpty()) {
            said.add(said(
                    "Interface: " + name,
                    "frame.interface_name == \"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"'));
        }
        String note = frame.capture().note(frame.number - 1);
        if (note != null) {
            said.add(said("Note: " + note, "frame.comment"));
        }
        int defects = frame.linkType == org.vitrine.packet.pcap.PcapFormat.LINK_TYPE_ETHERNET
                ? check.check(frame.memory, frame.offset, frame.capturedLength, frame.length)
                : 0;
        for (int i = 0; i < defects; i++) {
            int position = Math.clamp(check.position(i), 0, frame.capturedLength);
            said.add(new Detail(
                    "Wrong: " + check.defect(i).text(),
                    position,
                    Math.min(1, frame.capturedLength - position),
                    "",
                    true,
                    List.of()));
        }
        return new Detail(
                "Frame " + frame.number + ", " + frame.length + " B",
                0,
                frame.capturedLength,
                "frame.number == " + frame.number,
                defects > 0,
                said);
    }

    private static Detail said(String text, String filter) {
        return new Detail(text, 0, 0, filter, false, List.of());
    }

    private void layer(Packet packet, String prefix, List<Detail> to) {
        if (packet.isEthernet()) {
            to.add(ethernet(packet.ethernet()));
        }
        if (packet.isLlc()) {
            to.add(llc(packet.llc()));
        }
        if (packet.isArp()) {
            to.add(arp(packet.arp()));
        }
        if (packet.isIpv4()) {
            to.add(ipv4(packet.ipv4(), prefix));
        } else if (packet.isIpv6()) {
            to.add(ipv6(packet.ipv6(), prefix));
        }
        if (packet.isTcp()) {
            to.add(tcp(packet, prefix));
        } else if (packet.isUdp()) {
            to.add(udp(packet, prefix));
        } else if (packet.isIcmp()) {
            to.add(icmp(packet, prefix));
        } else if (packet.isGre()) {
            to.add(gre(packet));
        }
        if (packet.isVxlan()) {
            to.add(vxlan(packet.vxlan()));
        } else if (frame.wrapDns(packet) || frame.wrapMulticastDns(packet)) {
            to.add(dns());
        } else if (frame.wrapDhcp(packet)) {
            to.add(dhcp());
        } else if (frame.wrapDhcpv6(packet)) {
            to.add(dhcpv6());
        } else {
            payload(packet, to);
        }
    }

    private void payload(Packet packet, List<Detail> to) {
        if (packet.isTcp() && packet.tcp().payloadLength() > 0) {
            to.add(bytes("Payload", packet.tcp().payloadOffset(), packet.tcp().payloadLength()));
        } else if (packet.isUdp() && packet.udp().payloadLength() > 0) {
            to.add(bytes("Payload", packet.udp().payloadOffset(), packet.udp().payloadLength()));
        } else if (packet.isEthernet()
                && !packet.isLlc()
                && !packet.isArp()
                && !packet.isIp()
                && packet.ethernet().payloadLength() > 0) {
            to.add(bytes(
                    "Payload",
                    packet.ethernet().payloadOffset(),
                    packet.ethernet().payloadLength()));
        } else if (packet.isIp() && !packet.isTcp() && !packet.isUdp() && !packet.isIcmp() && !packet.isGre()) {
            long offset = packet.isIpv4()
                    ? packet.ipv4().payloadOffset()
                    : packet.ipv6().payloadOffset();
            int length = packet.isIpv4()
                    ? packet.ipv4().payloadLength()
                    : packet.ipv6().payloadLength();
            if (length > 0) {
                to.add(bytes("Payload", offset, length));
            }
        }
    }

    private Detail bytes(String name, long offset, int length) {
        return new Detail(name + ", " + length + " B", at(offset), length, "", false, List.of());
    }

    // ---- headers

    private Detail ethernet(Ethernet ethernet) {
        begin(ethernet);
        String destination = Words.mac(ethernet.destination());
        String source = Words.mac(ethernet.source());
        field("Destination", destination, Ethernet.DESTINATION_OFFSET, 6, "eth.dst == " + destination);
        field("Source", source, Ethernet.SOURCE_OFFSET, 6, "eth.src == " + source);
        for (int tag = 0; tag < ethernet.tagCount(); tag++) {
            int at = Ethernet.TYPE_OFFSET + tag * Ethernet.TAG_LENGTH;
            String name = ethernet.tagType(tag) == Ethernet.TYPE_VLAN ? "vlan" : "ieee8021ad";
            field(
                    "VLAN " + Words.etherType(ethernet.tagType(tag)),
                    "id " + ethernet.vlanId(tag) + ", priority " + ethernet.priority(tag)
                            + (ethernet.isDropEligible(tag) ? ", drop eligible" : ""),
                    at,
                    Ethernet.TAG_LENGTH,
                    name + ".id == " + ethernet.vlanId(tag));
        }
        int typeAt = ethernet.headerLength() - 2;
        if (ethernet.isIeee8023()) {
            bytes("Length", "", ethernet.etherType(), typeAt, 2);
        } else {
            String type = Words.hex(ethernet.etherType(), 4);
            field(
                    "Type",
                    Words.etherType(ethernet.etherType()) + " (" + type + ")",
                    typeAt,
                    2,
                    ethernet.tagCount() > 0 ? "" : "eth.type == " + type);
        }
        return end("Ethernet, " + source + " → " + destination, ethernet.headerLength());
    }

    private Detail llc(Llc llc) {
        begin(llc);
        field("Destination service", Words.hex(llc.dsap(), 2), Llc.DSAP_OFFSET, 1, "");
        field("Source service", Words.hex(llc.ssap(), 2), Llc.SSAP_OFFSET, 1, "");
        if (llc.isSnap()) {
            field("Organization", Words.hex(llc.organization(), 6), Llc.ORGANIZATION_OFFSET, 3, "");
            field("Protocol", Words.etherType(llc.protocol()), Llc.PROTOCOL_OFFSET, 2, "");
        }
        return end("Logical link control", llc.headerLength());
    }

    private Detail arp(Arp arp) {
        begin(arp);
        field(
                "Operation",
                Words.arpOperation(arp.operation()),
                Arp.OPERATION_OFFSET,
                2,
                "arp.opcode == " + arp.operation());
        String senderMac = Words.mac(arp.senderMac());
        String sender = Words.ipv4(arp.senderAddress());
        String targetMac = Words.mac(arp.targetMac());
        String target = Words.ipv4(arp.targetAddress());
        field("Sender's MAC", senderMac, Arp.SENDER_MAC_OFFSET, 6, "arp.src.hw_mac == " + senderMac);
        field("Sender", sender, Arp.SENDER_IP_OFFSET, 4, "arp.src.proto_ipv4 == " + sender);
        field("Target's MAC", targetMac, Arp.TARGET_MAC_OFFSET, 6, "arp.dst.hw_mac == " + targetMac);
        field("Target", target, Arp.TARGET_IP_OFFSET, 4, "arp.dst.proto_ipv4 == " + target);
        return end("Address resolution, " + Words.arpOperation(arp.operation()), Arp.LENGTH);
    }

    private Detail ipv4(Ipv4 ip, String prefix) {
        begin(ip);
        bytes("Header length", "ip.hdr_len", ip.headerLength(), Ipv4.VERSION_OFFSET, 1);
        field(
                "Services",
                "DSCP " + (ip.trafficClass() >>> 2) + ", ECN " + (ip.trafficClass() & 3),
                1,
                1,
                "ip.dsfield.dscp == " + (ip.trafficClass() >>> 2));
        bytes("Total length", "ip.len", ip.totalLength(), Ipv4.TOTAL_LENGTH_OFFSET, 2);
        field(
                "Identification",
                Words.hex(ip.identification(), 4),
                Ipv4.IDENTIFICATION_OFFSET,
                2,
                "ip.id == " + Words.hex(ip.identification(), 4));
        field(
                "Fragment",
                (ip.dontFragment()
                                ? "must not be fragmented"
                                : ip.isFragment() ? "from byte " + ip.fragmentOffset() : "none")
                        + (ip.moreFragments() ? ", more follow" : ""),
                Ipv4.FRAGMENT_OFFSET,
                2,
                ip.dontFragment() ? "ip.flags.df == 1" : "ip.frag_offset == " + ip.fragmentOffset() / 8);
        number("Time to live", "ip.ttl", ip.timeToLive(), Ipv4.TIME_TO_LIVE_OFFSET, 1);
        field(
                "Protocol",
                Words.protocol(ip.protocol()) + " (" + ip.protocol() + ")",
                Ipv4.PROTOCOL_OFFSET,
                1,
                "ip.proto == " + ip.protocol());
        checksum(
                ip.checksum(),
                ip.isChecksumGood() ? ChecksumState.GOOD : ChecksumState.BAD,
                Ipv4.CHECKSUM_OFFSET,
                "ip");
        String source = Words.ipv4(ip.source());
        String destination = Words.ipv4(ip.destination());
        field("Source", source, Ipv4.SOURCE_OFFSET, 4, "ip.src == " + source);
        field("Destination", destination, Ipv4.DESTINATION_OFFSET, 4, "ip.dst == " + destination);
        ip.options(frame.options);
        options("Option");
        return end(prefix + "IPv4, " + source + " → " + destination, ip.headerLength());
    }

    /** The options that the frame's cursor stands before. */
    private void options(String name) {
        Options options = frame.options;
        int base = (int) (options.offset() - header.offset());
        for (int count = 0; count < MOST_OPTIONS && options.next(); count++) {
            if (!options.isPadding()) {
                field(
                        name + " " + options.kind(),
                        options.dataLength() + " B",
                        base + options.position(),
                        options.length(),
                        "");
            }
        }
    }

    private Detail ipv6(Ipv6 ip, String prefix) {
        begin(ip);
        number("Traffic class", "ipv6.tclass", ip.trafficClass(), 0, 2);
        field("Flow label", Words.hex(ip.flowLabel(), 5), 1, 3, "ipv6.flow == " + ip.flowLabel());
        field(
                "Payload length",
                ip.statedPayloadLength() + ip.headerLength() - Ipv6.LENGTH + " B",
                Ipv6.PAYLOAD_LENGTH_OFFSET,
                2,
                "");
        field(
                "Next header",
                Words.protocol(ip.nextHeader()) + " (" + ip.nextHeader() + ")",
                Ipv6.NEXT_HEADER_OFFSET,
                1,
                "ipv6.nxt == " + ip.nextHeader());
        number("Hop limit", "ipv6.hlim", ip.hopLimit(), Ipv6.HOP_LIMIT_OFFSET, 1);
        String source = Words.ipv6(ip.sourceHigh(), ip.sourceLow());
        String destination = Words.ipv6(ip.destinationHigh(), ip.destinationLow());
        field("Source", source, Ipv6.SOURCE_OFFSET, 16, "ipv6.src == " + source);
        field("Destination", destination, Ipv6.DESTINATION_OFFSET, 16, "ipv6.dst == " + destination);
        for (int i = 0; i < ip.extensionCount(); i++) {
            field(
                    "Extension",
                    Words.protocol(ip.extensionType(i)),
                    (int) (ip.extensionOffset(i) - ip.offset()),
                    ip.extensionLength(i),
                    "");
        }
        if (ip.isFragment()) {
            field(
                    "Fragment",
                    "from byte " + ip.fragmentOffset() + (ip.moreFragments() ? ", more follow" : ""),
                    0,
                    0,
                    "");
        }
        return end(prefix + "IPv6, " + source + " → " + destination, ip.headerLength());
    }

    private Detail tcp(Packet packet, String prefix) {
        Tcp tcp = packet.tcp();
        begin(tcp);
        number("Source port", "tcp.srcport", tcp.sourcePort(), Tcp.SOURCE_PORT_OFFSET, 2);
        number("Destination port", "tcp.dstport", tcp.destinationPort(), Tcp.DESTINATION_PORT_OFFSET, 2);
        number("Sequence number", "tcp.seq_raw", Integer.toUnsignedLong(tcp.sequence()), Tcp.SEQUENCE_OFFSET, 4);
        number(
                "Acknowledgment number",
                "tcp.ack_raw",
                Integer.toUnsignedLong(tcp.acknowledgment()),
                Tcp.ACKNOWLEDGMENT_OFFSET,
                4);
        bytes("Header length", "tcp.hdr_len", tcp.headerLength(), Tcp.DATA_OFFSET, 1);
        String flags = Words.hex(tcp.flags(), 2);
        field("Flags", TcpFlag.words(tcp.flags()) + " (" + flags + ")", Tcp.FLAGS_OFFSET, 1, "tcp.flags == " + flags);
        bytes("Window", "tcp.window_size_value", tcp.window(), Tcp.WINDOW_OFFSET, 2);
        checksum(tcp.checksum(), packet.transportChecksum(), Tcp.CHECKSUM_OFFSET, "tcp");
        number("Urgent pointer", "", tcp.urgentPointer(), Tcp.URGENT_POINTER_OFFSET, 2);
        tcpOptions(tcp);
        return end(prefix + "TCP, " + tcp.sourcePort() + " → " + tcp.destinationPort(), tcp.headerLength());
    }

    private void tcpOptions(Tcp tcp) {
        Options options = frame.options;
        tcp.options(options);
        int base = (int) (options.offset() - tcp.offset());
        for (int count = 0; count < MOST_OPTIONS && options.next(); count++) {
            if (options.isPadding()) {
                continue;
            }
            int length = options.dataLength();
            String words = switch (options.kind()) {
                case Tcp.OPTION_MAXIMUM_SEGMENT_SIZE ->
                    length == 2 ? "Maximum segment size: " + options.data16(0) + " B" : null;
                case Tcp.OPTION_WINDOW_SCALE -> length == 1 ? "Window scale: " + options.data8(0) + " bits" : null;
                case Tcp.OPTION_SACK_PERMITTED -> "Selective acknowledgments: permitted";
                case Tcp.OPTION_SACK -> "Selective acknowledgments: " + length / 8 + " blocks";
                case Tcp.OPTION_TIMESTAMPS ->
                    length == 8
                            ? "Timestamps: " + Integer.toUnsignedLong(options.data32(0)) + ", echo "
                                    + Integer.toUnsignedLong(options.data32(4))
                            : null;
                default -> null;
            };
            fields.add(new Detail(
                    words == null ? "Option " + options.kind() + ": " + length + " B" : words,
                    at(tcp.offset()) + base + options.position(),
                    options.length(),
                    "",
                    false,
                    List.of()));
        }
    }

    private Detail udp(Packet packet, String prefix) {
        Udp udp = packet.udp();
        begin(udp);
        number("Source port", "udp.srcport", udp.sourcePort(), Udp.SOURCE_PORT_OFFSET, 2);
        number("Destination port", "udp.dstport", udp.destinationPort(), Udp.DESTINATION_PORT_OFFSET, 2);
        bytes("Length", "udp.length", udp.length(), Udp.LENGTH_OFFSET, 2);
        checksum(udp.checksum(), packet.transportChecksum(), Udp.CHECKSUM_OFFSET, "udp");
        return end(prefix + "UDP, " + udp.sourcePort() + " → " + udp.destinationPort(), Udp.LENGTH);
    }

    private Detail icmp(Packet packet, String prefix) {
        Icmp icmp = packet.icmp();
        begin(icmp);
        String name = packet.isIpv4() ? "icmp" : "icmpv6";
        String words = packet.isIpv4() ? Words.icmp(icmp.type(), icmp.code()) : Words.icmpv6(icmp.type(), icmp.code());
        field("Type", icmp.type() + " (" + words + ")", Icmp.TYPE_OFFSET, 1, name + ".type == " + icmp.type());
        number("Code", name + ".code", icmp.code(), Icmp.CODE_OFFSET, 1);
        checksum(icmp.checksum(), packet.transportChecksum(), Icmp.CHECKSUM_OFFSET, "");
        boolean isEcho = packet.isIpv4()
                ? icmp.type() == Icmp.ECHO_REQUEST || icmp.type() == Icmp.ECHO_REPLY
                : icmp.type() == Icmp.V6_ECHO_REQUEST || icmp.type() == Icmp.V6_ECHO_REPLY;
        if (isEcho && icmp.available() >= Icmp.QUOTE_OFFSET) {
            field(
                    "Identifier",
                    Words.hex(icmp.identifier(), 4),
                    Icmp.IDENTIFIER_OFFSET,
                    2,
                    packet.isIpv4() ? "icmp.ident == " + icmp.identifier() : "");
            number("Sequence number", packet.isIpv4() ? "icmp.seq" : "", icmp.sequence(), Icmp.SEQUENCE_OFFSET, 2);
            int data = icmp.available() - Icmp.QUOTE_OFFSET;
            if (data > 0) {
                field("Data", data + " B", Icmp.QUOTE_OFFSET, data, "");
            }
        }
        if (frame.wrapDiscovery(packet)) {
            discovery(frame.discovery);
        }
        int length = Frame.isError(packet) ? Math.min(Icmp.QUOTE_OFFSET, icmp.available()) : icmp.available();
        return end(prefix + (packet.isIpv4() ? "ICMP, " : "ICMPv6, ") + words, length);
    }

    private void discovery(NeighborDiscovery discovery) {
        if (discovery.hasTarget()) {
            String target = Words.ipv6(discovery.targetHigh(), discovery.targetLow());
            String filter = switch (discovery.type()) {
                case Icmp.V6_NEIGHBOR_SOLICITATION -> "icmpv6.nd.ns.target_address == " + target;
                case Icmp.V6_NEIGHBOR_ADVERTISEMENT -> "icmpv6.nd.na.target_address == " + target;
                default -> "";
            };
            field("Target", target, NeighborDiscovery.TARGET_OFFSET, 16, filter);
        }
        if (discovery.isRouterAdvertisement()) {
            field(
                    "Router lifetime",
                    discovery.routerLifetime() + " s",
                    NeighborDiscovery.ROUTER_LIFETIME_OFFSET,
                    2,
                    "");
        }
        discovery.options(frame.options);
        Options options = frame.options;
        int base = (int) (options.offset() - header.offset());
        for (int count = 0; count < MOST_OPTIONS && options.next(); count++) {
            String words = switch (options.kind()) {
                case NeighborDiscovery.OPTION_SOURCE_MAC ->
                    options.dataLength() >= 6 ? "Source MAC: " + Words.mac(options.data48(0)) : null;
                case NeighborDiscovery.OPTION_TARGET_MAC ->
                    options.dataLength() >= 6 ? "Target MAC: " + Words.mac(options.data48(0)) : null;
                case NeighborDiscovery.OPTION_PREFIX -> "Prefix: " + options.dataLength() + " B";
                case NeighborDiscovery.OPTION_MTU ->
                    options.dataLength() >= 6 ? "MTU: " + Integer.toUnsignedLong(options.data32(2)) + " B" : null;
                default -> null;
            };
            fields.add(new Detail(
                    words == null ? "Option " + options.kind() + ": " + options.dataLength() + " B" : words,
                    at(header.offset()) + base + options.position(),
                    options.length(),
                    "",
                    false,
                    List.of()));
        }
    }

    private Detail gre(Packet packet) {
        Gre gre = packet.gre();
        begin(gre);
        field("Flags and version", Words.hex(gre.flags(), 4), Gre.FLAGS_OFFSET, 2, "");
        field(
                "Carries",
                Words.etherType(gre.protocol()),
                Gre.PROTOCOL_OFFSET,
                2,
                "gre.proto == " + Words.hex(gre.protocol(), 4));
        if (gre.hasKey()) {
            field("Key", Integer.toUnsignedLong(gre.key()), 0, 0, "gre.key == " + Integer.toUnsignedLong(gre.key()));
        }
        if (gre.hasSequence()) {
            field("Sequence number", Integer.toUnsignedLong(gre.sequence()), 0, 0, "");
        }
        return end("Generic routing encapsulation", gre.headerLength());
    }

    private Detail vxlan(Vxlan vxlan) {
        begin(vxlan);
        field("Flags", Words.hex(vxlan.flags(), 2), Vxlan.FLAGS_OFFSET, 1, "");
        number("Network", "vxlan.vni", vxlan.networkIdentifier(), Vxlan.IDENTIFIER_OFFSET, 3);
        return end("VXLAN, network " + vxlan.networkIdentifier(), Vxlan.LENGTH);
    }

    private Detail dns() {
        Dns dns = frame.dns;
        begin(dns);
        field("Transaction", Words.hex(dns.id(), 4), Dns.ID_OFFSET, 2, "dns.id == " + Words.hex(dns.id(), 4));
        boolean isWrong = dns.isResponse() && dns.responseCode() != Dns.NO_ERROR;
        field(
                "Flags",
                (dns.isResponse() ? "response, " + Words.dnsResponse(dns.responseCode()) : "query") + " ("
                        + Words.hex(dns.flags(), 4) + ")",
                Dns.FLAGS_OFFSET,
                2,
                "dns.flags.response == " + (dns.isResponse() ? 1 : 0));
        DnsRecord record = frame.record;
        record.wrap(dns);
        for (int count = 0; count < MOST_RECORDS && record.next(); count++) {
            dnsRecord(record);
        }
        return end(
                "Domain name system, "
                        + (dns.isResponse() ? isWrong ? Words.dnsResponse(dns.responseCode()) : "response" : "query"),
                dns.available());
    }

    private void dnsRecord(DnsRecord record) {
        boolean isQuestion = record.section() == Section.QUESTION;
        String name = record.name().isEmpty() ? "." : record.name();
        String what = switch (record.section()) {
            case QUESTION -> "Question";
            case ANSWER -> "Answer";
            case AUTHORITY -> "Authority";
            case ADDITIONAL -> "Additional";
        };
        String text = what + ": " + name + " " + Words.dnsType(record.type())
                + (isQuestion || record.type() == Dns.TYPE_OPT
                        ? ""
                        : " " + Summary.data(record) + ", for " + Integer.toUnsignedLong(record.timeToLive()) + " s");
        String filter = (isQuestion ? "dns.qry.name" : "dns.resp.name") + " == \""
                + record.name().replace("\\", "\\\\") + '"';
        int length = record.dataLength();
        fields.add(new Detail(text, at(record.dataOffset()), length, filter, false, List.of()));
    }

    private Detail dhcp() {
        Dhcp dhcp = frame.dhcp;
        begin(dhcp);
        String transaction = Words.hex(dhcp.transaction() & 0xffff_ffffL, 8);
        field("Operation", dhcp.operation() == Dhcp.BOOT_REQUEST ? "request" : "reply", Dhcp.OPERATION_OFFSET, 1, "");
        field("Transaction", transaction, Dhcp.TRANSACTION_OFFSET, 4, "dhcp.id == " + transaction);
        field("Client", Words.ipv4(dhcp.clientAddress()), Dhcp.CLIENT_OFFSET, 4, "");
        String your = Words.ipv4(dhcp.yourAddress());
        field("Address that the client gets", your, Dhcp.YOUR_OFFSET, 4, "dhcp.ip.your == " + your);
        field("Server", Words.ipv4(dhcp.serverAddress()), Dhcp.SERVER_OFFSET, 4, "");
        field("Relay", Words.ipv4(dhcp.relayAddress()), Dhcp.RELAY_OFFSET, 4, "");
        field("Client's MAC", Words.mac(dhcp.clientMac()), Dhcp.MAC_OFFSET, 6, "");
        dhcp.options(frame.options);
        dhcpOptions();
        return end("DHCP, " + Words.dhcp(dhcp.messageType()), dhcp.available());
    }

    private void dhcpOptions() {
        Options options = frame.options;
        int base = (int) (options.offset() - header.offset());
        for (int count = 0; count < MOST_OPTIONS && options.next(); count++) {
            if (options.isPadding()) {
                continue;
            }
            int length = options.dataLength();
            String filter = "";
            String words = null;
            if (options.kind() == Dhcp.OPTION_MESSAGE_TYPE && length == 1) {
                words = "Message: " + Words.dhcp(options.data8(0));
                filter = "dhcp.option.dhcp == " + options.data8(0);
            } else if (options.kind() == Dhcp.OPTION_LEASE_SECONDS && length == 4) {
                words = "Lease: " + Integer.toUnsignedLong(options.data32(0)) + " s";
            } else if (options.kind() == Dhcp.OPTION_REQUESTED_ADDRESS && length == 4) {
                words = "Requested address: " + Words.ipv4(options.data32(0));
            } else if (options.kind() == Dhcp.OPTION_SERVER && length == 4) {
                words = "Server: " + Words.ipv4(options.data32(0));
            }
            fields.add(new Detail(
                    words == null ? "Option " + options.kind() + ": " + length + " B" : words,
                    at(header.offset()) + base + options.position(),
                    options.length(),
                    filter,
                    false,
                    List.of()));
        }
    }

    private Detail dhcpv6() {
        Dhcpv6 dhcp = frame.dhcpv6;
        begin(dhcp);
        field(
                "Message",
                Words.dhcpv6(dhcp.messageType()),
                Dhcpv6.TYPE_OFFSET,
                1,
                "dhcpv6.msgtype == " + dhcp.messageType());
        if (!dhcp.isRelayed()) {
            field("Transaction", Words.hex(dhcp.transaction(), 6), 1, 3, "");
        }
        dhcp.options(frame.options);
        options("Option");
        return end("DHCPv6, " + Words.dhcpv6(dhcp.messageType()), dhcp.available());
    }
}
