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
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.common.EpochClock;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.traffic.FlowPage;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowService;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.NicProtocols;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.ProtocolSnapshot;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficService;
import org.vitrine.traffic.TrafficSnapshot;

/** Answers what the monitors know. All of them are asked at once, each on its own pipeline's thread. */
@Component(
        service = {TrafficService.class, FlowService.class},
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class MonitoredTraffic implements TrafficService, FlowService {
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
        Answers<NicTraffic> answers = ask(query.nics(), monitor -> monitor.snapshot(query.hostsPerNic()));
        return new TrafficSnapshot(answers.time(), stages.window(), answers.all());
    }

    private record Part(Flows.Found found, long known, long expired, long evicted) {}

    @Override
    public FlowPage flows(FlowQuery query) throws VitrineException {
        List<FlowWords.Word> words = FlowWords.of(query);
        int most = query.limit() == 0 ? 0 : query.offset() + query.limit();
        Answers<Part> answers = ask(
                query.nics(),
                monitor -> new Part(
                        monitor.flows(new FlowWords(query, words, monitor.nic()), query.order(), most),
                        monitor.knownFlows(),
                        monitor.expiredFlows(),
                        monitor.evictedFlows()));
        List<FlowTraffic> page = answers.all().stream()
                .flatMap(part -> part.found().flows().stream())
                .sorted(Flows.comparator(query.order()))
                .skip(query.offset())
                .limit(query.limit())
                .toList();
        return new FlowPage(
                answers.time(),
                answers.all().stream().mapToLong(Part::known).sum(),
                answers.all().stream()
                        .mapToLong(part -> part.found().matching())
                        .sum(),
                answers.all().stream().mapToLong(Part::expired).sum(),
                answers.all().stream().mapToLong(Part::evicted).sum(),
                page);
    }

    @Override
    public ProtocolSnapshot protocols(Set<NicId> nics, int portsPerNic) throws VitrineException {
        if (portsPerNic < 0) {
            throw new VitrineException(Reason.INVALID, "number of ports must not be negative, got " + portsPerNic);
        }
        Answers<NicProtocols> answers = ask(nics, monitor -> monitor.protocols(portsPerNic));
        return new ProtocolSnapshot(answers.time(), stages.window(), answers.all());
    }

    /**
     * What monitors answered.
     *
     * @param time the newest of their clocks, nanoseconds since the epoch
     * @param all sorted by vNIC
     */
    private record Answers<T>(long time, List<T> all) {}

    /** Asks the monitors of these vNICs, or all; each answers on its pipeline's thread. */
    private <T> Answers<T> ask(Set<NicId> nics, Function<NicMonitor, T> question) throws VitrineException {
        List<NicMonitor> asked = stages.monitors().stream()
                .filter(monitor -> nics.isEmpty() || nics.contains(monitor.nic()))
                .sorted(Comparator.comparing(NicMonitor::nic))
                .toList();
        AtomicReferenceArray<T> answers = new AtomicReferenceArray<>(asked.size());
        LongAccumulator newest = new LongAccumulator(Math::max, Long.MIN_VALUE);
        CountDownLatch open = new CountDownLatch(asked.size());
        for (int i = 0; i < asked.size(); i++) {
            NicMonitor monitor = asked.get(i);
            int index = i;
            boolean accepted = monitor.context().execute(() -> {
                try {
                    answers.set(index, question.apply(monitor));
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
        List<T> all = new ArrayList<>();
        for (int i = 0; i < answers.length(); i++) {
            if (answers.get(i) != null) {
                all.add(answers.get(i));
            }
        }
        return new Answers<>(all.isEmpty() ? EpochClock.SYSTEM.nanos() : newest.get(), all);
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
