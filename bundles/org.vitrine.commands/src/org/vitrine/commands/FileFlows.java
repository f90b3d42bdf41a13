/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vitrine.common.IpAddress;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.CaptureQuery;
import org.vitrine.traffic.CaptureTraffic;
import org.vitrine.traffic.CaptureTrafficService;
import org.vitrine.traffic.CapturedFlow;
import org.vitrine.traffic.CapturedHost;
import org.vitrine.traffic.CapturedProtocol;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficTotals;

/** Lists the flows, hosts or protocols of a capture file. */
final class FileFlows {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    /** What capture files are called; machines are not called so. */
    private static final Pattern FILE = Pattern.compile("-|.*\\.(pcap|pcapng|cap)(\\.gz)?");

    private final CaptureTrafficService captures;
    private final FlowListOptions options;

    FileFlows(CaptureTrafficService captures, FlowListOptions options) {
        this.captures = captures;
        this.options = options;
    }

    /** Whether somebody who names this means a capture file. */
    static boolean isFile(String name) {
        return FILE.matcher(name).matches();
    }

    /**
     * @return INVALID when the file is cut off or broken; what is good of it was listed then
     */
    int run(CommandContext context, String path) throws VitrineException {
        CaptureTraffic traffic = captures.read(open(context, path), path, query());
        if (options.json) {
            context.out().println(Json.pretty(traffic));
        } else {
            print(context, traffic);
        }
        context.out().flush();
        traffic.damage()
                .ifPresent(damage -> context.err()
                        .println("vitrine flows: " + damage + (options.json ? "" : "; above is what was read before")));
        return traffic.damage().isPresent() ? ExitCode.INVALID : ExitCode.OK;
    }

    private static InputStream open(CommandContext context, String path) throws VitrineException {
        try {
            return context.read(path);
        } catch (NoSuchFileException e) {
            throw new VitrineException(Reason.NOT_FOUND, "there is no file " + path, "", e);
        } catch (AccessDeniedException e) {
            throw new VitrineException(Reason.DENIED, "the file " + path + " may not be read", "", e);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the file " + path + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private CaptureQuery query() throws VitrineException {
        try {
            return new CaptureQuery(options.filter, options.order, options.skip, options.top);
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }

    private void print(CommandContext context, CaptureTraffic traffic) {
        TextTable table = options.hosts ? hosts(traffic) : options.protocols ? protocols(traffic) : flows(traffic);
        if (!table.isEmpty()) {
            table.print(context.out());
        }
        context.out().println(sum(traffic));
    }

    private TextTable flows(CaptureTraffic traffic) {
        TextTable table = new TextTable(
                "PROTOCOL",
                "CLIENT",
                "SERVER",
                " SENT",
                " GOT",
                " PACKETS",
                "STATE",
                " RTT",
                " RETRANS",
                " LATE",
                " BEGAN",
                " LASTED");
        for (CapturedFlow flow : traffic.flows()) {
            TrafficTotals totals = flow.totals();
            Optional<TcpTraffic> tcp = flow.tcp();
            table.add(
                    new Protocol(Layer.IP, flow.protocol()).displayName(),
                    endpoint(flow.client(), flow.clientPort()),
                    endpoint(flow.server(), flow.serverPort()),
                    Quantity.bytes(totals.txBytes()),
                    Quantity.bytes(totals.rxBytes()),
                    String.valueOf(totals.txPackets() + totals.rxPackets()),
                    tcp.map(t -> t.state().toString()).orElse(""),
                    tcp.flatMap(t -> t.roundTrip().or(t::handshakeRoundTrip))
                            .map(FileFlows::millis)
                            .orElse(""),
                    tcp.map(t -> String.valueOf(t.retransmissions())).orElse(""),
                    tcp.map(t -> String.valueOf(t.outOfOrder())).orElse(""),
                    seconds(Math.max(0, flow.firstSeen() - traffic.firstSeen())),
                    seconds(flow.lastSeen() - flow.firstSeen()));
        }
        return table;
    }

    private static TextTable hosts(CaptureTraffic traffic) {
        TextTable table = new TextTable("HOST", " FLOWS", " SENT", " GOT", " SENT PACKETS", " GOT PACKETS");
        for (CapturedHost host : traffic.hosts()) {
            table.add(
                    host.address().toString(),
                    String.valueOf(host.flows()),
                    Quantity.bytes(host.totals().txBytes()),
                    Quantity.bytes(host.totals().rxBytes()),
                    String.valueOf(host.totals().txPackets()),
                    String.valueOf(host.totals().rxPackets()));
        }
        return table;
    }

    private static TextTable protocols(CaptureTraffic traffic) {
        TextTable table = new TextTable("PROTOCOL", " PACKETS", " BYTES");
        for (CapturedProtocol protocol : traffic.protocols()) {
            table.add(
                    protocol.protocol().displayName(),
                    String.valueOf(protocol.packets()),
                    Quantity.bytes(protocol.bytes()));
        }
        return table;
    }

    private static String sum(CaptureTraffic traffic) {
        StringBuilder text = new StringBuilder();
        text.append(amount(traffic.knownFlows(), "flow"))
                .append(" of ")
                .append(amount(traffic.knownHosts(), "host"))
                .append(": ")
                .append(amount(traffic.packets(), "packet"))
                .append(", ")
                .append(Quantity.bytes(traffic.bytes()))
                .append(" in ")
                .append(seconds(traffic.lastSeen() - traffic.firstSeen()));
        if (traffic.filteredOut() > 0) {
            text.append("; ").append(traffic.filteredOut()).append(" did not pass the filter");
        }
        if (traffic.foreign() > 0) {
            text.append("; ").append(traffic.foreign()).append(" begin with something else than Ethernet or IP");
        }
        if (traffic.evictedFlows() > 0) {
            text.append("; ").append(traffic.evictedFlows()).append(" flows had to make room and are not listed");
        }
        return text.toString();
    }

    private static String amount(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    static String endpoint(IpAddress address, int port) {
        String text = address.toString();
        return port == 0 ? text : (address.isIpv4() ? text : "[" + text + "]") + ":" + port;
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.3g ms", duration.toNanos() / NANOS_PER_MILLI);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }
}
