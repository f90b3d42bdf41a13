/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.admin.protocol.AdminV2Verifier;
import org.vitrine.common.NicId;

/** Lets genuine requests of version 2 through to the {@link V2Service}. Used by one thread. */
final class V2Handler {
    private final V2Service service;
    private final Counters counters;
    private final byte[] datagram = new byte[AdminV2.MAX_REQUEST_LENGTH];
    private List<AdminKey> keys = List.of();
    private AdminV2Verifier verifier;
    private long skewNanos;

    V2Handler(V2Service service, Counters counters) {
        this.service = service;
        this.counters = counters;
    }

    /**
     * Has a request done, or refuses it.
     *
     * @return the answer to a copy of a request that was done; null for none now
     */
    byte[] handle(MemorySegment memory, long offset, int length, Set<NicId> nics, RequestHandler.Origin origin) {
        followKeys();
        int kept = Math.min(length, datagram.length);
        MemorySegment.copy(memory, JAVA_BYTE, offset, datagram, 0, kept);
        RefusalReason reason = verifier.refusalOf(datagram, length, origin, AdminV2Seal.epochNanos());
        if (reason == RefusalReason.REPLAYED) {
            return service.again(datagram, length, origin.sender(), origin::keep);
        }
        if (reason != null) {
            counters.refuse(reason);
            return null;
        }
        service.take(
                Arrays.copyOf(datagram, length),
                nics,
                origin.sender(),
                verifier.seal().key(),
                origin.keep());
        return null;
    }

    private void followKeys() {
        List<AdminKey> valid = service.keys();
        long skew = service.skew().toNanos();
        if (verifier == null || valid != keys || skew != skewNanos) {
            keys = valid;
            skewNanos = skew;
            verifier = new AdminV2Verifier(valid, service.window(), service.skew());
        }
    }
}
