/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;

/**
 * Nothing passes between a guest and one remote address, in either direction (paper 000, "Packet filtering"). Thousands of them cost
 * a packet one look-up. For more than an address see {@link Drop}.
 *
 * @param remote IPv4 or IPv6; compared with the outer IP header of frames without a VLAN tag or with one
 */
public record Filter(NicId nic, IpAddress remote) implements Declaration {
    @Override
    public Scope scope() {
        return new Scope.OfNic(nic);
    }
}
