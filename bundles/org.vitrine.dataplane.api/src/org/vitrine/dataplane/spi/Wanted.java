/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.spi;

import java.util.List;
import java.util.Optional;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.dataplane.Declaration;
import org.vitrine.hypervisor.HostInterface;

/**
 * Everything that a provider shall have in the kernel.
 *
 * @param namespaces every network namespace of the host that is ours to work in, also those that want nothing now: what was written
 *     there earlier goes
 */
public record Wanted(List<String> namespaces, List<WantedDeclaration> declarations, List<WantedDiversion> diversions) {
    public Wanted {
        namespaces = List.copyOf(namespaces);
        declarations = List.copyOf(declarations);
        diversions = List.copyOf(diversions);
    }

    /**
     * A declaration at one of the vNICs that it is about.
     *
     * @param to where copies go; empty unless it is a mirror whose target is somewhere now
     */
    public record WantedDeclaration(Declaration declaration, Endpoint nic, Optional<HostInterface> to) {
        public HostInterface at() {
            return nic.at();
        }
    }

    /**
     * A vNIC where it meets the host.
     *
     * @param at its host side
     * @param mac the guest's address on the wire
     * @param addresses what is known of the guest's IP addresses; may be empty
     */
    public record Endpoint(HostInterface at, MacAddress mac, List<IpAddress> addresses) {
        public Endpoint {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * A diversion in one network namespace.
     *
     * @param owner names it, 1 to 8 of a-z and 0-9
     * @param port UDP destination port
     * @param guests the guests that it is for
     */
    public record WantedDiversion(String netns, String owner, int port, List<DivertedGuest> guests) {
        public WantedDiversion {
            if (!owner.matches("[a-z0-9]{1,8}")) {
                throw new IllegalArgumentException("the owner of a diversion is 1 to 8 of a-z and 0-9, got " + owner);
            }
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is 1 to 65535, got " + port);
            }
            guests = List.copyOf(guests);
        }

        /** The interface where its frames are read and written. */
        public HostInterface tap() {
            return new HostInterface(netns, "vt-" + owner, 0);
        }
    }

    /** The host side of a diverted guest and the guest's address. */
    public record DivertedGuest(HostInterface at, MacAddress mac) {}
}
