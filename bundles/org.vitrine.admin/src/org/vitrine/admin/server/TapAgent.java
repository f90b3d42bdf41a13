/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vitrine.admin.RefusalReason;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.linux.Poller;

/** The thread that reads the taps of the diversion and writes answers into them. */
final class TapAgent implements AutoCloseable {
    private static final Logger LOG = System.getLogger(TapAgent.class.getName());
    private static final int MOST_AT_ONCE = 64;
    private static final int LOOK_MILLIS = 250;
    /** The longest frame that a diversion carries, so that what is too long is refused as such. */
    private static final int SNAP_LENGTH = 9300;

    private static final CaptureOptions OPTIONS = new CaptureOptions(SNAP_LENGTH, "", 1 << 20, 0);

    private final Supplier<List<CaptureBackend>> backends;
    private final RequestHandler handler;
    private final Counters counters;
    private final Poller poller = new Poller();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile Served served = Served.NOTHING;
    private volatile Set<String> open = Set.of();
    private volatile boolean look = true;
    private volatile boolean stopped;

    // of the agent's thread
    private final Map<HostInterface, Tap> taps = new HashMap<>();
    private final Map<Integer, Tap> byToken = new HashMap<>();
    private final Map<HostInterface, String> troubles = new HashMap<>();
    private int nextToken;

    /**
     * What to serve.
     *
     * @param taps where diverted frames are now
     */
    record Served(int port, Supplier<List<HostInterface>> taps, List<Guest> guests) {
        static final Served NOTHING = new Served(0, List::of, List.of());
    }

    /**
     * @param backends the best is the last
     */
    TapAgent(Supplier<List<CaptureBackend>> backends, FilterDesk desk, V2Service v2, Counters counters) {
        this.backends = backends;
        this.counters = counters;
        handler = new RequestHandler(desk, v2, counters);
        thread = Thread.ofPlatform().name("admin").daemon().start(this::run);
    }

    void serve(Served newest) {
        served = newest;
        look = true;
        poller.wake();
    }

    /** vNICs whose tap is open. */
    List<NicId> answering() {
        Set<String> here = open;
        return served.guests().stream()
                .filter(guest -> here.contains(guest.netns()))
                .map(Guest::nic)
                .sorted()
                .toList();
    }

    private void run() {
        long nextLook = System.nanoTime();
        while (!stopped) {
            if (look || System.nanoTime() - nextLook >= 0) {
                look = false;
                guarded(this::follow);
                nextLook = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
            }
            int readable = poller.await(LOOK_MILLIS);
            for (int i = 0; i < readable; i++) {
                Tap tap = byToken.get(poller.token(i));
                if (tap != null) {
                    read(tap);
                }
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                guarded(task);
            }
        }
        List.copyOf(taps.values()).forEach(this::close);
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the administration server failed; it goes on", e);
        }
    }

    /** Opens and closes taps, so that they are those of the diversion. */
    private void follow() {
        Served now = served;
        List<HostInterface> wanted = now.taps().get();
        List<CaptureBackend> available = backends.get();
        for (Tap tap : List.copyOf(taps.values())) {
            if (!wanted.contains(tap.at) || !available.contains(tap.backend)) {
                close(tap);
            }
        }
        troubles.keySet().retainAll(wanted);
        for (HostInterface at : wanted) {
            Tap tap = taps.get(at);
            if (tap == null) {
                tap = open(at, available);
            }
            if (tap != null) {
                tap.serve(now);
            }
        }
        Set<String> namespaces = new HashSet<>();
        taps.keySet().forEach(at -> namespaces.add(at.netns()));
        open = namespaces;
    }

    /** @return null when it cannot be opened now; it is tried again */
    private Tap open(HostInterface at, List<CaptureBackend> available) {
        CaptureSource source = new CaptureSource.Interface(at.netns(), at.name());
        for (CaptureBackend backend : available.reversed()) {
            if (!backend.supports(source)) {
                continue;
            }
            try {
                return opened(new Tap(at, backend, backend.open(source, OPTIONS), nextToken++));
            } catch (VitrineException e) {
                complain(at, e);
                return null;
            }
        }
        complain(at, Level.WARNING, "there is no capture backend");
        return null;
    }

    private Tap opened(Tap tap) {
        try {
            poller.add(tap.handle.descriptor(), tap.token);
        } catch (RuntimeException e) {
            tap.handle.close();
            throw e;
        }
        taps.put(tap.at, tap);
        byToken.put(tap.token, tap);
        troubles.remove(tap.at);
        return tap;
    }

    private void complain(HostInterface at, VitrineException e) {
        // an interface that goes or comes this moment is nothing special
        complain(at, e.reason() == Reason.NOT_FOUND ? Level.DEBUG : Level.WARNING, e.explained());
    }

    private void complain(HostInterface at, Level level, String text) {
        if (!text.equals(troubles.put(at, text))) {
            LOG.log(level, "requests at " + at + " are not answered: " + text);
        }
    }

    private void close(Tap tap) {
        taps.remove(tap.at);
        byToken.remove(tap.token);
        try {
            poller.remove(tap.handle.descriptor());
        } finally {
            tap.handle.close();
        }
    }

    private void read(Tap tap) {
        try {
            tap.now = System.nanoTime();
            tap.handle.read(tap, MOST_AT_ONCE);
        } catch (VitrineException e) {
            close(tap); // the next look opens it again
            complain(tap.at, e);
        }
    }

    /** Ends the thread and closes the taps. */
    @Override
    public void close() {
        stopped = true;
        poller.wake();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry: the thread ends by itself
            return;
        }
        poller.close();
    }

    /** An open tap. */
    private final class Tap implements FrameSink {
        final HostInterface at;
        final CaptureBackend backend;
        final CaptureHandle handle;
        final int token;
        long now;
        private Served served;
        private Guest.Table guests = new Guest.Table(List.of());
        private FrameResponder responder;

        Tap(HostInterface at, CaptureBackend backend, CaptureHandle handle, int token) {
            this.at = at;
            this.backend = backend;
            this.handle = handle;
            this.token = token;
        }

        void serve(Served newest) {
            if (newest != served) {
                served = newest;
                guests = new Guest.Table(newest.guests().stream()
                        .filter(guest -> guest.netns().equals(at.netns()))
                        .toList());
                responder = new FrameResponder(newest.port(), handler, counters, this::keep);
            }
        }

        @Override
        public void onFrames(FrameBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                if (batch.direction(i) != Direction.TO_GUEST) { // those we sent ourselves
                    send(responder.respond(batch.memory(), batch.offset(i), batch.capturedLength(i), guests, now));
                }
            }
        }

        private Consumer<byte[]> keep(byte[] frame) {
            return payload -> {
                if (payload != null) {
                    tasks.add(() -> send(responder.answerTo(frame, payload)));
                    poller.wake();
                } else {
                    counters.refuse(RefusalReason.NOT_DONE);
                }
            };
        }

        private void send(int length) {
            if (length == 0) {
                return;
            }
            try {
                handle.inject(responder.answer(), 0, length);
                counters.answer();
            } catch (VitrineException _) {
                counters.refuse(RefusalReason.NOT_DONE);
            }
        }
    }
}
