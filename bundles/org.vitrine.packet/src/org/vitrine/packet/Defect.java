/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/** What can be wrong with a frame. */
public enum Defect {
    ETHERNET_SHORT("the frame is shorter than an Ethernet header"),
    ETHERNET_SOURCE("the source is the address of a group"),
    VLAN_SHORT("the frame ends within a VLAN tag"),
    ETHERNET_TYPE("the value is neither a type nor a length"),
    ETHERNET_LENGTH("the payload is longer than the frame"),
    LLC_SHORT("the payload is shorter than its LLC header"),
    ARP_SHORT("the message is shorter than its addresses"),
    IPV4_SHORT("the packet is shorter than an IPv4 header"),
    IPV6_SHORT("the packet is shorter than an IPv6 header"),
    IP_VERSION("the version is not the one that the frame says"),
    IPV4_HEADER_LENGTH("the header is shorter than its fields or longer than the packet"),
    IP_LENGTH("the packet is shorter than its header or longer than the frame"),
    IPV4_CHECKSUM("the checksum of the IPv4 header is wrong"),
    IPV4_OPTIONS("an option of IPv4 goes beyond the header"),
    IPV4_RESERVED("the reserved flag is set"),
    IP_SOURCE("the source is the address of a group"),
    IP_HOPS("no hops are left"),
    FRAGMENT_UNEVEN("a fragment that others follow has no multiple of 8 bytes"),
    FRAGMENT_TOO_FAR("the fragment goes beyond the longest packet there is"),
    IPV6_EXTENSION("an extension header goes beyond the packet, or there are too many"),
    IPV6_HOP_BY_HOP("hop-by-hop options are not the first extension header"),
    IPV6_OPTIONS("an option of IPv6 goes beyond its header"),
    TRANSPORT_SHORT("the packet is shorter than the header of what it carries"),
    TRANSPORT_CHECKSUM("the checksum of UDP, TCP, ICMP or GRE is wrong"),
    UDP_LENGTH("the datagram is shorter than its header or longer than the packet"),
    UDP_NO_CHECKSUM("UDP on IPv6 must have a checksum"),
    PORT_ZERO("there is no port 0"),
    TCP_HEADER_LENGTH("the header is shorter than its fields or longer than the segment"),
    TCP_OPTIONS("an option of TCP goes beyond the header"),
    TCP_OPTION_LENGTH("an option of TCP has a length that it cannot have"),
    TCP_FLAGS("no segment has these flags together"),
    ICMP_VERSION("ICMP is not of the version that goes with IP's"),
    DISCOVERY_HOP_LIMIT("neighbor discovery came from beyond the link"),
    DISCOVERY_SHORT("the message is shorter than its fields"),
    DISCOVERY_OPTIONS("an option of neighbor discovery has no length or goes beyond the message");

    private final String text;

    Defect(String text) {
        this.text = text;
    }

    /** Says it in words. */
    public String text() {
        return text;
    }
}
