/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.HexFormat;
import org.vitrine.packet.Dhcp;
import org.vitrine.packet.Dhcpv6;
import org.vitrine.packet.Dns;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.IpProtocol;
import org.vitrine.packet.Packet;

/** Values of headers as people read them. */
final class Words {
    private static final int GROUPS = 8;

    private Words() {}

    static String mac(long address) {
        String hex = HexFormat.of().toHexDigits(address, 12);
        StringBuilder text = new StringBuilder(17);
        for (int i = 0; i < hex.length(); i += 2) {
            text.append(i == 0 ? "" : ":").append(hex, i, i + 2);
        }
        return text.toString();
    }

    static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    /** As RFC 5952 has it: lower case, the longest run of zero groups shortened. */
    static String ipv6(long high, long low) {
        int runStart = -1;
        int runLength = 1; // a single zero group is not shortened
        for (int i = 0; i < GROUPS; i++) {
            int length = 0;
            while (i + length < GROUPS && group(high, low, i + length) == 0) {
                length++;
            }
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
            } else {
                if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(high, low, i)));
            }
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> 48 - 16 * (index & 3)) & 0xffff;
    }

    static String hex(long value, int digits) {
        return "0x" + HexFormat.of().toHexDigits(value, digits);
    }

    /** Where a packet comes from: IP's address, else Ethernet's; empty when it has neither. */
    static String source(Packet packet) {
        if (packet.isIpv4()) {
            return ipv4(packet.ipv4().source());
        }
        if (packet.isIpv6()) {
            return ipv6(packet.ipv6().sourceHigh(), packet.ipv6().sourceLow());
        }
        return packet.isEthernet() ? mac(packet.ethernet().source()) : "";
    }

    static String destination(Packet packet) {
        if (packet.isIpv4()) {
            return ipv4(packet.ipv4().destination());
        }
        if (packet.isIpv6()) {
            return ipv6(packet.ipv6().destinationHigh(), packet.ipv6().destinationLow());
        }
        return packet.isEthernet() ? mac(packet.ethernet().destination()) : "";
    }

    static String etherType(int type) {
        return switch (type) {
            case Ethernet.TYPE_IPV4 -> "IPv4";
            case Ethernet.TYPE_IPV6 -> "IPv6";
            case Ethernet.TYPE_ARP -> "ARP";
            case Ethernet.TYPE_LLDP -> "LLDP";
            case Ethernet.TYPE_VLAN -> "802.1Q";
            case Ethernet.TYPE_SERVICE_VLAN -> "802.1ad";
            case 0x6558 -> "Ethernet";
            case 0x8847 -> "MPLS";
            case 0x8863, 0x8864 -> "PPPoE";
            case 0x888e -> "802.1X";
            default -> hex(type, 4);
        };
    }

    static String protocol(int number) {
        return switch (number) {
            case IpProtocol.HOP_BY_HOP -> "hop-by-hop options";
            case IpProtocol.ICMP -> "ICMP";
            case 2 -> "IGMP";
            case IpProtocol.IPV4 -> "IPv4";
            case IpProtocol.TCP -> "TCP";
            case IpProtocol.UDP -> "UDP";
            case IpProtocol.IPV6 -> "IPv6";
            case IpProtocol.ROUTING -> "routing header";
            case IpProtocol.FRAGMENT -> "fragment header";
            case IpProtocol.GRE -> "GRE";
            case 50 -> "ESP";
            case IpProtocol.AUTHENTICATION -> "AH";
            case IpProtocol.ICMPV6 -> "ICMPv6";
            case IpProtocol.NOTHING -> "nothing";
            case IpProtocol.DESTINATION_OPTIONS -> "destination options";
            case 89 -> "OSPF";
            case 103 -> "PIM";
            case 112 -> "VRRP";
            case 132 -> "SCTP";
            default -> "protocol " + number;
        };
    }

    static String icmp(int type, int code) {
        return switch (type) {
            case Icmp.ECHO_REPLY -> "Echo reply";
            case Icmp.ECHO_REQUEST -> "Echo request";
            case Icmp.UNREACHABLE ->
                switch (code) {
                    case 0 -> "Network unreachable";
                    case 1 -> "Host unreachable";
                    case 2 -> "Protocol unreachable";
                    case 3 -> "Port unreachable";
                    case Icmp.FRAGMENTATION_NEEDED -> "Fragmentation needed";
                    case 9, 10, 13 -> "Prohibited";
                    default -> "Unreachable, code " + code;
                };
            case Icmp.REDIRECT -> "Redirect";
            case 9 -> "Router advertisement";
            case 10 -> "Router solicitation";
            case Icmp.TIME_EXCEEDED -> code == 0 ? "Time to live exceeded" : "Reassembly time exceeded";
            case Icmp.PARAMETER_PROBLEM -> "Parameter problem";
            case 13 -> "Timestamp request";
            case 14 -> "Timestamp reply";
            default -> "Type " + type + ", code " + code;
        };
    }

    static String icmpv6(int type, int code) {
        return switch (type) {
            case Icmp.V6_UNREACHABLE ->
                switch (code) {
                    case 0 -> "No route";
                    case 1 -> "Prohibited";
                    case 3 -> "Address unreachable";
                    case 4 -> "Port unreachable";
                    default -> "Unreachable, code " + code;
                };
            case Icmp.V6_PACKET_TOO_BIG -> "Packet too big";
            case Icmp.V6_TIME_EXCEEDED -> code == 0 ? "Hop limit exceeded" : "Reassembly time exceeded";
            case Icmp.V6_PARAMETER_PROBLEM -> "Parameter problem";
            case Icmp.V6_ECHO_REQUEST -> "Echo request";
            case Icmp.V6_ECHO_REPLY -> "Echo reply";
            case 130 -> "Multicast listener query";
            case 131, 143 -> "Multicast listener report";
            case 132 -> "Multicast listener done";
            case Icmp.V6_ROUTER_SOLICITATION -> "Router solicitation";
            case Icmp.V6_ROUTER_ADVERTISEMENT -> "Router advertisement";
            case Icmp.V6_NEIGHBOR_SOLICITATION -> "Neighbor solicitation";
            case Icmp.V6_NEIGHBOR_ADVERTISEMENT -> "Neighbor advertisement";
            case Icmp.V6_REDIRECT -> "Redirect";
            default -> "Type " + type + ", code " + code;
        };
    }

    static String arpOperation(int operation) {
        return switch (operation) {
            case 1 -> "request";
            case 2 -> "reply";
            case 3 -> "reverse request";
            case 4 -> "reverse reply";
            default -> "operation " + operation;
        };
    }

    static String dnsType(int type) {
        return switch (type) {
            case Dns.TYPE_A -> "A";
            case Dns.TYPE_NS -> "NS";
            case Dns.TYPE_CNAME -> "CNAME";
            case Dns.TYPE_SOA -> "SOA";
            case Dns.TYPE_PTR -> "PTR";
            case Dns.TYPE_MX -> "MX";
            case Dns.TYPE_TXT -> "TXT";
            case Dns.TYPE_AAAA -> "AAAA";
            case Dns.TYPE_SRV -> "SRV";
            case Dns.TYPE_OPT -> "OPT";
            case 43 -> "DS";
            case 46 -> "RRSIG";
            case 47 -> "NSEC";
            case 48 -> "DNSKEY";
            case 64 -> "SVCB";
            case 65 -> "HTTPS";
            case 252 -> "AXFR";
            case 255 -> "ANY";
            default -> "TYPE" + type; // RFC 3597
        };
    }

    static String dnsResponse(int code) {
        return switch (code) {
            case Dns.NO_ERROR -> "no error";
            case Dns.FORMAT_ERROR -> "format error";
            case Dns.SERVER_FAILURE -> "server failure";
            case Dns.NAME_ERROR -> "no such name";
            case Dns.NOT_IMPLEMENTED -> "not implemented";
            case Dns.REFUSED -> "refused";
            default -> "response code " + code;
        };
    }

    static String dhcp(int type) {
        return switch (type) {
            case Dhcp.DISCOVER -> "Discover";
            case Dhcp.OFFER -> "Offer";
            case Dhcp.REQUEST -> "Request";
            case Dhcp.DECLINE -> "Decline";
            case Dhcp.ACK -> "Acknowledgment";
            case Dhcp.NAK -> "Refusal";
            case Dhcp.RELEASE -> "Release";
            case Dhcp.INFORM -> "Inform";
            default -> type == Dhcp.NO_TYPE ? "BOOTP" : "Type " + type;
        };
    }

    static String dhcpv6(int type) {
        return switch (type) {
            case Dhcpv6.SOLICIT -> "Solicit";
            case Dhcpv6.ADVERTISE -> "Advertise";
            case Dhcpv6.REQUEST -> "Request";
            case Dhcpv6.CONFIRM -> "Confirm";
            case Dhcpv6.RENEW -> "Renew";
            case Dhcpv6.REBIND -> "Rebind";
            case Dhcpv6.REPLY -> "Reply";
            case Dhcpv6.RELEASE -> "Release";
            case Dhcpv6.DECLINE -> "Decline";
            case Dhcpv6.RECONFIGURE -> "Reconfigure";
            case Dhcpv6.INFORMATION_REQUEST -> "Information request";
            case Dhcpv6.RELAY_FORWARD -> "Relay forward";
            case Dhcpv6.RELAY_REPLY -> "Relay reply";
            default -> "Type " + type;
        };
    }
}
