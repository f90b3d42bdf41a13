/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.jface.window.Window;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.common.MachineId;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.MachineStatisticsService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Poll.Answer;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link SnapshotsContent}. UI thread only, but for {@link #ask}. */
final class SnapshotsPart implements OpenPart {
    /** Hypervisors tell of machines as they change, but not of snapshots. */
    private static final Duration PERIOD = Duration.ofSeconds(3);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final PartSite site;
    private final MachineStatisticsService service;
    private final MachineAdminService admin;
    private final Composite stack;
    private final Composite board;
    private final Summary summary;
    private final RecordTable<MachineSnapshot> table;
    private final ToolAction take;
    private final ToolAction revert;
    private final ToolAction delete;
    private final Poll poll;
    private Inventory inventory = Inventory.EMPTY;
    private EmptyState empty;
    private List<String> emptyWords = List.of();
    private List<MachineSnapshot> snapshots = List.of();
    private volatile MachineId asked;

    /**
     * What a machine has.
     *
     * @param machine whose; null when none is selected
     */
    private record Kept(MachineId machine, List<MachineSnapshot> snapshots) {}

    SnapshotsPart(
            PartSite site, InventoryService inventories, MachineStatisticsService service, MachineAdminService admin) {
        this.site = site;
        this.service = service;
        this.admin = admin;
        stack = new Composite(site.parent(), SWT.NONE);
        stack.setLayout(new StackLayout());
        board = new Composite(stack, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        board.setLayout(layout);
        summary = new Summary(site, board);
        table = new RecordTable<>(site, board, columns(), MachineSnapshot::name);
        table.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        take = ToolAction.push(site, "Take a snapshot…\tInsert", "camera", this::take)
                .inToolBar();
        revert =
                ToolAction.push(site, "Go back to it…", "history", this::revert).inToolBar();
        delete = ToolAction.push(site, "Delete…\tDelete", "trash", this::delete).inToolBar();
        table.menu((IMenuManager menu) -> {
            menu.add(take);
            menu.add(revert);
            menu.add(delete);
        });
        table.listen(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.INSERT && take.isEnabled()) {
                take();
            } else if (event.keyCode == SWT.DEL && delete.isEnabled()) {
                delete();
            }
        });
        table.onSelection(_ -> enable());
        site.workbench().palette().subscribe(this::repaint);
        poll = Poll.start(site, stack, PERIOD, this::ask, this::show);
        site.<Inventory>follow(inventories::subscribe, this::onInventory);
        site.workbench().selection().subscribe(this::onSelection);
        enable();
    }

    private static List<Column<MachineSnapshot>> columns() {
        return List.of(
                Column.<MachineSnapshot>words("Name", 170, MachineSnapshot::name)
                        .icon(snapshot -> snapshot.current() ? "circle-check" : null)
                        .color(snapshot -> snapshot.current() ? Palette.Role.OK : null),
                Column.<MachineSnapshot>words("Taken", 150, snapshot -> time(snapshot.epochSeconds()))
                        .order(Comparator.comparingLong(MachineSnapshot::epochSeconds)),
                Column.words("Keeps", 130, SnapshotsPart::keeps),
                Column.words("Where", 150, snapshot -> snapshot.external() ? "files of its own" : "in the disks"),
                Column.words("After", 150, snapshot -> snapshot.parent().orElse("")),
                Column.words("Description", 260, MachineSnapshot::description));
    }

    private static String time(long epochSeconds) {
        return TIME.format(Instant.ofEpochSecond(epochSeconds).atZone(ZoneId.systemDefault()));
    }

    private static String keeps(MachineSnapshot snapshot) {
        return snapshot.state() == MachineState.RUNNING || snapshot.state() == MachineState.PAUSED
                ? "disks and memory"
                : "disks";
    }

    // ---- what comes

    private void onInventory(Inventory newest) {
        inventory = newest;
        onSelection(site.workbench().selection().get());
    }

    private void onSelection(Selection selection) {
        MachineId next = machine(selection).map(Machine::id).orElse(null);
        if (next == null || !next.equals(asked)) {
            asked = next;
            if (next == null) {
                snapshots = List.of();
                bringUp("camera", "No machine is selected", "Its snapshots are shown here. Select one machine.", "");
            }
            enable();
            poll.now();
        }
    }

    /** The one machine that the selection is about. */
    private Optional<Machine> machine(Selection selection) {
        Set<MachineId> about = selection.items().stream()
                .map(item -> switch (item) {
                    case Selected.OfMachine of -> of.machine();
                    case Selected.OfNic of -> of.nic().machine();
                    case Selected.OfRemote of -> of.nic().machine();
                    case Selected.OfFlow of -> of.nic().machine();
                    case Selected.OfNetwork _ -> null;
                })
                .filter(id -> id != null)
                .collect(Collectors.toSet());
        return about.size() == 1 ? inventory.machine(about.iterator().next()) : Optional.empty();
    }

    private Optional<Machine> machine() {
        return asked == null ? Optional.empty() : inventory.machine(asked);
    }

    /** Not on the UI thread. */
    private Kept ask() throws VitrineException {
        MachineId machine = asked;
        return new Kept(machine, machine == null ? List.of() : service.snapshots(machine));
    }

    private void show(Answer<Kept> answer) {
        Optional<Machine> machine = machine();
        if (machine.isEmpty()) {
            return;
        }
        String name = machine.get().name();
        if (answer.failure() != null) {
            snapshots = List.of();
            bringUp("camera", name + " has no snapshots", answer.failure().explained(), "");
        } else if (!machine.get().id().equals(answer.value().machine())) {
            return; // the answer to an older question
        } else {
            snapshots = answer.value().snapshots();
            if (snapshots.isEmpty()) {
                bringUp(
                        "camera",
                        name + " has no snapshots yet",
                        "A snapshot keeps its disks, and what is in its memory while it runs, to go back to.",
                        canTake() ? "Take a snapshot" : "");
            } else {
                table.show(snapshots);
                summary.show("camera", Palette.Role.MUTED, words(name), "");
                bringUp(board);
            }
        }
        enable();
    }

    private String words(String machine) {
        String count = snapshots.size() == 1 ? "1 snapshot" : snapshots.size() + " snapshots";
        return snapshots.stream()
                .filter(MachineSnapshot::current)
                .findFirst()
                .map(current -> count + " of " + machine + ", which goes on from " + current.name())
                .orElse(count + " of " + machine);
    }

    // ---- what a person does

    private boolean canTake() {
        return machine()
                .filter(machine -> machine.capabilities().contains(MachineCapability.SNAPSHOT))
                .isPresent();
    }

    private Optional<MachineSnapshot> selected() {
        List<MachineSnapshot> rows = table.selected();
        return rows.size() == 1 ? Optional.of(rows.getFirst()) : Optional.empty();
    }

    private void enable() {
        take.setEnabled(canTake());
        revert.setEnabled(canTake() && selected().isPresent());
        delete.setEnabled(canTake() && selected().isPresent());
    }

    private void take() {
        Machine machine = machine().orElseThrow();
        SnapshotDialog dialog = new SnapshotDialog(
                site.workbench().shell(),
                machine,
                snapshots.stream().map(MachineSnapshot::name).collect(Collectors.toSet()));
        if (dialog.open() == Window.OK) {
            String name = dialog.name();
            change(
                    "Take the snapshot " + name + " of " + machine.name(),
                    machine,
                    new MachineChange.TakeSnapshot(name, dialog.description()),
                    "The snapshot " + name + " is taken");
        }
    }

    private void revert() {
        Machine machine = machine().orElseThrow();
        MachineSnapshot snapshot = selected().orElseThrow();
        if (isSure(
                "Go Back to " + snapshot.name(),
                "Put " + machine.name() + " back to " + snapshot.name() + ", taken " + time(snapshot.epochSeconds())
                        + "?\n\nWhat has changed on its disks since is lost, unless a snapshot keeps it.",
                "Go Back")) {
            change(
                    "Go back to " + snapshot.name(),
                    machine,
                    new MachineChange.RevertToSnapshot(snapshot.name()),
                    machine.name() + " is as it was at " + snapshot.name());
        }
    }

    private void delete() {
        Machine machine = machine().orElseThrow();
        MachineSnapshot snapshot = selected().orElseThrow();
        if (isSure(
                "Delete " + snapshot.name(),
                "Delete the snapshot " + snapshot.name() + " of " + machine.name()
                        + "?\n\nNobody can go back to it any more. " + machine.name()
                        + " and its other snapshots stay as they are.",
                "Delete")) {
            change(
                    "Delete the snapshot " + snapshot.name(),
                    machine,
                    new MachineChange.DeleteSnapshot(snapshot.name()),
                    "The snapshot " + snapshot.name() + " is deleted");
        }
    }

    private boolean isSure(String title, String question, String yes) {
        return new MessageDialog(
                                site.workbench().shell(),
                                title,
                                null,
                                question,
                                MessageDialog.QUESTION,
                                1,
                                yes,
                                "Cancel")
                        .open()
                == 0;
    }

    private void change(String title, Machine machine, MachineChange change, String done) {
        site.workbench()
                .run(
                        title,
                        _ -> {
                            admin.change(machine.id(), change);
                            return done;
                        },
                        said -> {
                            site.workbench().say(said);
                            poll.now();
                        });
    }

    // ---- what is shown

    private void bringUp(String icon, String title, String text, String action) {
        List<String> words = List.of(icon, title, text, action);
        if (empty == null || !words.equals(emptyWords)) {
            if (empty != null) {
                empty.control().dispose();
            }
            empty = new EmptyState(stack, site.workbench().icons(), icon, title, text);
            if (!action.isEmpty()) {
                empty.action(action, this::take);
            }
            emptyWords = words;
        }
        bringUp(empty.control());
    }

    private void bringUp(Control control) {
        StackLayout layout = (StackLayout) stack.getLayout();
        if (layout.topControl != control) {
            layout.topControl = control;
            stack.layout();
        }
    }

    private void repaint() {
        if (empty != null && !emptyWords.isEmpty()) {
            boolean inFront = ((StackLayout) stack.getLayout()).topControl == empty.control();
            List<String> words = emptyWords;
            emptyWords = List.of();
            if (inFront) {
                bringUp(words.get(0), words.get(1), words.get(2), words.get(3));
            }
        }
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
    }
}
