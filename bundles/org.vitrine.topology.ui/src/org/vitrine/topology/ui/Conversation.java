/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.List;
import java.util.Optional;
import org.vitrine.common.NicId;
import org.vitrine.ui.Selected;

/**
 * What a vNIC has to do with one remote machine or address, over all addresses of it, seen from one or both ends.
 *
 * @param remote the address, or the vNIC that has it
 * @param peer the vNIC of a machine that is known, at the other end
 * @param ends what it stands for
 * @param bytesPerSecond both directions
 * @param blockedPackets what was stopped while it was filtered
 */
record Conversation(
        NicId nic,
        Optional<NicId> peer,
        String remote,
        List<Selected.OfRemote> ends,
        double bytesPerSecond,
        boolean filtered,
        long blockedPackets) {
    String id() {
        return "conversation:" + nic + " " + remote + (filtered ? " filtered" : "");
    }
}
