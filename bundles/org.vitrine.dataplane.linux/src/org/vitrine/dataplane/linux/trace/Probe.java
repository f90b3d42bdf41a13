/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;

/**
 * What came of test packets, as their sender saw it.
 *
 * @param sent at least so many were sent
 * @param answered so many were answered
 * @param refused whether the answer was no
 * @param complaint what the sender's system said; may be empty
 */
record Probe(long sent, long answered, boolean refused, String complaint) {
    /** Bytes of payload: with this odd length the kernel's own records of the packets are told from others. */
    static final int PAYLOAD = 87;

    private static final int ECHOES = 3;
    private static final double ECHO_PAUSE_SECONDS = 0.2;
    private static final int TIMED_OUT = 124;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_OR_ICMP_HEADER = 8;
    /** With maximum segment size, timestamps, selective acknowledgement and window scale. */
    private static final int TCP_SYN = 40;

    private static final Pattern SENT = Pattern.compile("(\\d+) packets transmitted");
    private static final Pattern RECEIVED = Pattern.compile("(\\d+)(?: packets)? received");

    /** The length of a test packet without Ethernet header. */
    static int packetLength(PathTraceRequest request) {
        return (request.to().isIpv4() ? IPV4_HEADER : IPV6_HEADER)
                + (request.protocol() == Match.TCP ? TCP_SYN : UDP_OR_ICMP_HEADER + PAYLOAD);
    }

    /** Sends them; empty when the machine cannot. Takes at most the request's limit and some moments. */
    static Optional<Probe> send(PathTraceRequest request, Machine from, Inside inside) throws VitrineException {
        Duration outer = request.limit().plusSeconds(3);
        String seconds = String.valueOf(Math.max(1, Math.ceilDiv(request.limit().toMillis(), 1000)));
        String to = request.to().toString();
        if (request.protocol() == Match.ICMP) {
            return inside.run(
                            from,
                            outer,
                            List.of(
                                    "ping",
                                    "-n",
                                    "-c",
                                    "" + ECHOES,
                                    "-i",
                                    "" + ECHO_PAUSE_SECONDS,
                                    "-s",
                                    "" + PAYLOAD,
                                    "-W",
                                    seconds,
                                    "-w",
                                    seconds,
                                    to))
                    .map(Probe::ofPing);
        }
        String file = "/dev/" + (request.protocol() == Match.TCP ? "tcp/" : "udp/") + to + '/' + request.port();
        String script = request.protocol() == Match.TCP
                ? "exec 3<>" + file
                : "exec 3<>" + file + "; for i in 1 2 3; do printf %0" + PAYLOAD + "d 0 >&3 || exit 1; sleep 0.2; done";
        return inside.run(from, outer, List.of("timeout", seconds, "bash", "-c", script))
                .map(result -> ofShell(result, request.protocol() == Match.TCP));
    }

    static Probe ofPing(ExecResult result) {
        String text = result.output();
        String complaint = (result.errors() + '\n' + text)
                .lines()
                .filter(line -> line.contains("nreachable") || line.startsWith("ping:") || line.contains("rohibited"))
                .findFirst()
                .orElse("");
        return new Probe(number(SENT, text).orElse(0L), number(RECEIVED, text).orElse(0L), false, complaint);
    }

    private static Optional<Long> number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    static Probe ofShell(ExecResult result, boolean tcp) {
        boolean refused = result.errors().contains("refused");
        boolean done = result.exitCode() == 0;
        String complaint = done || result.exitCode() == TIMED_OUT
                ? ""
                : result.errors().lines().findFirst().orElse("").replaceFirst("^bash: .*: (?=[A-Z])", "");
        return new Probe(tcp ? 1 : ECHOES, tcp && done ? 1 : 0, refused, refused ? "" : complaint);
    }
}
