/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.vitrine.traffic.NicTraffic;
import org.vitrine.traffic.TrafficQuery;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.traffic.TrafficSnapshot;
import org.vitrine.traffic.monitor.TrafficLab.Counters;

/**
 * Compares the monitor's rates with the kernel's interface counters while real programs make traffic.
 *
 * <p>As a program: so many seconds for each kind of traffic, 60 unless said otherwise, and a table of the deviations.
 */
final class TrafficAccuracy {
    private static final long WINDOW = 3_000_000_000L;
    /** After the programs have begun and before they end, in which rates are steady. */
    private static final long EDGE = 500_000_000;

    private static final long SAMPLE_MILLIS = 10;
    /** Between rates, by the clock: on a busy machine reading the kernel's counters takes longer than the pause between. */
    private static final long BETWEEN_RATES = 100_000_000;

    /** A kind of traffic. */
    enum Kind {
        TCP("iperf3 TCP, both directions", "iperf3 -c 10.5.1.1 --bidir -t %d"),
        UDP("iperf3 UDP, 1400 bytes, both directions", "iperf3 -c 10.5.1.1 -u -b 200M -l 1400 --bidir -t %d"),
        SMALL_FLOWS(
                "HTTP from 100 servers and pings from 100 addresses",
                "end=$(($(date +%%s) + %d)); while [ $(date +%%s) -lt $end ]; do "
                        + "for i in $(seq 1 100); do wget -q -O /dev/null http://10.5.1.$i/page; done; done");

        final String title;
        final String command;

        Kind(String title, String command) {
            this.title = title;
            this.command = command;
        }
    }

    /**
     * How far the monitor was from the kernel.
     *
     * @param rate of the kernel, per second
     * @param worst largest deviation of a sample, as a part of the rate
     * @param mean of all deviations
     */
    record Deviation(String what, int samples, double rate, double worst, double mean) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%-11s %14.0f/s  worst %6.3f %%  mean %6.3f %%  (%d samples)",
                    what,
                    rate,
                    100 * worst,
                    100 * mean,
                    samples);
        }
    }

    private record Sample(long time, TrafficRates rates) {}

    private final TrafficLab lab;

    TrafficAccuracy(TrafficLab lab) {
        this.lab = lab;
    }

    /** Makes traffic for so long and compares all rates. */
    List<Deviation> run(Kind kind, int seconds) throws Exception {
        List<Process> helpers = servers(kind);
        Thread.sleep(300); // for the servers to listen; whatever fails is seen in the traffic
        Process traffic = lab.network.start(lab.guest, "busybox", "sh", "-c", kind.command.formatted(seconds));
        List<Counters> kernel = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        long next = Long.MIN_VALUE;
        while (traffic.isAlive()) {
            kernel.add(lab.counters());
            long now = kernel.getLast().time();
            if (now >= next) {
                next = now + BETWEEN_RATES;
                TrafficSnapshot snapshot = lab.traffic.snapshot(TrafficQuery.all(0));
                samples.add(
                        new Sample(snapshot.time(), snapshot.nics().getFirst().rates()));
            }
            Thread.sleep(SAMPLE_MILLIS);
        }
        long begin = kernel.getFirst().time() + WINDOW + EDGE;
        long end = kernel.getLast().time() - EDGE;
        samples.removeIf(s -> s.time < begin || s.time > end);
        for (Process helper : helpers) {
            helper.descendants().forEach(ProcessHandle::destroyForcibly);
            helper.destroyForcibly().waitFor();
        }
        return List.of(
                deviation("tx bytes", kernel, samples, Counters::txBytes, TrafficRates::txBytesPerSecond),
                deviation("tx packets", kernel, samples, Counters::txPackets, TrafficRates::txPacketsPerSecond),
                deviation("rx bytes", kernel, samples, Counters::rxBytes, TrafficRates::rxBytesPerSecond),
                deviation("rx packets", kernel, samples, Counters::rxPackets, TrafficRates::rxPacketsPerSecond));
    }

    private List<Process> servers(Kind kind) throws IOException {
        return switch (kind) {
            case TCP, UDP -> List.of(lab.network.start(lab.remote, "iperf3", "-s"));
            case SMALL_FLOWS ->
                List.of(
                        lab.network.start(
                                lab.remote,
                                "busybox",
                                "sh",
                                "-c",
                                "d=$(mktemp -d); trap 'rm -r $d' EXIT; head -c 20000 /dev/zero > $d/page; "
                                        + "busybox httpd -f -p 80 -h $d"),
                        lab.network.start(
                                lab.remote,
                                "busybox",
                                "sh",
                                "-c",
                                "while true; do for i in $(seq 1 100); do "
                                        + "ping -q -c 5 -i 0.002 -W 1 -I 10.5.1.$i 10.5.0.2; done; done"));
        };
    }

    private static Deviation deviation(
            String what,
            List<Counters> kernel,
            List<Sample> samples,
            ToLongFunction<Counters> counter,
            ToDoubleFunction<TrafficRates> rate) {
        double worst = 0;
        double sum = 0;
        double rates = 0;
        for (Sample sample : samples) {
            double passed =
                    interpolated(kernel, sample.time, counter) - interpolated(kernel, sample.time - WINDOW, counter);
            double expected = passed * 1e9 / WINDOW;
            double deviation = Math.abs(rate.applyAsDouble(sample.rates) - expected) / expected;
            worst = Math.max(worst, deviation);
            sum += deviation;
            rates += expected;
        }
        return new Deviation(what, samples.size(), rates / samples.size(), worst, sum / samples.size());
    }

    private static double interpolated(List<Counters> kernel, long time, ToLongFunction<Counters> counter) {
        int after = 1;
        while (kernel.get(after).time() < time) {
            after++;
        }
        Counters a = kernel.get(after - 1);
        Counters b = kernel.get(after);
        double share = (double) (time - a.time()) / (b.time() - a.time());
        return counter.applyAsLong(a) + share * (counter.applyAsLong(b) - counter.applyAsLong(a));
    }

    public static void main(String[] args) throws Exception {
        int seconds = args.length == 0 ? 60 : Integer.parseInt(args[0]);
        try (TrafficLab lab = new TrafficLab()) {
            for (Kind kind : Kind.values()) {
                Counters before = lab.counters();
                var packetsBefore = lab.traffic().totals();
                System.out.println(kind.title + ", " + seconds + " s");
                new TrafficAccuracy(lab).run(kind, seconds).forEach(d -> System.out.println("  " + d));
                lab.settle();
                Counters after = lab.counters();
                NicTraffic traffic = lab.traffic();
                System.out.printf(
                        "  totals: kernel %d packets, %d bytes; monitor %d packets, %d bytes, %d hosts, %d missed; %s%n",
                        after.txPackets() + after.rxPackets() - before.txPackets() - before.rxPackets(),
                        after.txBytes() + after.rxBytes() - before.txBytes() - before.rxBytes(),
                        traffic.totals().txPackets()
                                + traffic.totals().rxPackets()
                                - packetsBefore.txPackets()
                                - packetsBefore.rxPackets(),
                        traffic.totals().txBytes()
                                + traffic.totals().rxBytes()
                                - packetsBefore.txBytes()
                                - packetsBefore.rxBytes(),
                        traffic.knownHosts(),
                        traffic.missedFrames(),
                        lab.status().statistics());
            }
        }
    }
}
