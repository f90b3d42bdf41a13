/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Decoder;
import org.vitrine.common.IpAddress;

/** Answers the payload of a datagram whose sender may ask, however it came in. Used by one thread. */
final class RequestHandler {
    private final FilterDesk desk;
    private final Counters counters;
    private MemorySegment answer = MemorySegment.NULL;

    /** Where a request came from, asked only when its answer must wait. */
    interface Origin {
        IpAddress source();

        /** Keeps what is needed for the answer, and gives what is called, on any thread, with whether the request was done. */
        Consumer<Boolean> keep();
    }

    RequestHandler(FilterDesk desk, Counters counters) {
        this.desk = desk;
        this.counters = counters;
    }

    /**
     * Answers a request, refuses it, or has it answered later.
     *
     * @param status of what the request is about
     * @param now by {@link System#nanoTime()}
     * @return bytes of the answer in {@link #answer}; 0 when there is none now
     */
    int handle(MemorySegment memory, long offset, int length, StatusReply status, Origin origin, long now) {
        RefusalReason reason = AdminV1Decoder.refusalOf(memory, offset, length);
        if (reason != null) {
            return refuse(reason);
        }
        int opcode = AdminV1Decoder.opcode(memory, offset);
        if (opcode == AdminV1.REQ_STATUS_ALL) {
            answer = status.memory();
            int bytes = status.renewed(now);
            return bytes > 0 ? bytes : refuse(RefusalReason.NOT_DONE);
        }
        IpAddress remote = IpAddress.ofIpv4(AdminV1Decoder.address(memory, offset));
        boolean filter = opcode == AdminV1.REQ_FILTER_IP;
        boolean taken =
                !status.nics().isEmpty() && desk.submit(status.nics(), remote, filter, origin.source(), origin.keep());
        return taken ? 0 : refuse(RefusalReason.NOT_DONE);
    }

    /** The answer of the last {@link #handle}. */
    MemorySegment answer() {
        return answer;
    }

    private int refuse(RefusalReason reason) {
        counters.refuse(reason);
        return 0;
    }
}
