/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.common.EpochClock;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;

/** Answers what the monitors know. All of them are asked at once, each on its own pipeline's thread. */
@Component(
        service = TrafficService.class,
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class MonitoredTraffic implements TrafficService {
    private static final Duration SHORTEST_PERIOD = Duration.ofMillis(50);
    private static final long PATIENCE_SECONDS = 5;

    private final MonitorStages stages;
    private final Set<PeriodicSnapshots> subscriptions = ConcurrentHashMap.newKeySet();

    @Activate
    public MonitoredTraffic(@Reference MonitorStages stages) {
        this.stages = stages;
    }

    @Deactivate
    public void deactivate() {
        subscriptions.forEach(PeriodicSnapshots::close);
    }

    @Override
    public TrafficSnapshot snapshot(TrafficQuery query) throws VitrineException {
        List<NicMonitor> asked = stages.monitors().stream()
                .filter(monitor -> query.nics().isEmpty() || query.nics().contains(monitor.nic()))
                .sorted(Comparator.comparing(NicMonitor::nic))
                .toList();
        AtomicReferenceArray<NicTraffic> answers = new AtomicReferenceArray<>(asked.size());
        LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);
        CountDownLatch open = new CountDownLatch(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            NicMonitor monitor = asked.get(i);
            int index = i;
            boolean accepted = monitor.context().execute(() -> {
                try {
                    answers.set(index, monitor.snapshot(query.hostsPerNic()));
                    newest.accumulate(monitor.context().clock().nanos());
                } finally {
                    open.countDown();
                }
            });
            if (!accepted) {
                open.countDown(); // its pipeline has just ended
            }
        }
        await(open);
        List<NicTraffic> nics = new ArrayList<>();
        for (int i = 0; i < answers.length(); i++) {
            if (answers.get(i) != null) {
                nics.add(answers.get(i));
            }
        }
        long time = nics.isEmpty() ? EpochClock.SYSTEM.nanos() : newest.get();
        return new TrafficSnapshot(time, stages.window(), nics);
    }

    private static void await(CountDownLatch open) throws VitrineException {
        try {
            if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new VitrineException(Reason.UNAVAILABLE, "a capture thread does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "cancelled while waiting for a capture thread", "", e);
        }
    }

    @Override
    public Subscription subscribe(TrafficQuery query, Duration period, Consumer<TrafficSnapshot> listener)
            throws VitrineException {
        if (period.compareTo(SHORTEST_PERIOD) < 0) {
            throw new VitrineException(
                    Reason.INVALID,
                    "the period must be at least " + SHORTEST_PERIOD.toMillis() + " ms, got " + period.toMillis()
                            + " ms");
        }
        PeriodicSnapshots subscription =
                new PeriodicSnapshots(() -> snapshot(query), period, listener, subscriptions::remove);
        subscriptions.add(subscription);
        subscription.start();
        return subscription;
    }
}
