/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.ui;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.traffic.FlowKey;
import org.vitrine.traffic.FlowTraffic;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.ServiceNames;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TcpTraffic;
import org.vitrine.traffic.TrafficRates;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

/**
 * A flow, as a row.
 *
 * @param machine the name of the vNIC's machine
 * @param remoteName whose address the remote one is in the inventory; empty when nobody's
 * @param rates empty until it was seen twice
 * @param time when it was so, nanoseconds since the epoch
 */
record FlowRow(FlowTraffic flow, String machine, String remoteName, Optional<TrafficRates> rates, long time) {
    static Selected.OfFlow key(FlowTraffic flow) {
        return new Selected.OfFlow(flow.nic(), flow.key());
    }

    Selected.OfFlow key() {
        return key(flow);
    }

    NicId nic() {
        return flow.nic();
    }

    FlowKey tuple() {
        return flow.key();
    }

    String protocol() {
        return new Protocol(Protocol.Layer.IP, tuple().protocol()).displayName();
    }

    /** What the serving end offers, such as {@code http}; empty where that has no name. */
    String service() {
        // who did not begin serves; of ends that met halfway, the one with a name
        int likely = flow.startedByGuest() ? tuple().remotePort() : tuple().localPort();
        String name = ServiceNames.of(likely);
        return name.isEmpty()
                ? ServiceNames.of(flow.startedByGuest() ? tuple().localPort() : tuple().remotePort())
                : name;
    }

    String local() {
        return end(tuple().local(), tuple().localPort());
    }

    /** Such as {@code → 10.77.100.10:80 (mirror)}: the arrow goes from who began. */
    String remote() {
        String end = (flow.startedByGuest() ? "→ " : "← ") + end(tuple().remote(), tuple().remotePort());
        return remoteName.isEmpty() ? end : end + " (" + remoteName + ")";
    }

    /** As RFC 3986 writes it; without ports the address alone. */
    private static String end(IpAddress address, int port) {
        if (port == 0) {
            return address.toString();
        }
        return (address.isIpv4() ? address.toString() : "[" + address + "]") + ":" + port;
    }

    String rate(Function<TrafficRates, Double> bytesPerSecond) {
        return rates.map(bytesPerSecond).map(Quantity::bitRate).orElse("");
    }

    /** Below every rate that is known. */
    double rateValue(Function<TrafficRates, Double> bytesPerSecond) {
        return rates.map(bytesPerSecond).orElse(-1.0);
    }

    long packets() {
        return flow.totals().txPackets() + flow.totals().rxPackets();
    }

    /** As RFC 9293 spells it; empty for what is not TCP. */
    String state() {
        return flow.tcp().map(tcp -> tcp.state().name().replace('_', '-')).orElse("");
    }

    Palette.Role stateColor() {
        return switch (flow.tcp().map(TcpTraffic::state).orElse(TcpState.ESTABLISHED)) {
            case RESET -> Palette.Role.ERROR;
            case SYN_SENT -> Palette.Role.WARNING;
            case CLOSING, CLOSED -> Palette.Role.MUTED;
            case SYN_RECEIVED, ESTABLISHED -> null;
        };
    }

    String duration(Function<TcpTraffic, Optional<Duration>> which) {
        return flow.tcp().flatMap(which).map(Quantity::duration).orElse("");
    }

    long nanos(Function<TcpTraffic, Optional<Duration>> which) {
        return flow.tcp().flatMap(which).map(Duration::toNanos).orElse(-1L);
    }

    /** Empty for what is not TCP. */
    String count(ToLongFunction<TcpTraffic> which) {
        return flow.tcp().map(tcp -> String.valueOf(which.applyAsLong(tcp))).orElse("");
    }

    long countValue(ToLongFunction<TcpTraffic> which) {
        return flow.tcp().map(which::applyAsLong).orElse(-1L);
    }

    /** A count that says that something goes badly. */
    Palette.Role trouble(ToLongFunction<TcpTraffic> which) {
        return countValue(which) > 0 ? Palette.Role.WARNING : null;
    }

    Duration age() {
        return Duration.ofNanos(Math.max(0, time - flow.firstSeen()));
    }

    Duration idle() {
        return Duration.ofNanos(Math.max(0, time - flow.lastSeen()));
    }
}
