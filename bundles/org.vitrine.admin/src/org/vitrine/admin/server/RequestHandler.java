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
import org.vitrine.admin.protocol.AdminV1Encoder;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Verifier;
import org.vitrine.common.IpAddress;

/** Answers the payload of a datagram whose sender may ask, however it came in. Used by one thread. */
final class RequestHandler {
    private final FilterDesk desk;
    private final V2Service v2;
    private final V2Handler v2Handler;
    private final Counters counters;
    private MemorySegment answer = MemorySegment.NULL;

    /** Where a request came from and to. */
    interface Origin extends AdminV2Verifier.Target {
        V2Service.Sender sender();

        /** Keeps what is needed to answer later, and gives what takes the answer, on any thread; null when there is none. */
        Consumer<byte[]> keep();
    }

    RequestHandler(FilterDesk desk, V2Service v2, Counters counters) {
        this.desk = desk;
        this.v2 = v2;
        this.counters = counters;
        v2Handler = new V2Handler(v2, counters);
    }

    /**
     * Answers a request, refuses it, or has it answered later.
     *
     * @param status of what the request is about
     * @param now by {@link System#nanoTime()}
     * @return bytes of the answer in {@link #answer}; 0 when there is none now
     */
    int handle(MemorySegment memory, long offset, int length, StatusReply status, Origin origin, long now) {
        if (length > 0 && AdminV2.isOpcode(AdminV1Decoder.opcode(memory, offset))) {
            byte[] known = v2Handler.handle(memory, offset, length, status.nics(), origin);
            if (known == null) {
                return 0;
            }
            answer = MemorySegment.ofArray(known);
            return known.length;
        }
        RefusalReason reason =
                v2.isAlone() ? RefusalReason.BAD_OPCODE : AdminV1Decoder.refusalOf(memory, offset, length);
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
        boolean taken = !status.nics().isEmpty()
                && desk.submit(status.nics(), remote, filter, origin.sender().address(), told(opcode, remote, origin));
        return taken ? 0 : refuse(RefusalReason.NOT_DONE);
    }

    private static Consumer<Boolean> told(int opcode, IpAddress remote, Origin origin) {
        Consumer<byte[]> respond = origin.keep();
        byte[] message = new byte[AdminV1.ADDRESS_MESSAGE_LENGTH];
        AdminV1Encoder.address(MemorySegment.ofArray(message), 0, AdminV1.answerTo(opcode), remote.ipv4Bits());
        return done -> respond.accept(done ? message : null);
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
