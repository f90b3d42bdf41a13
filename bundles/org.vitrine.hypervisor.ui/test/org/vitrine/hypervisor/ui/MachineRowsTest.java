/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

class MachineRowsTest {
    private final Inventory inventory = Sample.inventory(
            Sample.machine("demo", "web", MachineState.RUNNING, "10.0.0.10/24", "fd00::10/64"),
            Sample.machine("demo", "db", MachineState.STOPPED, "10.0.0.9/24"),
            Sample.machine("farm", "build", MachineState.FAILED, "10.0.1.1/24"));
    private final List<LabStatus> labs = List.of(
            new LabStatus("demo", "Two hosts", "demo.yaml", LabStatus.State.UP, 2),
            new LabStatus("torn", "", "torn.yaml", LabStatus.State.BROKEN, 0));

    private List<Row> rows(String words, Field sorted, boolean descending) {
        return new MachineRows(words, sorted, descending).of(inventory, labs);
    }

    private static List<String> names(List<Row> rows) {
        return rows.stream().map(row -> row.cell(Field.NAME)).toList();
    }

    @Test
    void shouldPutVnicsIntoMachinesIntoGroups() {
        List<Row> rows = rows("", Field.NAME, false);
        assertEquals(List.of("demo", "farm", "torn"), names(rows));
        assertEquals(List.of("db", "web"), names(rows.getFirst().children()));
        Row nic = rows.getFirst().children().getLast().children().getFirst();
        assertEquals(new NicId(Sample.id("demo", "web"), "eth0"), nic.key());
        assertEquals("10.0.0.10/24, fd00::10/64", nic.cell(Field.ADDRESSES));
        assertEquals("52:54:00:00:00:01", nic.cell(Field.MAC));
        assertEquals("vt-demo-alpha/vt-web", nic.cell(Field.HOST_INTERFACE));
    }

    @Test
    void shouldSayWhatMachinesAndLabsDo() {
        List<Row> rows = rows("", Field.NAME, false);
        assertEquals("1 of 2 run", rows.getFirst().cell(Field.STATE));
        assertEquals("left half-way", rows.getLast().cell(Field.STATE));
        assertEquals(Palette.Role.ERROR, rows.getLast().stateColor());
        assertEquals("running", rows.getFirst().children().getLast().cell(Field.STATE));
        assertEquals("10.0.0.10, fd00::10", rows.getFirst().children().getLast().cell(Field.ADDRESSES));
    }

    @Test
    void shouldFindMachinesByWhateverTheyOrTheirVnicsSay() {
        assertEquals(
                List.of("web"),
                names(rows("fd00::10", Field.NAME, false).getFirst().children()));
        assertEquals(List.of("demo"), names(rows("DEMO", Field.NAME, false)));
        assertEquals(
                List.of("db", "web"),
                names(rows("demo", Field.NAME, false).getFirst().children()));
        assertEquals(
                List.of("db"),
                names(rows("demo -running", Field.NAME, false).getFirst().children()));
        assertEquals(List.of(), rows("nothing such", Field.NAME, false));
    }

    @Test
    void shouldSortWithinGroups() {
        assertEquals(
                List.of("web", "db"), names(rows("", Field.NAME, true).getLast().children()));
        assertEquals(
                List.of("db", "web"),
                names(rows("", Field.ADDRESSES, false).getFirst().children()),
                "by value, not as text");
        assertEquals(
                List.of("db", "web"),
                names(rows("", Field.STATE, false).getFirst().children()));
    }

    @Test
    void shouldSelectAGroupAsItsMachines() {
        assertEquals(
                List.of(
                        new Selected.OfMachine(Sample.id("demo", "web")),
                        new Selected.OfMachine(Sample.id("demo", "db"))),
                rows("", Field.NAME, false).getFirst().selects());
    }

    @Test
    void shouldBeEqualWhenNothingThatIsShownHasChanged() {
        assertEquals(rows("", Field.NAME, false), rows("", Field.NAME, false));
        assertNotEquals(rows("", Field.NAME, false), new MachineRows("", Field.NAME, false).of(Inventory.EMPTY, labs));
    }
}
