/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.traffic.FlowKey;

/** One thing that a person can point at. Ids only, so that it outlives what it names. */
public sealed interface Selected {
    /** A machine with all its vNICs. */
    record OfMachine(MachineId machine) implements Selected {}

    /** A vNIC. */
    record OfNic(NicId nic) implements Selected {}

    /** A network. */
    record OfNetwork(NetworkId network) implements Selected {}

    /** What a vNIC has to do with one remote address. */
    record OfRemote(NicId nic, IpAddress remote) implements Selected {}

    /** A flow of a vNIC. */
    record OfFlow(NicId nic, FlowKey key) implements Selected {
        /** The remote end with all its flows. */
        public OfRemote remote() {
            return new OfRemote(nic, key.remote());
        }
    }
}
