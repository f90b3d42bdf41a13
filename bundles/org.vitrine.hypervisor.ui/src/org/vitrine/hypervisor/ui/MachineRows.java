/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

/** Makes the rows of the tree from an inventory: groups, in them machines, in them vNICs. */
final class MachineRows {
    private final String[] words;
    private final Field sorted;
    private final boolean descending;

    /**
     * @param words that a machine must have, with {@code -} before those that it must not have
     * @param sorted by this column, within each group
     */
    MachineRows(String words, Field sorted, boolean descending) {
        this.words = words.isBlank()
                ? new String[0]
                : words.toLowerCase(Locale.ROOT).strip().split("\\s+");
        this.sorted = sorted;
        this.descending = descending;
    }

    boolean isFiltered() {
        return words.length > 0;
    }

    /** The rows; labs without machines are groups, too. */
    List<Row> of(Inventory inventory, List<LabStatus> labs) {
        Comparator<String> byName = Comparator.naturalOrder();
        Map<String, List<Machine>> groups =
                new TreeMap<>(sorted == Field.NAME && descending ? byName.reversed() : byName);
        labs.forEach(lab -> groups.put(lab.name(), List.of()));
        groups.putAll(inventory.machines().stream().collect(Collectors.groupingBy(Machine::group)));
        return groups.entrySet().stream()
                .map(group -> group(group.getKey(), group.getValue(), lab(group.getKey(), labs)))
                .filter(group -> !group.children().isEmpty() || matches(text(group)))
                .toList();
    }

    private static LabStatus lab(String name, List<LabStatus> labs) {
        return labs.stream().filter(lab -> lab.name().equals(name)).findFirst().orElse(null);
    }

    private Row group(String name, List<Machine> machines, LabStatus lab) {
        List<Row> rows = machines.stream()
                .sorted(descending ? order().reversed() : order())
                .map(MachineRows::machine)
                .filter(row -> matches(name + "\n" + text(row)))
                .toList();
        long running = machines.stream()
                .filter(each -> each.state() == MachineState.RUNNING)
                .count();
        boolean broken = lab != null && lab.state() == LabStatus.State.BROKEN;
        String state = lab == null || lab.state() == LabStatus.State.UP
                ? running + " of " + machines.size() + " run"
                : broken ? "left half-way" : "changing…";
        return new Row(
                new Row.GroupKey(name),
                Map.of(Field.NAME, name.isEmpty() ? "other machines" : name, Field.STATE, state),
                lab == null ? "folder" : "flask",
                lab == null ? Palette.Role.MUTED : Palette.Role.ACCENT,
                broken ? "alert-triangle" : lab != null && lab.state() == LabStatus.State.CHANGING ? "loader-2" : null,
                broken ? Palette.Role.ERROR : Palette.Role.MUTED,
                lab == null
                        ? ""
                        : broken ? "The runtime ended in the middle of its work: take the lab down." : lab.title(),
                machines.stream()
                        .<Selected>map(each -> new Selected.OfMachine(each.id()))
                        .toList(),
                rows);
    }

    private static Row machine(Machine machine) {
        Map<Field, String> cells = new EnumMap<>(Field.class);
        cells.put(Field.NAME, machine.name());
        cells.put(
                Field.STATE,
                MachineWords.state(machine.state()) + (machine.message().isEmpty() ? "" : ": " + machine.message()));
        cells.put(Field.ROLE, MachineWords.role(machine.role()));
        cells.put(Field.HOST, machine.host().value());
        cells.put(Field.TECHNOLOGY, machine.technology());
        cells.put(Field.ADDRESSES, addresses(machine).map(IpAddress::toString).collect(Collectors.joining(", ")));
        return new Row(
                machine.id(),
                cells,
                MachineWords.icon(machine.role()),
                machine.state() == MachineState.STOPPED ? Palette.Role.MUTED : MachineWords.color(machine.role()),
                MachineWords.icon(machine.state()),
                MachineWords.color(machine.state()),
                machine.message(),
                List.of(new Selected.OfMachine(machine.id())),
                machine.nics().stream().map(MachineRows::nic).toList());
    }

    private static Row nic(Nic nic) {
        Map<Field, String> cells = new EnumMap<>(Field.class);
        cells.put(Field.NAME, nic.id().name());
        cells.put(Field.STATE, nic.linkUp() ? "link up" : "no link");
        cells.put(
                Field.ADDRESSES,
                nic.addresses().stream().map(IpPrefix::toString).collect(Collectors.joining(", ")));
        cells.put(Field.MAC, nic.mac().toString());
        cells.put(
                Field.HOST_INTERFACE,
                nic.hostInterface().map(HostInterface::toString).orElse(""));
        return new Row(
                nic.id(),
                cells,
                nic.linkUp() ? "plug-connected" : "plug-connected-x",
                Palette.Role.MUTED,
                null,
                Palette.Role.MUTED,
                "",
                List.of(new Selected.OfNic(nic.id())),
                List.of());
    }

    private static Stream<IpAddress> addresses(Machine machine) {
        return machine.nics().stream().flatMap(nic -> nic.addresses().stream()).map(IpPrefix::address);
    }

    private Comparator<Machine> order() {
        Comparator<Machine> byName = Comparator.comparing(Machine::name, String.CASE_INSENSITIVE_ORDER);
        return (switch (sorted) {
                    case NAME -> byName;
                    case STATE -> Comparator.comparing(Machine::state);
                    case ROLE -> Comparator.comparing(Machine::role);
                    case HOST -> Comparator.comparing(Machine::host);
                    case TECHNOLOGY -> Comparator.comparing(Machine::technology);
                    case ADDRESSES ->
                        Comparator.comparing(
                                (Machine machine) ->
                                        addresses(machine).findFirst().orElse(null),
                                Comparator.nullsLast(Comparator.naturalOrder()));
                    case MAC ->
                        Comparator.comparing(
                                (Machine machine) -> machine.nics().stream()
                                        .map(Nic::mac)
                                        .findFirst()
                                        .orElse(null),
                                Comparator.nullsLast(Comparator.<MacAddress>naturalOrder()));
                    case HOST_INTERFACE ->
                        Comparator.comparing((Machine machine) -> machine.nics().stream()
                                .flatMap(nic -> nic.hostInterface().stream())
                                .map(HostInterface::toString)
                                .findFirst()
                                .orElse(""));
                })
                .thenComparing(byName);
    }

    /** Everything that can be read in a row and below it. */
    private static String text(Row row) {
        return Stream.concat(
                        row.cells().values().stream(), row.children().stream().map(MachineRows::text))
                .collect(Collectors.joining("\n"));
    }

    private boolean matches(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(words)
                .allMatch(word -> word.length() > 1 && word.startsWith("-")
                        ? !lower.contains(word.substring(1))
                        : lower.contains(word));
    }
}
