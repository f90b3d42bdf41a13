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
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

/**
 * A rule and how it stands, as a row.
 *
 * @param machine whom it is about: the name of a machine (its id when nobody knows it any more), a tag, or all
 * @param nic empty when it is about every vNIC of theirs
 * @param remoteName the machine that has the remote address of a filter; empty when none has
 */
record RuleRow(DeclarationState state, String machine, String nic, String remoteName) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    static List<RuleRow> of(Collection<DeclarationState> states, Inventory inventory) {
        return states.stream().map(state -> of(state, inventory)).toList();
    }

    private static RuleRow of(DeclarationState state, Inventory inventory) {
        Scope scope = state.declaration().scope();
        String machine = switch (scope) {
            case Scope.OfNic(NicId nic) -> name(inventory, nic.machine());
            case Scope.OfMachine(MachineId id) -> name(inventory, id);
            case Scope.OfTag(String key, String value) -> key + "=" + value;
            case Scope.Everything() -> "all";
        };
        String remote = state.declaration() instanceof Filter filter ? owner(inventory, filter.remote()) : "";
        return new RuleRow(state, machine, scope instanceof Scope.OfNic(NicId nic) ? nic.name() : "", remote);
    }

    private static String name(Inventory inventory, MachineId id) {
        return inventory.machine(id).map(Machine::name).orElseGet(id::value);
    }

    private static String owner(Inventory inventory, IpAddress address) {
        return inventory.machines().stream()
                .filter(each -> each.nics().stream()
                        .flatMap(nic -> nic.addresses().stream())
                        .anyMatch(own -> own.address().equals(address)))
                .findFirst()
                .map(Machine::name)
                .orElse("");
    }

    Declaration declaration() {
        return state.declaration();
    }

    /** By what a row is found again: a filter by what is selected elsewhere too. */
    Object key() {
        return declaration() instanceof Filter filter
                ? new Selected.OfRemote(filter.nic(), filter.remote())
                : declaration();
    }

    /** Such as {@code filter}, {@code packet-limit}. */
    String kind() {
        String text = DeclarationText.of(declaration());
        return text.substring(0, text.indexOf(' '));
    }

    /** What it does, with units; of a filter the address. */
    String what() {
        if (declaration() instanceof Filter filter) {
            return remoteName.isEmpty() ? filter.remote().toString() : filter.remote() + " (" + remoteName + ")";
        }
        String text = DeclarationText.of(declaration());
        String scope = DeclarationText.of(declaration().scope());
        return text.substring(text.indexOf(scope) + scope.length()).strip();
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

    /** Such as {@code 12 pkt, 1.2 KiB}; without bytes where the kernel counts packets only. */
    static String stopped(DropCount count) {
        return count.packets() + " pkt"
                + (count.bytes() == 0 && count.packets() > 0 ? "" : ", " + Quantity.bytes(count.bytes()));
    }

    String declaredAt(LocalDate today, ZoneId zone) {
        ZonedDateTime time = EpochClock.toInstant(state.declaredAt()).atZone(zone);
        return time.format(time.toLocalDate().equals(today) ? TIME : DATE);
    }

    /** The line above the table. */
    static String summary(List<RuleRow> rows) {
        long packets = rows.stream()
                .map(RuleRow::state)
                .mapToLong(
                        state -> state.fromGuest().packets() + state.toGuest().packets())
                .sum();
        return Stream.of(
                        Optional.of(rows.size() + noun(rows)),
                        count(rows, DeclarationStatus.WAITING, "waiting for the machine"),
                        count(rows, DeclarationStatus.FAILED, "failed"),
                        Optional.of(packets + (packets == 1 ? " packet stopped" : " packets stopped")))
                .flatMap(Optional::stream)
                .reduce((one, other) -> one + "   " + other)
                .orElse("");
    }

    private static String noun(List<RuleRow> rows) {
        boolean filters = rows.stream().allMatch(row -> row.declaration() instanceof Filter);
        return (filters ? " filter" : " rule") + (rows.size() == 1 ? "" : "s");
    }

    private static Optional<String> count(List<RuleRow> rows, DeclarationStatus status, String words) {
        long count = rows.stream().filter(row -> row.state().status() == status).count();
        return count == 0 ? Optional.empty() : Optional.of(count + " " + words);
    }
}
