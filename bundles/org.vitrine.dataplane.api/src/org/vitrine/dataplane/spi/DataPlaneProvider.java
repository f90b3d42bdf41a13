/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.spi;

import java.util.List;
import java.util.Map;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.hypervisor.HostInterface;

/**
 * Makes one kind of kernel or switch do what is declared. Whiteboard service. One call at a time; never touches what it did not
 * write itself.
 */
public interface DataPlaneProvider {
    /** Its name in messages, such as {@code linux}. */
    String name();

    /** Whether it can work on this interface of the host. */
    boolean serves(HostInterface hostInterface);

    /**
     * Makes the kernel be as wanted, atomically for each network namespace: compares with what is there and writes only where they
     * differ.
     *
     * @param wanted everything that this provider shall have in the kernel; what it wrote earlier and is not here goes
     * @return what had to be put right, for the log; empty when everything was as wanted
     * @throws VitrineException DENIED, UNSUPPORTED or FAILED; then the kernel is as it was before
     */
    List<String> apply(Wanted wanted) throws VitrineException;

    /** The kernel's counters of the declarations that are applied now. */
    Map<Declaration, DropCounts> counters() throws VitrineException;
}
