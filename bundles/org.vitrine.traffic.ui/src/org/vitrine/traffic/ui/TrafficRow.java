/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.ui.Selected;

/**
 * A remote host of a vNIC, as a row.
 *
 * @param machine the name of the vNIC's machine
 * @param remoteName whose address it is in the inventory; empty when nobody's
 */
record TrafficRow(NicId nic, String machine, HostTraffic host, String remoteName) {
    Selected.OfRemote key() {
        return new Selected.OfRemote(nic, host.address());
    }

    IpAddress address() {
        return host.address();
    }

    TrafficRates rates() {
        return host.rates();
    }

    /** Such as {@code 10.77.100.30 (office)}. */
    String remote() {
        return remoteName.isEmpty() ? address().toString() : address() + " (" + remoteName + ")";
    }

    /** Such as {@code filtered, 12 packets blocked}; empty for the ordinary. */
    String state() {
        String blocked = host.blockedPackets() == 1 ? "1 packet blocked" : host.blockedPackets() + " packets blocked";
        if (host.filtered()) {
            return "filtered, " + blocked;
        }
        return host.blockedPackets() > 0 ? blocked + " before" : "";
    }
}
