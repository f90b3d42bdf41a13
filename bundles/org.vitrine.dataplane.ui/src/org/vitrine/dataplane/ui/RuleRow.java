/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vitrine.common.EpochClock;
import org.vitrine.common.Quantity;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

/**
 * A filter and how it stands, as a row.
 *
 * @param machine the name of the machine; its id when nobody knows it any more
 * @param remoteName the machine that has the remote address; empty when none has
 */
record FilterRow(Filter filter, DeclarationState state, String machine, String remoteName) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static List<FilterRow> of(Collection<DeclarationState> states, Inventory inventory) {
        return states.stream()
                .flatMap(state -> state.declaration() instanceof Filter filter
                        ? Stream.of(of(filter, state, inventory))
                        : Stream.empty())
                .toList();
    }

    private static FilterRow of(Filter filter, DeclarationState state, Inventory inventory) {
        String machine = inventory
                .machine(filter.nic().machine())
                .map(Machine::name)
                .orElseGet(() -> filter.nic().machine().value());
        String remote = inventory.machines().stream()
                .filter(each -> each.nics().stream()
                        .flatMap(nic -> nic.addresses().stream())
                        .anyMatch(address -> address.address().equals(filter.remote())))
                .findFirst()
                .map(Machine::name)
                .orElse("");
        return new FilterRow(filter, state, machine, remote);
    }

    Selected.OfRemote key() {
        return new Selected.OfRemote(filter.nic(), filter.remote());
    }

    String remote() {
        return remoteName.isEmpty() ? filter.remote().toString() : filter.remote() + " (" + remoteName + ")";
    }

    /** How it stands, with the reason where there is one. */
    String status() {
        String word = switch (state.status()) {
            case PENDING -> "being applied";
            case APPLIED -> "applied";
            case WAITING -> "waits";
            case FAILED -> "failed";
        };
        return state.message().isEmpty() ? word : word + ": " + state.message();
    }

    String icon() {
        return switch (state.status()) {
            case PENDING -> "loader-2";
            case APPLIED -> "circle-check";
            case WAITING -> "clock-pause";
            case FAILED -> "alert-triangle";
        };
    }

    Palette.Role color() {
        return switch (state.status()) {
            case PENDING -> Palette.Role.MUTED;
            case APPLIED -> Palette.Role.OK;
            case WAITING -> Palette.Role.WARNING;
            case FAILED -> Palette.Role.ERROR;
        };
    }

    /** Such as {@code 12 pkt, 1.2 KiB}. */
    static String stopped(DropCount count) {
        return count.packets() + " pkt, " + Quantity.bytes(count.bytes());
    }

    String declaredAt(LocalDate today, ZoneId zone) {
        ZonedDateTime time = EpochClock.toInstant(state.declaredAt()).atZone(zone);
        return time.format(time.toLocalDate().equals(today) ? TIME : DATE);
    }

    /** The line above the table. */
    static String summary(List<FilterRow> rows) {
        long packets = rows.stream()
                .map(FilterRow::state)
                .mapToLong(
                        state -> state.fromGuest().packets() + state.toGuest().packets())
                .sum();
        return Stream.of(
                        Optional.of(rows.size() + (rows.size() == 1 ? " filter" : " filters")),
                        count(rows, DeclarationStatus.WAITING, "waiting for the machine"),
                        count(rows, DeclarationStatus.FAILED, "failed"),
                        Optional.of(packets + (packets == 1 ? " packet stopped" : " packets stopped")))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "   " + other)
                .orElse("");
    }

    private static Optional<String> count(List<FilterRow> rows, DeclarationStatus status, String words) {
        long count = rows.stream().filter(row -> row.state().status() == status).count();
        return count == 0 ? Optional.empty() : Optional.of(count + " " + words);
    }
}
