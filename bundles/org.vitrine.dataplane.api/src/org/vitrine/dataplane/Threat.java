/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/** What a {@link Guard} keeps a guest from. Judged by the vNIC a frame comes from, whatever the frame says of itself. */
public enum Threat {
    /** Sending from another Ethernet address than the vNIC's. */
    MAC_SPOOFING,
    /** Sending from an IP address that is not known to be the guest's. The unspecified and link-local IPv6 addresses are allowed. */
    IP_SPOOFING,
    /**
     * Claiming somebody else's addresses in ARP or IPv6 neighbour advertisements. Of link-local addresses the one made of the
     * vNIC's Ethernet address is the guest's, and those that are known.
     */
    NEIGHBOR_POISONING,
    /** Answering as a DHCP or DHCPv6 server. */
    ROGUE_DHCP,
    /** Sending IPv6 router advertisements or redirects. */
    ROGUE_ROUTER
}
