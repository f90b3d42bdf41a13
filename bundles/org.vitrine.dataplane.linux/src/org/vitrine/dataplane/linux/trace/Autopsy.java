/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTrace;
import org.vitrine.dataplane.PathTrace.Hop;
import org.vitrine.dataplane.PathTrace.Outcome;
import org.vitrine.dataplane.PathTrace.Place;
import org.vitrine.dataplane.linux.RuleNames;
import org.vitrine.dataplane.linux.trace.PathTracer.Evidence;
import org.vitrine.dataplane.linux.trace.RuleTraces.Dropped;
import org.vitrine.dataplane.linux.trace.TraceTable.Kind;
import org.vitrine.dataplane.linux.trace.TraceTable.Point;
import org.vitrine.dataplane.linux.trace.Way.Crossing;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.linux.Link;

/**
 * Finds where packets died and why. The counters tell where: the first hop that passed on fewer than it got. Then what is there is
 * asked why: rules that dropped packets of ours, queues, ports, neighbours.
 */
final class Autopsy {
    private final Evidence evidence;
    private final Inside inside;
    private final List<Hop> hops = new ArrayList<>();
    private final List<Step> there = new ArrayList<>();
    private final List<Step> back = new ArrayList<>();
    private final List<String> notes;
    private Optional<Declaration> culprit = Optional.empty();

    /**
     * A counter on the way.
     *
     * @param hop that passed on what is counted here
     * @param at where it is counted; null for what the sender itself says
     * @param crossing of the hop
     */
    private record Step(int hop, HostInterface at, Point point, Crossing crossing) {}

    private Autopsy(Evidence evidence, Inside inside) {
        this.evidence = evidence;
        this.inside = inside;
        notes = new ArrayList<>(evidence.notes());
    }

    static PathTrace of(Evidence evidence, Inside inside) throws VitrineException {
        Autopsy autopsy = new Autopsy(evidence, inside);
        autopsy.layOut();
        return autopsy.judge();
    }

    // ---- the path

    private void layOut() throws VitrineException {
        for (Crossing crossing : evidence.way().crossings()) {
            HostInterface enter = crossing.enter();
            long sent = counted(enter, Point.FIRST_IN, Kind.PACKET);
            boolean first = hops.isEmpty();
            step(
                    there,
                    add(
                            Place.MACHINE,
                            crossing.from().name(),
                            sent,
                            first ? evidence.probe().answered() : -1,
                            ""),
                    enter,
                    Point.FIRST_IN,
                    crossing);
            add(Place.NIC, enter.toString(), sent, answers(enter, Point.LAST_OUT), state(enter));
            int rules = add(
                    Place.RULES,
                    enter.name() + ", from the guest",
                    counted(enter, Point.LAST_IN, Kind.PACKET),
                    answers(enter, Point.LAST_OUT),
                    "");
            step(there, rules, enter, Point.LAST_IN, crossing);
            List<Step> backHere = new ArrayList<>();
            if (crossing.exit().isPresent()) {
                HostInterface exit = crossing.exit().get();
                int bridge = add(
                        crossing.routed() ? Place.ROUTING : Place.BRIDGE,
                        bridge(crossing),
                        counted(exit, Point.FIRST_OUT, Kind.PACKET),
                        answers(enter, Point.FIRST_OUT),
                        "");
                step(there, bridge, exit, Point.FIRST_OUT, crossing);
                int rulesThere = add(
                        Place.RULES,
                        exit.name() + ", to the guest",
                        counted(exit, Point.LAST_OUT, Kind.PACKET),
                        answers(exit, Point.LAST_IN),
                        "");
                step(there, rulesThere, exit, Point.LAST_OUT, crossing);
                int nic = add(
                        crossing.nextNic().isPresent() ? Place.NIC : Place.UPLINK,
                        exit.toString(),
                        counted(exit, Point.LAST_OUT, Kind.PACKET),
                        answers(exit, Point.FIRST_IN),
                        state(exit));
                int sender = crossing.next().isPresent() ? nic + 1 : nic;
                step(backHere, sender, exit, Point.FIRST_IN, crossing);
                step(backHere, rulesThere, exit, Point.LAST_IN, crossing);
                step(backHere, bridge, enter, Point.FIRST_OUT, crossing);
            } else {
                add(crossing.routed() ? Place.ROUTING : Place.BRIDGE, bridge(crossing), -1, -1, "");
            }
            step(backHere, rules, enter, Point.LAST_OUT, crossing);
            back.addAll(0, backHere);
        }
        Crossing last = evidence.way().crossings().getLast();
        last.next()
                .ifPresent(machine -> add(
                        Place.MACHINE,
                        machine.name(),
                        -1,
                        last.exit().map(exit -> answers(exit, Point.FIRST_IN)).orElse(-1L),
                        ""));
    }

    private int add(Place place, String name, long passedThere, long passedBack, String detail) {
        hops.add(new Hop(place, name, passedThere, passedBack, detail));
        return hops.size() - 1;
    }

    private static void step(List<Step> steps, int hop, HostInterface at, Point point, Crossing crossing) {
        steps.add(new Step(hop, at, point, crossing));
    }

    private long counted(HostInterface at, Point point, Kind kind) {
        return evidence.count(at, point, kind);
    }

    /** Answers of every kind: a refusal by TCP is counted as an answer too. */
    private long answers(HostInterface at, Point point) {
        return Math.max(counted(at, point, Kind.ANSWER), counted(at, point, Kind.REFUSAL));
    }

    private static Optional<Link> link(HostInterface at) throws VitrineException {
        return Way.link(at.netns(), at.name());
    }

    private static String state(HostInterface at) throws VitrineException {
        return link(at).map(link -> !link.up() ? "switched off" : link.carrier() ? "" : "no carrier")
                .orElse("not there");
    }

    private static String bridge(Crossing crossing) throws VitrineException {
        HostInterface enter = crossing.enter();
        String host = enter.netns().isEmpty() ? "this host" : "host " + enter.netns();
        Optional<Link> port = link(enter);
        return crossing.routed() || port.isEmpty() || port.get().master() == 0
                ? host
                : Link.list(enter.netns()).stream()
                        .filter(link -> link.index() == port.get().master())
                        .map(Link::name)
                        .findFirst()
                        .orElse(host);
    }

    // ---- the judgement

    private PathTrace judge() throws VitrineException {
        Probe probe = evidence.probe();
        boolean datagrams = evidence.request().protocol() == Match.UDP;
        if (probe.sent() > 0 && probe.answered() >= probe.sent()) {
            return end(Outcome.ARRIVED, probe.answered() + " of " + probe.sent() + " were answered");
        }
        if (evidence.way().problem().isEmpty()
                && probe.sent() == 0
                && probe.complaint().isEmpty()) {
            return end(
                    Outcome.UNKNOWN,
                    "no such packet came within " + evidence.request().limit().toMillis() / 1000.0 + " s");
        }
        long expected = Math.max(1, probe.sent());
        for (Step step : there) {
            long count = counted(step.at(), step.point(), Kind.PACKET);
            if (count < expected) {
                return count == 0 && step.point() == Point.FIRST_IN && questions(step.crossing()) > 0
                        ? unknownNeighbor(step)
                        : lost(step, false, count, expected, whyThere(step));
            }
        }
        if (probe.refused() && !rejected()) {
            return end(
                    Outcome.REFUSED,
                    evidence.request().to() + " was reached and refused: port "
                            + evidence.request().port() + " is closed");
        }
        Crossing last = evidence.way().crossings().getLast();
        if (last.exit().isPresent()) {
            Step exit = there.getLast();
            long queued = evidence.queues()
                    .get(last.exit().get().netns())
                    .getOrDefault(last.exit().get().name(), 0L);
            if (queued > 0 && answers(last.exit().get(), Point.FIRST_IN) < expected) {
                return lost(
                        new Step(exit.hop() + 1, exit.at(), Point.LAST_OUT, last),
                        false,
                        Math.max(0, expected - queued),
                        expected,
                        queue(last.exit().get(), last.exit().get().name(), false));
            }
        }
        if (datagrams && !probe.refused()) {
            return last.exit().isPresent()
                    ? end(Outcome.ARRIVED, expected + " reached the last hop; UDP answers only if the program does")
                    : end(Outcome.UNKNOWN, expected + " were passed on; where they leave the host is not known");
        }
        for (Step step : back) {
            long count = answers(step.at(), step.point());
            if (count < expected) {
                return lost(
                        step, true, count, expected, step.point() == Point.FIRST_IN ? silence(step) : whyThere(step));
            }
        }
        return lost(
                there.getFirst(),
                true,
                probe.answered(),
                expected,
                "the answers came to "
                        + evidence.way().crossings().getFirst().enter() + " and the machine did not take them"
                        + kernelReason(there.getFirst().crossing().enter().name()));
    }

    private PathTrace end(Outcome outcome, String reason) {
        return new PathTrace(evidence.request(), outcome, -1, false, reason, Optional.empty(), hops, notes);
    }

    private PathTrace lost(Step step, boolean onTheWayBack, long passed, long expected, String why) {
        if (!onTheWayBack && passed <= 0) { // what is counted beyond is not ours
            for (int i = step.hop() + 1; i < hops.size(); i++) {
                Hop beyond = hops.get(i);
                hops.set(
                        i,
                        new Hop(
                                beyond.place(),
                                beyond.name(),
                                Math.min(0, beyond.there()),
                                Math.min(0, beyond.back()),
                                beyond.detail()));
            }
        }
        String share = passed <= 0 ? "" : expected - passed + " of " + expected + ": ";
        return new PathTrace(
                evidence.request(), Outcome.LOST, step.hop(), onTheWayBack, share + why, culprit, hops, notes);
    }

    /** Whether a rule on the way said no in the name of the destination. */
    private boolean rejected() throws VitrineException {
        for (Dropped dropped : evidence.rules().keySet()) {
            if (Kernel.rule(dropped).filter(rule -> rule.contains("reject")).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private long questions(Crossing crossing) {
        return counted(crossing.enter(), Point.FIRST_IN, Kind.QUESTION);
    }

    /** Nobody said which Ethernet address the next hop has: where did the question or the answer die? */
    private PathTrace unknownNeighbor(Step asking) throws VitrineException {
        Crossing crossing = asking.crossing();
        String what = "nobody answers who has " + crossing.nextHop()
                + (crossing.nextHop().isIpv4() ? " (ARP)" : " (ND)");
        for (Step step : there) {
            if (step.crossing() == crossing && counted(step.at(), step.point(), Kind.QUESTION) == 0) {
                return lost(step, false, 0, 1, what + ": " + whyThere(step));
            }
        }
        if (crossing.exit().isEmpty()) {
            int bridge = asking.hop() + 3;
            return lost(
                    new Step(bridge, crossing.enter(), Point.LAST_IN, crossing),
                    false,
                    0,
                    1,
                    what + ": no machine that is known here has this address");
        }
        for (Step step : back) {
            if (step.crossing() == crossing && counted(step.at(), step.point(), Kind.NEIGHBOR) == 0) {
                return lost(
                        step,
                        step.point() != Point.FIRST_IN,
                        0,
                        1,
                        what + ": " + (step.point() == Point.FIRST_IN ? silence(step) : whyThere(step)));
            }
        }
        return lost(asking, true, 0, 1, what + ", though the answer came to " + crossing.enter());
    }

    // ---- why

    private String whyThere(Step step) throws VitrineException {
        return switch (hops.get(step.hop()).place()) {
            case MACHINE -> whyNotSent(step);
            case RULES -> whyStopped(step);
            case BRIDGE, ROUTING, NIC, UPLINK -> whyNotPassedOn(step.crossing());
        };
    }

    private String whyNotSent(Step step) throws VitrineException {
        Crossing crossing = step.crossing();
        Machine machine = crossing.from();
        if (!evidence.way().problem().isEmpty()
                && crossing == evidence.way().crossings().getLast()
                && !evidence.way().problemInHost()) {
            return machine.name() + " has no route: " + evidence.way().problem();
        }
        Optional<Link> link = link(crossing.enter());
        if (link.isEmpty() || !link.get().up()) {
            return crossing.enter() + (link.isEmpty() ? " is gone" : " is switched off on the host");
        }
        if (!link.get().carrier() || !crossing.nic().linkUp()) {
            return "the link of " + crossing.nic().id() + " is down";
        }
        Optional<ExecResult> routes = inside.ask(machine, "ip", "-o", "link", "show");
        String complaint = evidence.probe().complaint();
        return machine.name() + " did not send it" + (complaint.isEmpty() ? "" : ": " + complaint)
                + (routes.isEmpty() ? "; its routes, neighbours and own filters cannot be asked" : "")
                + kernelReason(crossing.enter().name());
    }

    private String whyStopped(Step step) throws VitrineException {
        boolean in = step.point() == Point.LAST_IN;
        int index = link(step.at()).map(Link::index).orElse(-1);
        for (Dropped dropped : evidence.rules().keySet()) {
            if (dropped.netns().equals(step.at().netns())
                    && dropped.family().equals("netdev")
                    && index == (in ? dropped.input() : dropped.output())) {
                return named(dropped, step);
            }
        }
        String queue = RuleNames.queueOf(index);
        if (in && evidence.queues().get(step.at().netns()).getOrDefault(queue, 0L) > 0) {
            return queue(step.at(), queue, true);
        }
        return "something between the first and the last rule at " + step.at() + " took it"
                + kernelReason(step.at().name());
    }

    private String whyNotPassedOn(Crossing crossing) throws VitrineException {
        for (Dropped dropped : evidence.rules().keySet()) {
            if (dropped.netns().equals(crossing.enter().netns())
                    && !dropped.family().equals("netdev")) {
                return named(dropped, null);
            }
        }
        if (evidence.way().problemInHost()) {
            return evidence.way().problem();
        }
        StringJoiner troubles = new StringJoiner("; ");
        List<HostInterface> ports = new ArrayList<>(List.of(crossing.enter()));
        crossing.exit().ifPresent(ports::add);
        List<Integer> masters = new ArrayList<>();
        for (HostInterface port : ports) {
            Optional<Link> link = link(port);
            if (link.isEmpty() || !link.get().up()) {
                troubles.add(port.name() + (link.isEmpty() ? " is gone" : " is switched off"));
                continue;
            }
            if (!link.get().carrier()) {
                troubles.add("the link of " + port.name() + " is down: no carrier");
            }
            if (!crossing.routed()) {
                masters.add(link.get().master());
                if (link.get().master() == 0) {
                    troubles.add(port.name() + " is a port of no bridge");
                }
            }
            if (link.get().carrier()) {
                Kernel.portTrouble(port.netns(), port.name()).ifPresent(troubles::add);
            }
        }
        if (masters.size() == 2 && !masters.contains(0) && !masters.getFirst().equals(masters.getLast())) {
            troubles.add(
                    ports.getFirst().name() + " and " + ports.getLast().name() + " are ports of different bridges");
        }
        return troubles.length() > 0
                ? troubles.toString()
                : "it was not passed on, and no rule or port says why"
                        + kernelReason(crossing.enter().name());
    }

    /** Packets were handed over and nothing came back. */
    private String silence(Step step) throws VitrineException {
        HostInterface exit = step.at();
        Optional<Link> link = link(exit);
        if (link.isPresent() && !link.get().carrier()) {
            return "the link of " + exit.name() + " is down: no carrier";
        }
        String who = step.crossing().next().map(Machine::name).orElse("whatever is behind " + exit.name());
        return who + " got it and did not answer" + kernelReason(exit.name());
    }

    private String kernelReason(String device) {
        StringJoiner reasons = new StringJoiner(", ", " (the kernel says ", ")").setEmptyValue("");
        evidence.reasons().keySet().stream()
                .filter(dropped -> dropped.lastDevice().equals(device)
                        || dropped.lastDevice().equals("eth0"))
                .map(dropped -> dropped.reason() + " in " + dropped.function())
                .distinct()
                .forEach(reasons::add);
        return reasons.toString();
    }

    /** A rule by its place; one of ours by what was declared. */
    private String named(Dropped dropped, Step step) throws VitrineException {
        Optional<String> rule = Kernel.rule(dropped);
        if (dropped.table().equals(RuleNames.TABLE) && dropped.family().equals("netdev") && step != null) {
            culprit = declared(rule.orElse(""), step);
            if (culprit.isPresent()) {
                return "declared here: " + DeclarationText.of(culprit.get());
            }
        }
        String place = dropped.family() + ' ' + dropped.table() + ' ' + dropped.chain();
        return dropped.handle() == 0
                ? "the policy of the chain " + place + " drops it"
                : "the rule \"" + rule.orElse("gone since") + "\" (" + place + " handle " + dropped.handle()
                        + ") drops it";
    }

    private Optional<Declaration> declared(String rule, Step step) {
        boolean in = step.point() == Point.LAST_IN;
        String device = step.at().name();
        for (DeclarationState state : evidence.after()) {
            Declaration declaration = state.declaration();
            if (declaration instanceof Filter filter
                    ? isFilter(filter, rule, in, device, step.crossing())
                    : rule.contains('"' + RuleNames.counterName(declaration, in, device) + '"')) {
                return Optional.of(declaration);
            }
        }
        return Optional.empty();
    }

    private boolean isFilter(Filter filter, String rule, boolean in, String device, Crossing crossing) {
        NicId nic = device.equals(crossing.enter().name())
                ? crossing.nic().id()
                : crossing.nextNic().orElseThrow().id();
        IpAddress to = evidence.request().to();
        boolean meant = filter.remote().equals(to)
                || evidence.way().crossings().getFirst().nic().addresses().stream()
                        .anyMatch(prefix -> prefix.address().equals(filter.remote()));
        return filter.nic().equals(nic)
                && meant
                && rule.contains('@' + RuleNames.setName(in, filter.remote().isIpv4(), device) + ' ');
    }

    private String queue(HostInterface at, String device, boolean fromGuest) throws VitrineException {
        for (DeclarationState state : evidence.after()) {
            if (state.declaration() instanceof Limit limit && drops(state, fromGuest) > earlier(limit, fromGuest)) {
                culprit = Optional.of(limit);
                return "the queue of a limit declared here was full: " + DeclarationText.of(limit);
            }
        }
        return "the queue of " + device + " (" + Kernel.queue(at.netns(), device) + ") was full";
    }

    private long earlier(Limit limit, boolean fromGuest) {
        return evidence.before().stream()
                .filter(state -> state.declaration().equals(limit))
                .mapToLong(state -> drops(state, fromGuest))
                .sum();
    }

    private static long drops(DeclarationState state, boolean fromGuest) {
        return (fromGuest ? state.fromGuest() : state.toGuest()).packets();
    }
}
