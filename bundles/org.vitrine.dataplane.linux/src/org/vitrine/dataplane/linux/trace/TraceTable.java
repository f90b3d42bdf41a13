/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.linux.Netns;
import org.vitrine.linux.FrameMark;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/**
 * Counts packets of one kind at interfaces of one network namespace, before and behind all rules of theirs, and marks them so that
 * the kernel tells which rules they meet. It drops nothing.
 *
 * <p>The table belongs to a running {@code nft} (flag {@code owner}): the kernel takes it away when that ends, and it ends when its
 * standard input does, be it because this process was killed. Nobody else's flush reaches it.
 */
final class TraceTable implements AutoCloseable {
    static final String PREFIX = "vitrine_trace_";
    private static final int TRIES = 200;
    private static final int PAUSE_MILLIS = 10;

    private final String netns;
    private final String name = PREFIX + ProcessHandle.current().pid() + '_' + System.nanoTime();
    private final List<String> devices = new ArrayList<>();
    private final Process process;
    private final Writer input;
    private final Path output;

    /** Where a frame is counted at an interface. */
    enum Point {
        /** Before all rules on the way into the host. */
        FIRST_IN("ingress", Integer.MIN_VALUE),
        /** Behind them. */
        LAST_IN("ingress", Integer.MAX_VALUE),
        /** Before all rules on the way out of the host. */
        FIRST_OUT("egress", Integer.MIN_VALUE),
        /** Behind them, before the queue of the interface. */
        LAST_OUT("egress", Integer.MAX_VALUE);

        private final String hook;
        private final int priority;

        Point(String hook, int priority) {
            this.hook = hook;
            this.priority = priority;
        }

        boolean isFirst() {
            return priority == Integer.MIN_VALUE;
        }
    }

    /** Which packets are counted. */
    enum Kind {
        /** On their way to the destination. */
        PACKET,
        /** From the destination. */
        ANSWER,
        /** Answers that say no. */
        REFUSAL,
        /** Who has the address of the next hop? (ARP, neighbour discovery) */
        QUESTION,
        /** The answer to that. */
        NEIGHBOR
    }

    /**
     * An interface where to count.
     *
     * @param nextHop whose Ethernet address is asked for there
     */
    record At(String device, IpAddress nextHop) {}

    /**
     * Begins to count.
     *
     * @throws VitrineException UNSUPPORTED, DENIED, FAILED when the kernel refuses; CANCELLED
     */
    TraceTable(String netns, List<At> places, PathTraceRequest request) throws VitrineException {
        this.netns = netns;
        List<String> command = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        command.addAll(List.of("nft", "-i"));
        try {
            output = Files.createTempFile("vitrine-trace", ".txt");
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "the program nft cannot be started: " + e.getMessage(),
                    "Install the package nftables.",
                    e);
        }
        input = process.outputWriter(StandardCharsets.UTF_8);
        try {
            input.write(script(places, request));
            input.flush();
            awaitPresence();
        } catch (IOException | VitrineException e) {
            close();
            throw e instanceof VitrineException known
                    ? known
                    : new VitrineException(Reason.FAILED, "nft ended early: " + e.getMessage(), "", e);
        }
    }

    /** One line, which is one transaction. */
    private String script(List<At> places, PathTraceRequest request) {
        StringBuilder counters = new StringBuilder();
        StringBuilder chains = new StringBuilder();
        for (At place : places) {
            int number = devices.size();
            devices.add(place.device());
            Map<Kind, List<String>> matches = matches(request, place.nextHop());
            for (Point point : Point.values()) {
                chains.append("chain ")
                        .append(point.name().toLowerCase(Locale.ROOT))
                        .append(number);
                chains.append(" { type filter hook ")
                        .append(point.hook)
                        .append(" device \"")
                        .append(place.device());
                chains.append("\" priority ").append(point.priority).append("; policy accept; ");
                if (point == Point.FIRST_IN) { // after its time in a queue a frame comes here again
                    chains.append(String.format("meta mark 0x%08x accept; ", FrameMark.QUEUED));
                }
                for (Kind kind : Kind.values()) {
                    String counter = counter(number, point, kind);
                    counters.append("counter ").append(counter).append(" { }; ");
                    for (String match : matches.get(kind)) {
                        chains.append(match);
                        chains.append(point.isFirst() ? " meta nftrace set 1" : "");
                        chains.append(" counter name \"").append(counter).append("\"; ");
                    }
                }
                chains.append("}; ");
            }
        }
        return "table netdev " + name + " { flags owner; " + counters + chains + "}\n";
    }

    private static String counter(int device, Point point, Kind kind) {
        return (point + "_" + kind).toLowerCase(Locale.ROOT) + device;
    }

    private static Map<Kind, List<String>> matches(PathTraceRequest request, IpAddress nextHop) {
        boolean ipv4 = request.to().isIpv4();
        String there = (ipv4 ? "meta protocol ip ip daddr " : "meta protocol ip6 ip6 daddr ") + request.to();
        String back = (ipv4 ? "meta protocol ip ip saddr " : "meta protocol ip6 ip6 saddr ") + request.to();
        Map<Kind, List<String>> matches = new HashMap<>();
        String unreachable = ipv4 ? "meta protocol ip icmp" : "meta protocol ip6 icmpv6";
        unreachable += " type destination-unreachable";
        if (request.protocol() == Match.ICMP) {
            String icmp = ipv4 ? " icmp" : " icmpv6";
            matches.put(Kind.PACKET, List.of(there + icmp + " type echo-request"));
            matches.put(Kind.ANSWER, List.of(back + icmp + " type echo-reply"));
            matches.put(Kind.REFUSAL, List.of(unreachable));
        } else {
            String protocol = request.protocol() == Match.TCP ? " tcp" : " udp";
            matches.put(Kind.PACKET, List.of(there + protocol + " dport " + request.port()));
            matches.put(Kind.ANSWER, List.of(back + protocol + " sport " + request.port()));
            matches.put(
                    Kind.REFUSAL,
                    request.protocol() == Match.TCP
                            ? List.of(back + " tcp sport " + request.port() + " tcp flags & rst == rst", unreachable)
                            : List.of(unreachable));
        }
        if (ipv4) {
            matches.put(Kind.QUESTION, List.of("meta protocol arp arp operation request arp daddr ip " + nextHop));
            matches.put(Kind.NEIGHBOR, List.of("meta protocol arp arp operation reply arp saddr ip " + nextHop));
        } else {
            // nft has no word for the target: 16 bytes behind the first eight of ICMPv6
            String target = String.format(" @th,64,128 0x%016x%016x", nextHop.high(), nextHop.low());
            matches.put(Kind.QUESTION, List.of("meta protocol ip6 icmpv6 type nd-neighbor-solicit" + target));
            matches.put(Kind.NEIGHBOR, List.of("meta protocol ip6 icmpv6 type nd-neighbor-advert" + target));
        }
        return matches;
    }

    private void awaitPresence() throws VitrineException, IOException {
        for (int i = 0; i < TRIES && process.isAlive(); i++) {
            if (list().exitCode() == 0) {
                return;
            }
            String said = Files.readString(output);
            if (said.contains("Error")) {
                throw new VitrineException(Reason.UNSUPPORTED, "packets cannot be followed here: " + said.strip());
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new VitrineException(Reason.CANCELLED, "following packets was cancelled");
            }
        }
        throw new VitrineException(
                Reason.FAILED,
                "nft does not make the table to count in: "
                        + Files.readString(output).strip());
    }

    private Tool.Result list() throws VitrineException {
        return Netns.run(netns, "", "nft", "--json", "list", "table", "netdev", name);
    }

    /**
     * What was counted until now.
     *
     * @throws VitrineException FAILED when the table is gone or not understood
     */
    Counts counts() throws VitrineException {
        Tool.Result result = list();
        if (result.exitCode() != 0) {
            throw new VitrineException(Reason.FAILED, "the table to count in is gone: " + result.errorText());
        }
        Map<String, Long> counts = new HashMap<>();
        try {
            for (JsonElement item :
                    JsonParser.parseString(result.text()).getAsJsonObject().getAsJsonArray("nftables")) {
                JsonObject counter = item.getAsJsonObject().getAsJsonObject("counter");
                if (counter != null) {
                    counts.put(
                            counter.get("name").getAsString(),
                            counter.get("packets").getAsLong());
                }
            }
        } catch (JsonParseException | IllegalStateException | UnsupportedOperationException | NullPointerException e) {
            throw new VitrineException(Reason.FAILED, "what nft counted is not understood: " + e, "", e);
        }
        return new Counts(List.copyOf(devices), counts);
    }

    /** What was counted at one moment. */
    record Counts(List<String> devices, Map<String, Long> byName) {
        /** Packets, 0 also where nobody counts. */
        long of(String device, Point point, Kind kind) {
            return byName.getOrDefault(counter(devices.indexOf(device), point, kind), 0L);
        }
    }

    /** The kernel takes the table away when its owner ends. */
    @Override
    public void close() {
        try {
            input.close();
        } catch (IOException _) {
            // it has ended already
        }
        process.destroy();
        process.onExit().join();
        try {
            Files.deleteIfExists(output);
        } catch (IOException _) {
            // a small file in the folder for such; nobody waits for it
        }
    }
}
