/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.Direction;
import org.vitrine.admin.protocol.AdminV2Body.Entries;
import org.vitrine.admin.protocol.AdminV2Body.FilterRequest;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.LimitRequest;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.PageRequest;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Asks administration servers, version 2. Any thread, any number of requests at a time; a call is cancelled by interrupting its
 * thread. The copies of a request are equal to the last bit, so that the server does it once and answers each.
 *
 * <p>All calls throw {@link VitrineException}: UNAVAILABLE when no answer comes in time, also when the server has another key or its
 * clock differs too much, because it is silent then; FAILED when nothing can be sent or the server could not do it; UNSUPPORTED when
 * it cannot; INVALID for what it does not take; CANCELLED.
 */
public final class AdminV2Client implements AutoCloseable {
    private static final int MOST_RESTARTS = 5;

    private final Exchanges exchanges;
    private final AdminKey key;

    /**
     * @param port UDP port at which servers listen
     */
    public AdminV2Client(int port, Retransmission retransmission, AdminKey key) {
        exchanges = new Exchanges(port, retransmission);
        this.key = key;
    }

    /**
     * A whole list, such as {@link AdminV2Body#HOSTS}, page by page; all pages are of the same moment.
     *
     * @return one page with everything
     */
    public <E> Page<E> list(IpAddress guest, Entries<E> entries) throws VitrineException {
        for (int attempt = 0; attempt < MOST_RESTARTS; attempt++) {
            Page<E> whole = attemptList(guest, entries);
            if (whole != null) {
                return whole;
            }
        }
        throw new VitrineException(
                Reason.FAILED, "the list of " + guest + " was replaced while it was read, again and again");
    }

    /** @return null when the list is gone before its end */
    private <E> Page<E> attemptList(IpAddress guest, Entries<E> entries) throws VitrineException {
        List<E> all = new ArrayList<>();
        long list = 0;
        while (true) {
            byte[] answer = ask(guest, entries.opcode(), AdminV2Body.write(new PageRequest(list, all.size())));
            if (AdminV2.status(answer) == AdminV2.LIST_GONE) {
                return null;
            }
            check(guest, answer);
            Page<E> page = read(guest, () -> entries.read(body(answer)));
            list = page.list();
            all.addAll(page.entries());
            if (all.size() >= page.total() || page.entries().isEmpty()) {
                return new Page<>(list, all.size(), 0, page.window(), all);
            }
        }
    }

    /** What the guest's machine uses. */
    public Resources resources(IpAddress guest) throws VitrineException {
        byte[] answer = ask(guest, AdminV2.REQ_RESOURCES, new byte[0]);
        check(guest, answer);
        return read(guest, () -> AdminV2Body.readResources(body(answer)));
    }

    /** Lets nothing pass between a guest and a remote host, and returns when that is so. */
    public void filter(IpAddress guest, IpAddress remote) throws VitrineException {
        check(guest, ask(guest, AdminV2.REQ_FILTER, AdminV2Body.write(new FilterRequest(true, remote))));
    }

    /** Lets everything pass again, and returns when that is so. */
    public void unfilter(IpAddress guest, IpAddress remote) throws VitrineException {
        check(guest, ask(guest, AdminV2.REQ_FILTER, AdminV2Body.write(new FilterRequest(false, remote))));
    }

    /** Sets the guest's limit of this kind and direction, in place of one that is there. */
    public void limit(IpAddress guest, Kind kind, Direction direction, long rate, long burst) throws VitrineException {
        var request = new LimitRequest(true, kind, direction, rate, burst);
        check(guest, ask(guest, AdminV2.REQ_LIMIT, AdminV2Body.write(request)));
    }

    /** Removes the guest's limit of this kind and direction. */
    public void unlimit(IpAddress guest, Kind kind, Direction direction) throws VitrineException {
        var request = new LimitRequest(false, kind, direction, 0, 0);
        check(guest, ask(guest, AdminV2.REQ_LIMIT, AdminV2Body.write(request)));
    }

    private byte[] ask(IpAddress guest, int opcode, byte[] body) throws VitrineException {
        AdminV2Seal seal = new AdminV2Seal(key);
        byte[] request = seal.request(opcode, body, guest);
        Exchange.Match match = answer -> seal.answers(answer.toArray(ValueLayout.JAVA_BYTE), request);
        return exchanges.ask(guest, request, match).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Waits for answers to copies that are still on their way, at most a second. */
    @Override
    public void close() {
        exchanges.close();
    }

    private static byte[] body(byte[] message) {
        return Arrays.copyOfRange(message, AdminV2.HEADER_LENGTH, message.length - AdminV2.MAC_LENGTH);
    }

    private static void check(IpAddress guest, byte[] answer) throws VitrineException {
        switch (AdminV2.status(answer)) {
            case AdminV2.OK -> {
                // done
            }
            case AdminV2.INVALID -> throw new VitrineException(Reason.INVALID, guest + " does not take these values");
            case AdminV2.UNSUPPORTED ->
                throw new VitrineException(Reason.UNSUPPORTED, "nobody can do or tell this at " + guest);
            default ->
                throw new VitrineException(
                        Reason.FAILED, "it could not be done at " + guest, "See the log of its runtime: vitrine log.");
        }
    }

    private static <T> T read(IpAddress guest, java.util.function.Supplier<T> reader) throws VitrineException {
        try {
            return reader.get();
        } catch (IllegalArgumentException e) {
            throw new VitrineException(
                    Reason.FAILED, guest + " answers what this version does not know: " + e.getMessage(), "", e);
        }
    }
}
