/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Filter;

/**
 * Does what filter requests ask for, on a thread of its own, because the kernel takes milliseconds. A copy of a request that waits
 * or is being done joins it; requests that wait are done together. Any thread may submit.
 */
final class FilterDesk implements AutoCloseable {
    private static final Logger LOG = System.getLogger(FilterDesk.class.getName());
    private static final int MOST_WAITING = 1024;
    private static final int MOST_COPIES = 16;
    private static final int MOST_TOGETHER = 256;

    private final Supplier<DataPlaneAdminService> dataPlane;
    private final Thread thread =
            Thread.ofPlatform().name("admin filters").daemon().unstarted(this::run);

    // guarded by this
    private final Deque<Work> waiting = new ArrayDeque<>();
    private final Map<Subject, Work> newest = new HashMap<>();

    /** What a request is about. */
    private record Subject(Set<NicId> nics, IpAddress remote) {
        List<Filter> filters() {
            return nics.stream().map(nic -> new Filter(nic, remote)).toList();
        }
    }

    /** A request with its copies. */
    private static final class Work {
        final Subject subject;
        final boolean filter;
        final IpAddress source;
        final List<Consumer<Boolean>> answers = new ArrayList<>();

        Work(Subject subject, boolean filter, IpAddress source) {
            this.subject = subject;
            this.filter = filter;
            this.source = source;
        }
    }

    /**
     * @param dataPlane gives null while there is none
     */
    FilterDesk(Supplier<DataPlaneAdminService> dataPlane) {
        this.dataPlane = dataPlane;
        thread.start();
    }

    /**
     * Takes a request.
     *
     * @param filter false to filter no more
     * @param source who asks
     * @param answer told on the desk's thread whether it was done
     * @return false when there are too many already
     */
    synchronized boolean submit(
            Set<NicId> nics, IpAddress remote, boolean filter, IpAddress source, Consumer<Boolean> answer) {
        Subject subject = new Subject(nics, remote);
        Work work = newest.get(subject);
        if (work == null || work.filter != filter) {
            if (waiting.size() >= MOST_WAITING) {
                return false;
            }
            work = new Work(subject, filter, source);
            newest.put(subject, work);
            waiting.add(work);
            notifyAll();
        } else if (work.answers.size() >= MOST_COPIES) {
            return false;
        }
        return work.answers.add(answer);
    }

    private void run() {
        try {
            while (true) {
                List<Work> together = next();
                boolean done = attempt(together);
                for (Work work : together) {
                    // one bad request must not spoil the others
                    finish(work, done || together.size() > 1 && attempt(List.of(work)));
                }
            }
        } catch (InterruptedException _) {
            // closed
        }
    }

    /** Waits for requests and takes those at the head that can be done in one call: same wish, same caller. */
    private synchronized List<Work> next() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        List<Work> together = new ArrayList<>();
        Work first = waiting.peek();
        while (!waiting.isEmpty()
                && together.size() < MOST_TOGETHER
                && waiting.peek().filter == first.filter
                && waiting.peek().source.equals(first.source)) {
            together.add(waiting.poll());
        }
        return together;
    }

    private boolean attempt(List<Work> works) throws InterruptedException {
        Work first = works.getFirst();
        List<Filter> filters =
                works.stream().flatMap(work -> work.subject.filters().stream()).toList();
        Caller caller = new Caller("unauthenticated", "admin-v1 " + first.source);
        try {
            ScopedValue.where(Caller.CURRENT, caller).call(() -> {
                change(filters, first.filter);
                return null;
            });
            return true;
        } catch (VitrineException e) {
            if (e.reason() == Reason.CANCELLED) {
                throw new InterruptedException();
            }
            LOG.log(Level.WARNING, "a request of " + first.source + " was not done: " + e.explained());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request of " + first.source + " failed", e);
        }
        return false;
    }

    private void change(List<Filter> filters, boolean filter) throws VitrineException {
        DataPlaneAdminService service = dataPlane.get();
        if (service == null) {
            throw new VitrineException(Reason.UNAVAILABLE, "there is no data plane now");
        }
        if (filter) {
            service.declare(filters);
        } else {
            service.withdraw(filters);
        }
    }

    private void finish(Work work, boolean done) {
        List<Consumer<Boolean>> answers;
        synchronized (this) {
            newest.remove(work.subject, work);
            answers = List.copyOf(work.answers);
        }
        answers.forEach(answer -> answer.accept(done));
    }

    /** Ends it; what waits is not done. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry: the thread ends by itself
        }
    }
}
