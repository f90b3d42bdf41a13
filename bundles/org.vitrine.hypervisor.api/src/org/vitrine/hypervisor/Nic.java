/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.List;
import java.util.Optional;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;

/**
 * A virtual network interface of a machine.
 *
 * @param id stable over restarts
 * @param mac the guest's address on the wire
 * @param addresses what the driver knows of the guest's addresses, each with the length of its subnet; may be empty
 * @param hostInterface where its frames pass on the host; empty while the machine is off
 * @param network what it is plugged into; empty when unplugged or not known
 * @param linkUp whether the guest sees a carrier
 */
public record Nic(
        NicId id,
        MacAddress mac,
        List<IpPrefix> addresses,
        Optional<HostInterface> hostInterface,
        Optional<NetworkId> network,
        boolean linkUp) {
    public Nic {
        addresses = List.copyOf(addresses);
    }
}
