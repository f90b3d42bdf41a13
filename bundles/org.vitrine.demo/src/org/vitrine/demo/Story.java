/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;

/** The story itself: watch, ask, filter, let in again. Prints what happens as it happens, and keeps what it found. */
final class Story {
    private static final double PATIENCE_SECONDS = 15;
    private static final int HOSTS_SHOWN = 3;

    private final Inventory inventory;
    private final Stage stage;
    private final Timeline timeline;
    private final PrintWriter out;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<IpAddress, String> names = new TreeMap<>();
    private Stage.Cast cast;
    private NicId nic;
    private Answer answer = new Answer(List.of());
    private long framesSeenByGuest;
    private double asked;
    private double filtered;
    private double unfiltered;

    Story(Inventory inventory, Stage stage, Timeline timeline, PrintWriter out) {
        this.inventory = inventory;
        this.stage = stage;
        this.timeline = timeline;
        this.out = out;
        for (Machine machine : inventory.machines()) {
            machine.nics().forEach(n -> n.addresses().forEach(a -> names.put(a.address(), machine.name())));
        }
    }

    void tell() throws VitrineException {
        out.println(stage.introduction());
        out.println(
                "Nothing of ours runs inside a guest: everything below is seen and done at the host's end of its virtual NIC.");
        watch();
        ask();
        filter();
        unfilter();
        out.println();
        findings.forEach(finding -> out.println(
                (finding.passed() ? "  ok      " : "  FAILED  ") + finding.claim() + ": " + finding.evidence()));
        out.flush();
    }

    List<Finding> findings() {
        return List.copyOf(findings);
    }

    Stage.Cast cast() {
        return cast;
    }

    NicId nic() {
        return nic;
    }

    Answer answer() {
        return answer;
    }

    /**
     * What happened, for telling it again.
     *
     * @param recordedFrom when the recording of frames began, by the timeline
     */
    Script script(double recordedFrom, double ended) {
        return new Script(
                cast,
                asked - recordedFrom,
                answer,
                framesSeenByGuest,
                filtered - recordedFrom,
                unfiltered - recordedFrom,
                ended);
    }

    /** A remote address with the name of its machine, where there is one. */
    String name(IpAddress address) {
        String name = names.get(address);
        return name == null ? address.toString() : name + " " + address;
    }

    /** Whether an address belongs to a machine that we know; others are neighbour discovery and its like. */
    boolean isMachine(IpAddress address) {
        return names.containsKey(address);
    }

    private void watch() throws VitrineException {
        long guests = inventory.machines().stream()
                .filter(m -> m.role() == org.vitrine.hypervisor.MachineRole.GUEST)
                .count();
        timeline.await(
                sample ->
                        sample.nics().values().stream().filter(rate -> rate > 0).count() >= guests,
                PATIENCE_SECONDS);
        stage.goOn(3);
        timeline.await(sample -> true, PATIENCE_SECONDS)
                .orElseThrow(() -> new VitrineException(
                        Reason.UNAVAILABLE, "no traffic is seen", "vitrine health says what is missing."));
        cast = stage.cast();
        nic = nicOf(cast.guestAddress());
        act("Who talks to whom: rates over the last 3 s, Tx is what the guest sends");
        printTraffic(timeline.newest().nics());
        found(
                timeline.newest().nics().stream()
                                .filter(n -> n.rates().bytesPerSecond() > 0)
                                .count()
                        >= guests,
                "all guests are watched",
                guests + " guests, "
                        + timeline.newest().nics().stream()
                                .mapToInt(NicTraffic::knownHosts)
                                .sum() + " pairs of guest and remote host");
    }

    private NicId nicOf(IpAddress address) throws VitrineException {
        return inventory.machines().stream()
                .flatMap(machine -> machine.nics().stream())
                .filter(n -> n.addresses().stream().anyMatch(a -> a.address().equals(address)))
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "no guest has the address " + address))
                .id();
    }

    private void ask() throws VitrineException {
        act("The administrator asks " + cast.guest() + "'s own address, " + cast.guestAddress() + ", on UDP port 555");
        answer = stage.ask();
        asked = timeline.mark("asked");
        out.printf("  %-28s %12s %12s%n", "the vNIC answers:", "TX KiB/s", "RX KiB/s");
        answer.hosts().forEach(host -> out.printf("  %-28s %12d %12d%n", name(host.address()), host.tx(), host.rx()));
        found(
                answer.hosts().stream().anyMatch(host -> host.address().equals(cast.remote())),
                "the vNIC answers in the guest's name",
                answer.hosts().size() + " remote hosts with their rates, from " + cast.guestAddress());
        long seen = stage.framesSeenByGuest();
        found(
                seen == 0,
                "the guest saw neither request nor reply",
                seen + " frames of the protocol inside " + cast.guest());
    }

    private void filter() throws VitrineException {
        Sample before = lastSample();
        act("It has the remote host " + name(cast.remote()) + " filtered for " + cast.guest());
        stage.filter();
        filtered = timeline.mark("filtered");
        Optional<Sample> silent = timeline.await(sample -> sample.rate(nic, cast.remote()) == 0, PATIENCE_SECONDS);
        double window = timeline.newest().window().toMillis() / 1000.0;
        found(
                silent.isPresent() && silent.get().time() - filtered <= window + 0.5,
                "its rate goes to zero within one window",
                silent.map(sample -> Quantity.bitRate(before.rate(nic, cast.remote())) + " to 0 after "
                                + seconds(sample.time() - filtered))
                        .orElse("it did not within " + seconds(PATIENCE_SECONDS)));
        stage.goOn(4);
        Sample during = lastSample();
        printTraffic(ofGuest());
        double others = during.rateWithout(nic, cast.remote());
        found(
                others > 0 && during.rate(nic, cast.remote()) == 0,
                "the others go on",
                Quantity.bitRate(others) + " with everybody else, "
                        + Quantity.bitRate(before.rateWithout(nic, cast.remote())) + " before");
    }

    private void unfilter() throws VitrineException {
        act("It lets " + name(cast.remote()) + " pass again");
        stage.unfilter();
        unfiltered = timeline.mark("let in again");
        Optional<Sample> back = timeline.await(sample -> sample.rate(nic, cast.remote()) > 0, PATIENCE_SECONDS);
        found(
                back.isPresent(),
                "its rate comes back",
                back.map(sample -> "after " + seconds(sample.time() - unfiltered))
                        .orElse("it did not within " + seconds(PATIENCE_SECONDS)));
        stage.goOn(4);
        printTraffic(ofGuest());
    }

    private Sample lastSample() {
        return timeline.samples().getLast();
    }

    private void act(String text) {
        out.printf(Locale.ROOT, "%n[%5.1f s] %s%n", timeline.now(), text);
        out.flush();
    }

    private void found(boolean passed, String claim, String evidence) {
        findings.add(new Finding(passed, claim, evidence));
    }

    private List<NicTraffic> ofGuest() {
        return timeline.newest().nic(nic).stream().toList();
    }

    private void printTraffic(List<NicTraffic> nics) {
        out.printf("  %-10s %-28s %14s %14s%n", "GUEST", "REMOTE HOST", "TX", "RX");
        for (NicTraffic each : nics) {
            String guest =
                    inventory.machine(each.nic().machine()).map(Machine::name).orElse("?");
            List<HostTraffic> shown = each.hosts().stream()
                    .filter(host -> isMachine(host.address()))
                    .limit(HOSTS_SHOWN)
                    .toList();
            for (HostTraffic host : shown) {
                out.printf(
                        "  %-10s %-28s %14s %14s%n",
                        guest,
                        name(host.address()),
                        Quantity.bitRate(host.rates().txBytesPerSecond()),
                        Quantity.bitRate(host.rates().rxBytesPerSecond()));
                guest = "";
            }
            if (each.nic().equals(nic)
                    && shown.stream().noneMatch(host -> host.address().equals(cast.remote()))) {
                out.printf("  %-10s %-28s %14s %14s%n", guest, name(cast.remote()), "0 bit/s", "0 bit/s");
            }
        }
        out.flush();
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
