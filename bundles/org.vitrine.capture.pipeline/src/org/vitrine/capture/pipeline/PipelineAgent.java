/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.vitrine.linux.Poller;

/** A thread that many pipelines share. Everything that a pipeline does, it does here. */
final class PipelineAgent {
    private static final Logger LOG = System.getLogger(PipelineAgent.class.getName());

    /** How often pipelines look after what nobody announces: a retry that is due, frames that the kernel dropped. */
    private static final long TICK_NANOS = 100_000_000;

    private final Poller poller = new Poller();
    private final List<Pipeline> pipelines = new ArrayList<>();
    /** Those whose source has no descriptor. */
    private final List<Pipeline> timed = new ArrayList<>();
    /** By the token of their descriptor. */
    private final List<Pipeline> polled = new ArrayList<>();

    private final Deque<Integer> freeTokens = new ArrayDeque<>();
    private volatile long gatherNanos;
    private final Thread thread;

    private final Object lock = new Object();
    private List<Runnable> tasks = new ArrayList<>();
    private List<Runnable> spareTasks = new ArrayList<>();
    private boolean ended;
    private boolean stopping;
    /** Whether some source may have more frames than were read. */
    private boolean more;

    private long nextTick = System.nanoTime();

    /**
     * @param gatherNanos how long frames may wait so that many are read at the price of one wake-up
     */
    PipelineAgent(String name, long gatherNanos) {
        this.gatherNanos = gatherNanos;
        thread = Thread.ofPlatform().name(name).daemon().start(this::run);
    }

    /**
     * Runs a task on the agent's thread. Any thread.
     *
     * @return false when the agent has ended; else the task will run
     */
    boolean execute(Runnable task) {
        boolean first;
        synchronized (lock) {
            if (ended) {
                return false;
            }
            first = tasks.isEmpty();
            tasks.add(task);
        }
        if (first) {
            poller.wake();
            LockSupport.unpark(thread);
        }
        return true;
    }

    void gatherNanos(long nanos) {
        gatherNanos = nanos;
    }

    /** Ends the agent after the tasks that it has, and waits for it. The pipelines must have been closed by one of them. */
    void close() {
        execute(() -> stopping = true);
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopping) {
                int readable = poller.await(timeoutMillis());
                more = readable == Poller.CAPACITY;
                guarded(() -> doWork(readable));
                if (readable > 0 && !more && !hasTasks()) {
                    LockSupport.parkNanos(gatherNanos);
                }
            }
        } finally {
            List<Runnable> last;
            synchronized (lock) {
                ended = true;
                last = tasks;
            }
            last.forEach(PipelineAgent::guarded);
            poller.close();
        }
    }

    private void doWork(int readable) {
        runTasks();
        for (int i = 0; i < readable; i++) {
            Pipeline pipeline = polled.get(poller.token(i));
            if (pipeline != null) { // a task may have closed its source just now
                more |= pipeline.read();
            }
        }
        for (int i = timed.size() - 1; i >= 0; i--) { // a pipeline at its end takes itself out
            Pipeline pipeline = timed.get(i);
            if (pipeline.nextAt() - System.nanoTime() <= 0) {
                pipeline.read();
            }
        }
        long now = System.nanoTime();
        if (nextTick - now <= 0) {
            nextTick = now + TICK_NANOS;
            for (int i = 0; i < pipelines.size(); i++) {
                pipelines.get(i).tick(now);
            }
        }
    }

    private void runTasks() {
        List<Runnable> taken;
        synchronized (lock) {
            if (tasks.isEmpty()) {
                return;
            }
            taken = tasks;
            tasks = spareTasks;
            spareTasks = taken;
        }
        taken.forEach(PipelineAgent::guarded);
        taken.clear();
    }

    private boolean hasTasks() {
        synchronized (lock) {
            return !tasks.isEmpty();
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "something on a capture thread failed", e);
        }
    }

    private int timeoutMillis() {
        long now = System.nanoTime();
        long wait = nextTick - now;
        for (int i = 0; i < timed.size(); i++) {
            wait = Math.min(wait, Math.max(0, timed.get(i).nextAt() - now));
        }
        return (int) Math.ceilDiv(Math.max(0, wait), 1_000_000);
    }

    // from here on: the agent's thread only

    List<Pipeline> pipelines() {
        return pipelines;
    }

    /** Begins to read when frames are there. */
    void register(Pipeline pipeline, int descriptor) {
        Integer free = freeTokens.poll();
        int token = free == null ? polled.size() : free;
        poller.add(descriptor, token);
        if (free == null) {
            polled.add(pipeline);
        } else {
            polled.set(token, pipeline);
        }
    }

    void unregister(Pipeline pipeline, int descriptor) {
        poller.remove(descriptor);
        int token = polled.indexOf(pipeline);
        polled.set(token, null);
        freeTokens.add(token);
    }

    /** Begins to read when its time has come. */
    void registerTimed(Pipeline pipeline) {
        timed.add(pipeline);
    }

    void unregisterTimed(Pipeline pipeline) {
        timed.remove(pipeline);
    }
}
