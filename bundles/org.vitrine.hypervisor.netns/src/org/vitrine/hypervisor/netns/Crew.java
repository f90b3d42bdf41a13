/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Does independent steps side by side, and what must not be cancelled to its end. */
final class Crew {
    // most steps wait for another program: a few more than there are processors
    private static final int HANDS = Math.max(4, Runtime.getRuntime().availableProcessors() * 2);

    private Crew() {}

    interface Step {
        void run() throws VitrineException;
    }

    /**
     * Does all steps. The first failure, or an interrupt of the caller, interrupts the rest; when this returns none is running.
     *
     * @param done called on the caller's thread after each step
     * @throws VitrineException of the first step that failed, or CANCELLED
     */
    static void run(List<Step> steps, Runnable done) throws VitrineException {
        try (ExecutorService hands = Executors.newFixedThreadPool(
                HANDS, Thread.ofPlatform().daemon().name("lab crew ", 0).factory())) {
            try {
                ExecutorCompletionService<Void> completed = new ExecutorCompletionService<>(hands);
                for (Step step : steps) {
                    completed.submit(() -> {
                        step.run();
                        return null;
                    });
                }
                for (int i = 0; i < steps.size(); i++) {
                    completed.take().get();
                    done.run();
                }
            } catch (ExecutionException e) {
                throw asVitrineException(e.getCause());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new VitrineException(Reason.CANCELLED, "the work on the lab was cancelled");
            } finally {
                hands.shutdownNow();
            }
        }
    }

    /** Does one step to its end, whatever happens to the caller; an interrupt is kept for afterwards. */
    static void runShielded(Step step) throws VitrineException {
        Throwable[] failure = new Throwable[1];
        Thread worker = Thread.ofPlatform().daemon().name("lab crew").start(() -> {
            try {
                step.run();
            } catch (VitrineException | RuntimeException | Error e) {
                failure[0] = e;
            }
        });
        boolean interrupted = false;
        while (true) {
            try {
                worker.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure[0] != null) {
            throw asVitrineException(failure[0]);
        }
    }

    private static VitrineException asVitrineException(Throwable failure) {
        return switch (failure) {
            case VitrineException known -> known;
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> new VitrineException(Reason.FAILED, failure.getMessage(), "", failure);
        };
    }
}
