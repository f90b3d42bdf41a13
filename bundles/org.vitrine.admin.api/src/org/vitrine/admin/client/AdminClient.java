/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Decoder;
import org.vitrine.admin.protocol.AdminV1Encoder;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Asks administration servers, version 1. Any thread, any number of requests at a time; a call is cancelled by interrupting its
 * thread.
 *
 * <p>Version 1 has no number in its messages, so each request has a port of its own: what arrives there answers this request or a
 * copy of it, and an answer that comes too late finds nobody. All requests may be repeated without harm.
 */
public final class AdminClient implements AutoCloseable {
    private final Exchanges exchanges;

    public AdminClient() {
        this(AdminV1.PORT, Retransmission.DEFAULT);
    }

    /**
     * @param port UDP port at which servers listen
     */
    public AdminClient(int port, Retransmission retransmission) {
        exchanges = new Exchanges(port, retransmission);
    }

    /**
     * The remote hosts that a guest talks to, the busiest first.
     *
     * @throws VitrineException UNAVAILABLE when no answer comes in time, FAILED when nothing can be sent, CANCELLED
     */
    public List<HostRates> status(IpAddress guest) throws VitrineException {
        byte[] request = new byte[AdminV1.STATUS_REQUEST_LENGTH];
        AdminV1Encoder.statusRequest(MemorySegment.ofArray(request), 0);
        MemorySegment answer = ask(guest, request);
        List<HostRates> hosts = new ArrayList<>();
        for (int i = 0; i < AdminV1Decoder.hostCount(answer, 0); i++) {
            hosts.add(new HostRates(
                    IpAddress.ofIpv4(AdminV1Decoder.hostAddress(answer, 0, i)),
                    AdminV1Decoder.hostTx(answer, 0, i),
                    AdminV1Decoder.hostRx(answer, 0, i)));
        }
        return hosts;
    }

    /**
     * Lets nothing pass between a guest and a remote host, and returns when that is so.
     *
     * @throws VitrineException INVALID when the remote address is not IPv4; UNAVAILABLE, FAILED, CANCELLED
     */
    public void filter(IpAddress guest, IpAddress remote) throws VitrineException {
        ask(guest, withAddress(AdminV1.REQ_FILTER_IP, remote));
    }

    /**
     * Lets everything pass again, and returns when that is so.
     *
     * @throws VitrineException INVALID when the remote address is not IPv4; UNAVAILABLE, FAILED, CANCELLED
     */
    public void unfilter(IpAddress guest, IpAddress remote) throws VitrineException {
        ask(guest, withAddress(AdminV1.REQ_UNFILTER_IP, remote));
    }

    private static byte[] withAddress(int opcode, IpAddress remote) throws VitrineException {
        if (!remote.isIpv4()) {
            throw new VitrineException(
                    Reason.INVALID,
                    "protocol version 1 carries IPv4 addresses only, not " + remote,
                    "Filter it at the runtime: vitrine filter.");
        }
        byte[] request = new byte[AdminV1.ADDRESS_MESSAGE_LENGTH];
        AdminV1Encoder.address(MemorySegment.ofArray(request), 0, opcode, remote.ipv4Bits());
        return request;
    }

    private MemorySegment ask(IpAddress guest, byte[] request) throws VitrineException {
        return exchanges.ask(guest, request, answer -> answers(answer, request));
    }

    private static boolean answers(MemorySegment answer, byte[] request) {
        MemorySegment asked = MemorySegment.ofArray(request);
        int opcode = AdminV1.answerTo(AdminV1Decoder.opcode(asked, 0));
        return AdminV1Decoder.isAnswer(answer, 0, (int) answer.byteSize(), opcode)
                && (opcode == AdminV1.RSP_STATUS_ALL
                        || AdminV1Decoder.address(answer, 0) == AdminV1Decoder.address(asked, 0));
    }

    /** Waits for answers to copies that are still on their way, at most a second. */
    @Override
    public void close() {
        exchanges.close();
    }
}
