/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;

/** Follows the traffic during the story and remembers it. */
final class Timeline implements AutoCloseable {
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final int HOSTS = 16;

    private final long began = System.nanoTime();
    private final Subscription subscription;
    private final List<Sample> samples = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private TrafficSnapshot newest;

    /** Something that happened. */
    record Mark(double time, String text) {}

    Timeline(TrafficService traffic) throws VitrineException {
        subscription = traffic.subscribe(TrafficQuery.all(HOSTS), PERIOD, this::add);
    }

    private synchronized void add(TrafficSnapshot snapshot) {
        newest = snapshot;
        samples.add(Sample.of(now(), snapshot));
        notifyAll();
    }

    /** Seconds since the story began. */
    double now() {
        return (System.nanoTime() - began) / 1e9;
    }

    synchronized double mark(String text) {
        double time = now();
        marks.add(new Mark(time, text));
        return time;
    }

    /**
     * Waits until a new sample is as wanted.
     *
     * @return it, or empty when none was within the limit
     */
    synchronized Optional<Sample> await(Predicate<Sample> wanted, double limitSeconds) throws VitrineException {
        double deadline = now() + limitSeconds;
        int seen = samples.size();
        try {
            while (true) {
                for (; seen < samples.size(); seen++) {
                    if (wanted.test(samples.get(seen))) {
                        return Optional.of(samples.get(seen));
                    }
                }
                long rest = (long) ((deadline - now()) * 1000);
                if (rest <= 0) {
                    return Optional.empty();
                }
                wait(rest);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "the demo was cancelled");
        }
    }

    /** The newest snapshot, which is there after the first {@link #await}. */
    synchronized TrafficSnapshot newest() {
        return newest;
    }

    synchronized List<Sample> samples() {
        return List.copyOf(samples);
    }

    synchronized List<Mark> marks() {
        return List.copyOf(marks);
    }

    @Override
    public void close() {
        subscription.close();
    }
}
