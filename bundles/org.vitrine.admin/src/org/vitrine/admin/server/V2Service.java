/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminV2;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.admin.protocol.ReplayWindow;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;

/**
 * What all ways in share of version 2: the keys, the memory of requests that were seen, and the answers to the newest of them. Each
 * genuine request is done on a virtual thread of its own, once; its copies get the same answer. Any thread.
 */
final class V2Service implements AutoCloseable {
    private static final Logger LOG = System.getLogger(V2Service.class.getName());
    private static final int REMEMBERED_REQUESTS = 1 << 16;
    private static final int REMEMBERED_ANSWERS = 1024;
    private static final int MOST_AT_ONCE = 64;
    /** Above what a client sends in all its bursts; so often can a request of others be played against its sender at most. */
    private static final int MOST_COPIES = 32;

    private final Supplier<List<AdminKey>> keys;
    private final V2Answers answers;
    private final Counters counters;
    private final ReplayWindow window;
    private final Semaphore permits = new Semaphore(MOST_AT_ONCE);
    private volatile Duration skew;
    private volatile boolean alone;

    // guarded by this
    private final Map<Code, Work> newest = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Code, Work> eldest) {
            return size() > REMEMBERED_ANSWERS;
        }
    };

    /** The first half of a request's authentication code, which names it. */
    record Code(long high, long low) {}

    /** Who sent a datagram. */
    record Sender(IpAddress address, int port) {}

    /** A request that is being done or was done. */
    private static final class Work {
        final Sender sender;
        final List<Consumer<byte[]>> waiting = new ArrayList<>();
        byte[] answer;
        int copies;

        Work(Sender sender) {
            this.sender = sender;
        }
    }

    /**
     * @param keys that are valid now; the same list until they change
     * @param now nanoseconds since the epoch
     */
    V2Service(Supplier<List<AdminKey>> keys, V2Answers answers, Counters counters, Duration skew, long now) {
        this.keys = keys;
        this.answers = answers;
        this.counters = counters;
        this.skew = skew;
        window = new ReplayWindow(REMEMBERED_REQUESTS, now, skew.toNanos());
    }

    List<AdminKey> keys() {
        return keys.get();
    }

    Duration skew() {
        return skew;
    }

    void skew(Duration newest) {
        skew = newest;
    }

    /** Whether version 1 is off. */
    boolean isAlone() {
        return alone;
    }

    void alone(boolean newest) {
        alone = newest;
    }

    ReplayWindow window() {
        return window;
    }

    /**
     * Has a request done that was seen for the first time.
     *
     * @param request all of it, kept
     * @param respond gets the answer, or null when there is none
     */
    void take(byte[] request, Set<NicId> nics, Sender sender, AdminKey key, Consumer<byte[]> respond) {
        if (!permits.tryAcquire()) {
            counters.refuse(RefusalReason.OVERLOADED);
            return;
        }
        Work work = new Work(sender);
        work.waiting.add(respond);
        synchronized (this) {
            newest.put(code(request, request.length), work);
        }
        Thread.ofVirtual().name("admin request").start(() -> {
            try {
                finish(work, answered(request, nics, sender, key));
            } finally {
                permits.release();
            }
        });
    }

    private byte[] answered(byte[] request, Set<NicId> nics, Sender sender, AdminKey key) {
        Caller caller = new Caller(key.toString(), "admin-v2 " + sender.address);
        int status = AdminV2.FAILED;
        byte[] body = {};
        try {
            body = ScopedValue.where(Caller.CURRENT, caller).call(() -> answers.bodyFor(request, nics));
            status = body == null ? AdminV2.LIST_GONE : AdminV2.OK;
        } catch (IllegalArgumentException _) {
            status = AdminV2.INVALID; // its sender is told
        } catch (VitrineException e) {
            status = switch (e.reason()) {
                case INVALID -> AdminV2.INVALID;
                case UNSUPPORTED -> AdminV2.UNSUPPORTED;
                default -> AdminV2.FAILED;
            };
            LOG.log(Level.WARNING, "a request of " + caller + " was not done: " + e.explained());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request of " + caller + " failed", e);
        }
        return new AdminV2Seal(key).answer(request, status, status == AdminV2.OK ? body : new byte[0]);
    }

    private void finish(Work work, byte[] answer) {
        List<Consumer<byte[]>> waiting;
        synchronized (this) {
            work.answer = answer;
            waiting = List.copyOf(work.waiting);
            work.waiting.clear();
        }
        waiting.forEach(respond -> respond.accept(answer));
    }

    /**
     * What a datagram gets that was seen before and is genuine: a copy from the same sender gets the same answer, now or when it is
     * there; everything else, nothing.
     *
     * @param respond made only for a copy whose answer must wait
     * @return the answer; null for none now
     */
    synchronized byte[] again(byte[] datagram, int length, Sender sender, Supplier<Consumer<byte[]>> respond) {
        Work work = newest.get(code(datagram, length));
        if (work == null || !work.sender.equals(sender) || ++work.copies > MOST_COPIES) {
            counters.refuse(RefusalReason.REPLAYED);
            return null;
        }
        if (work.answer == null) {
            work.waiting.add(respond.get());
        }
        return work.answer;
    }

    /** Waits for what is being done, a short time: what hangs in a hypervisor shall not keep the bundle from stopping. */
    @Override
    public void close() {
        try {
            if (!permits.tryAcquire(MOST_AT_ONCE, 2, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "requests of version 2 are still being done while the server stops");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry
        }
    }

    private static Code code(byte[] message, int length) {
        var bytes = java.nio.ByteBuffer.wrap(message, length - AdminV2.MAC_LENGTH, 2 * Long.BYTES);
        return new Code(bytes.getLong(), bytes.getLong());
    }
}
