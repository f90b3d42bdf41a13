/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.vitrine.common.IpPrefix;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Threat;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;

/**
 * The rules of OpenFlow and the meters that a bridge shall have.
 *
 * <p>A frame that our rules have not seen is taken out of the bridge's table 0, goes through our tables and, unless it is lost there,
 * comes back to table 0 with a mark in a register, where now the rules of others decide as if nothing had been.
 */
final class FlowProgram {
    private static final String MARK = "0x76745251";
    private static final String UNSEEN = "reg15=0";
    private static final String STAGE = "reg14";
    private static final int FIRST_TABLE = 240;
    private static final int FROM_STOPS = FIRST_TABLE + 4;
    private static final int FROM_CHAIN = FIRST_TABLE + 5;
    private static final int TO_STOPS = FIRST_TABLE + 6;
    private static final int TO_CHAIN = FIRST_TABLE + 7;
    private static final int FROM_FIRST = 65_535;
    private static final int TO_SECOND = 65_534;
    private static final int ALLOWED = 200;
    private static final int STOPPED = 100;
    private static final int FILTERED = 60_000;
    private static final int FIRST_DROP = 50_000;
    /** TCP reaches a rate only when it may run ahead of it for longer than its own control needs to react. */
    private static final int LEAST_BUCKET_MS = 200;

    /**
     * What a meter does; words of {@code ovs-ofctl}.
     *
     * @param flow the cookie of the rule that it is for
     */
    record Meter(long flow, String bands) {}

    /** What a rule counts for; of a meter's rule the meter is asked. */
    record Counted(Declaration declaration, boolean fromGuest) {}

    private final Map<Long, Flow> flows = new LinkedHashMap<>();
    private final Map<String, Flow> matches = new HashMap<>();
    private final Map<Long, Meter> meters = new LinkedHashMap<>();
    private final Map<Long, Counted> counted = new HashMap<>();

    private FlowProgram() {}

    /**
     * @param ports OpenFlow numbers of interfaces, by their names
     * @param meterNumbers the number of the meter for the rule with a cookie
     */
    static FlowProgram of(
            Collection<WantedDeclaration> wanted, Map<String, Integer> ports, LongUnaryOperator meterNumbers) {
        FlowProgram program = new FlowProgram();
        Map<String, List<WantedDeclaration>> guests = new LinkedHashMap<>();
        wanted.stream()
                .sorted(Comparator.comparing((WantedDeclaration w) -> w.at().name())
                        .thenComparing(w -> DeclarationText.of(w.declaration())))
                .forEach(w -> guests.computeIfAbsent(w.at().name(), _ -> new ArrayList<>())
                        .add(w));
        guests.forEach((name, declarations) -> program.addGuest(ports.get(name), declarations, ports, meterNumbers));
        if (!guests.isEmpty()) {
            program.addWays();
        }
        return program;
    }

    Map<Long, Flow> flows() {
        return flows;
    }

    /** By the cookie of their rule. */
    Map<Long, Meter> meters() {
        return meters;
    }

    Map<Long, Counted> counted() {
        return counted;
    }

    /** What is not stopped in a table goes to the next, and behind the last back to where it came from. */
    private void addWays() {
        for (int table = FIRST_TABLE; table <= TO_CHAIN; table++) {
            boolean chain = table == FROM_CHAIN || table == TO_CHAIN;
            String clean = chain ? "set_field:0->" + STAGE + "," : "";
            add(Flow.of(
                    table,
                    0,
                    "",
                    "way",
                    table == TO_CHAIN
                            ? clean + "set_field:" + MARK + "->reg15,resubmit(,0)"
                            : clean + "resubmit(,%d)".formatted(table + 1)));
        }
    }

    private void addGuest(
            int port,
            List<WantedDeclaration> declarations,
            Map<String, Integer> ports,
            LongUnaryOperator meterNumbers) {
        String from = "in_port=" + port;
        String to = "dl_dst=" + declarations.getFirst().nic().mac();
        add(Flow.of(0, FROM_FIRST, UNSEEN + "," + from, "from", "resubmit(,%d)".formatted(FIRST_TABLE)));
        add(Flow.of(0, TO_SECOND, UNSEEN + "," + to, "to", "resubmit(,%d)".formatted(TO_STOPS)));
        int drops = 0;
        List<WantedDeclaration> chain = new ArrayList<>();
        for (WantedDeclaration wanted : declarations) {
            switch (wanted.declaration()) {
                case Guard guard -> addGuard(guard, wanted, from);
                case Filter filter -> {
                    IpPrefix remote =
                            new IpPrefix(filter.remote(), filter.remote().isIpv4() ? 32 : 128);
                    String family = filter.remote().isIpv4() ? ",ip" : ",ipv6";
                    addStop(filter, true, FILTERED, from + family + Matches.address(remote, false));
                    addStop(filter, false, FILTERED, to + family + Matches.address(remote, true));
                }
                case Drop drop -> {
                    int priority = FIRST_DROP - drops++;
                    for (boolean fromGuest : ways(drop.direction())) {
                        for (String match : Matches.of(drop.match(), fromGuest)) {
                            addStop(drop, fromGuest, priority, joined(fromGuest ? from : to, match));
                        }
                    }
                }
                case Mirror _, Limit _, PacketLimit _ -> chain.add(wanted);
            }
        }
        chain.sort(Comparator.comparing(wanted -> wanted.declaration() instanceof Mirror ? 0 : 1)); // copies come first
        addChain(chain, true, from, ports, meterNumbers);
        addChain(chain, false, to, ports, meterNumbers);
    }

    private void addGuard(Guard guard, WantedDeclaration wanted, String from) {
        int table = FIRST_TABLE + tableOf(guard.against());
        String next = "resubmit(,%d)".formatted(table + 1);
        for (String honest : Matches.honest(guard.against(), wanted.nic())) {
            add(Flow.of(table, ALLOWED, joined(from, honest), "honest", next));
        }
        for (String bad : Matches.threatening(guard.against())) {
            Flow stop = Flow.of(table, STOPPED, joined(from, bad), DeclarationText.of(guard), "drop");
            count(stop, guard, true);
        }
    }

    private static int tableOf(Threat threat) {
        return switch (threat) {
            case MAC_SPOOFING -> 0;
            case IP_SPOOFING -> 1;
            case NEIGHBOR_POISONING -> 2;
            case ROGUE_DHCP, ROGUE_ROUTER -> 3;
        };
    }

    private void addStop(Declaration declaration, boolean fromGuest, int priority, String match) {
        int table = fromGuest ? FROM_STOPS : TO_STOPS;
        count(Flow.of(table, priority, match, DeclarationText.of(declaration), "drop"), declaration, fromGuest);
    }

    /** What acts on everything, one after the other: a rule for each, which sends the frame back to its own table for the next. */
    private void addChain(
            List<WantedDeclaration> chain,
            boolean fromGuest,
            String guest,
            Map<String, Integer> ports,
            LongUnaryOperator meterNumbers) {
        int table = fromGuest ? FROM_CHAIN : TO_CHAIN;
        int stage = 0;
        for (WantedDeclaration wanted : chain) {
            Declaration declaration = wanted.declaration();
            Direction direction = direction(declaration);
            if (fromGuest ? direction.fromGuest() : direction.toGuest()) {
                String match = STAGE + "=" + stage + "," + guest;
                String next = ",set_field:%d->%s,resubmit(,%d)".formatted(++stage, STAGE, table);
                String purpose = DeclarationText.of(declaration);
                Flow flow = Flow.of(table, STOPPED, match, purpose, "");
                String act;
                if (declaration instanceof Mirror) {
                    act = "output:" + ports.get(wanted.to().orElseThrow().name());
                } else {
                    meters.put(flow.cookie(), new Meter(flow.cookie(), bands(declaration)));
                    act = "meter:" + meterNumbers.applyAsLong(flow.cookie());
                }
                count(Flow.of(table, STOPPED, match, purpose, act + next), declaration, fromGuest);
            }
        }
    }

    private static Direction direction(Declaration declaration) {
        return switch (declaration) {
            case Mirror mirror -> mirror.direction();
            case Limit limit -> limit.direction();
            case PacketLimit limit -> limit.direction();
            case Guard _, Filter _, Drop _ -> throw new IllegalArgumentException(declaration.toString());
        };
    }

    private static String bands(Declaration declaration) {
        return switch (declaration) {
            case Limit limit -> {
                long kilobits = Math.max(1, Math.round(limit.bitsPerSecond() / 1e3));
                long bucket = Math.max(limit.burstBytes() * 8 / 1000, kilobits * LEAST_BUCKET_MS / 1000);
                yield "kbps,burst,stats,bands=type=drop,rate=%d,burst_size=%d".formatted(kilobits, Math.max(1, bucket));
            }
            case PacketLimit limit ->
                "pktps,burst,stats,bands=type=drop,rate=%d,burst_size=%d"
                        .formatted(limit.packetsPerSecond(), limit.burstPackets());
            default -> throw new IllegalArgumentException(declaration.toString());
        };
    }

    private static List<Boolean> ways(Direction direction) {
        return switch (direction) {
            case FROM_GUEST -> List.of(true);
            case TO_GUEST -> List.of(false);
            case BOTH -> List.of(true, false);
        };
    }

    private static String joined(String guest, String match) {
        return match.isEmpty() ? guest : guest + "," + match;
    }

    private void count(Flow flow, Declaration declaration, boolean fromGuest) {
        if (add(flow)) {
            counted.put(flow.cookie(), new Counted(declaration, fromGuest));
        }
    }

    /** Of two that match the same in the same table, OpenFlow keeps one: the first counts what both stop. */
    private boolean add(Flow flow) {
        boolean first = matches.putIfAbsent(flow.table() + "|" + flow.priority() + "|" + flow.match(), flow) == null;
        if (first) {
            flows.put(flow.cookie(), flow);
        }
        return first;
    }
}
