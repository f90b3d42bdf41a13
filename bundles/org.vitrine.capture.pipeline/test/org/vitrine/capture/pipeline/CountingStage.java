/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameStage;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.hypervisor.Nic;

/** Stages that count, and fail when told so. */
final class CountingStage implements FrameStageFactory {
    private final String name;
    final AtomicLong frames = new AtomicLong();
    /** What the frames stand for. */
    final AtomicLong weighted = new AtomicLong();

    final AtomicLong missed = new AtomicLong();
    final List<StageContext> contexts = new CopyOnWriteArrayList<>();
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    final AtomicLong open = new AtomicLong();
    final List<String> journal;
    volatile Throwable failure;
    volatile CountDownLatch hold;

    CountingStage(String name) {
        this(name, new CopyOnWriteArrayList<>());
    }

    CountingStage(String name, List<String> journal) {
        this.name = name;
        this.journal = journal;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<FrameStage> open(Nic nic, StageContext context) {
        open.incrementAndGet();
        contexts.add(context);
        threads.add(Thread.currentThread());
        return Optional.of(new FrameStage() {
            @Override
            public void onFrames(FrameBatch batch) {
                waitWhileHeld();
                weighted.addAndGet((long) batch.size() * batch.weight());
                switch (failure) {
                    case null -> frames.addAndGet(batch.size());
                    case RuntimeException e -> throw e;
                    case Error e -> throw e;
                    default -> throw new IllegalStateException();
                }
                if (journal.size() < 100) {
                    journal.add(name);
                }
            }

            private void waitWhileHeld() {
                try {
                    if (hold != null) {
                        hold.await();
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void onMissed(long count) {
                missed.addAndGet(count);
            }

            @Override
            public void close() {
                open.decrementAndGet();
            }
        });
    }
}
