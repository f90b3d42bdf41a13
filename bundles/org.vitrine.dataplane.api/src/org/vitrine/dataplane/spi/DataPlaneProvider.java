/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.spi;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
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

    /** Of several that serve an interface, the one with the highest precedence gets it. */
    default int precedence() {
        return 0;
    }

    /** Whether it makes diversions; where the one that serves an interface does not, the next gets them. */
    default boolean diverts() {
        return true;
    }

    /**
     * Why it cannot do this there, said before anything is changed; empty when it can. What it objects to is not given to
     * {@link #apply}.
     */
    Optional<String> objection(WantedDeclaration wanted);

    /**
     * Makes the kernel be as wanted, atomically for each network namespace. It trusts what it knows to be there, so that a small
     * change costs little however much is there already; {@link #verify} renews that knowledge. Where it knows nothing yet it looks
     * first, and finds what an earlier run left behind.
     *
     * @param wanted everything that this provider shall have in the kernel; what it wrote earlier and is not here goes
     */
    Outcome apply(Wanted wanted);

    /**
     * Reads back what it wrote. What it finds changed is put right by the next {@link #apply}.
     *
     * @return what somebody else changed, each as a phrase for the log; empty when everything is as it was written
     */
    List<String> verify();

    /**
     * Calls the listener as soon as somebody else may have changed what this provider wrote, so that it is put right at once and not
     * only when the next comparison is due. Calls come on a thread of the provider; many changes may be one call, and there may be
     * calls for nothing. Called before the provider is asked for anything else. Who has no way to hear of changes never calls.
     *
     * @param changed must be quick
     */
    default Subscription watch(Runnable changed) {
        return () -> {
            // nothing is heard
        };
    }

    /**
     * The kernel's counters of the declarations that are applied now.
     *
     * @throws VitrineException DENIED or FAILED when the kernel cannot be asked
     */
    Map<Declaration, DropCounts> counters() throws VitrineException;
}
