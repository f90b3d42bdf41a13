/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.List;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.HostInterface;

/**
 * Frames taken out of the path of some guests. In each network namespace of the host there is one interface to read them from; a
 * frame written to that interface is received by the switch as if the guest with the frame's source address had sent it.
 */
public interface Diversion extends AutoCloseable {
    /** The interfaces to read diverted frames from and to write frames to that are in place now. */
    List<HostInterface> taps();

    /**
     * Replaces the vNICs that are diverted and returns when the kernel follows the present inventory; vNICs without a host interface
     * are left out until they have one.
     */
    void nics(Set<NicId> nics);

    /** Puts the path back as it was. */
    @Override
    void close();
}
