/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StackLayout;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Text;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Shared;
import org.vitrine.ui.widgets.EmptyState;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link MachinesContent}. */
final class MachinesPart implements OpenPart {
    /** Nobody tells of labs; of their machines the inventory does. */
    private static final Duration LABS_PERIOD = Duration.ofSeconds(2);

    private final PartSite site;
    private final Labs work;
    private final Poll poll;
    private final Shared<Selection> selection;
    private final Composite stack;
    private final Composite listing;
    private final Summary summary;
    private final Text words;
    private final MachineTree tree;
    private final ToolAction down;
    private EmptyState empty;
    private Inventory inventory;
    private List<LabStatus> labs;
    private String refusal = "";

    MachinesPart(PartSite site, InventoryService inventory, LabAdminService service, Path examples) {
        this.site = site;
        selection = site.workbench().selection();
        work = new Labs(site.workbench(), service, examples, this::refused, this::askForLabs);
        stack = new Composite(site.parent(), SWT.NONE);
        stack.setLayout(new StackLayout());
        listing = new Composite(stack, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        listing.setLayout(layout);
        summary = new Summary(site, listing);
        words = new Text(listing, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        words.setMessage("filter: words, -words to leave out");
        words.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        words.setText(site.state().get("filter", ""));
        tree = new MachineTree(site, listing, selection::set, this::show);
        tree.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        words.addListener(SWT.Modify, _ -> show());
        words.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN) {
                tree.control().setFocus();
            }
        });
        tree.control().addListener(SWT.KeyDown, this::key);
        site.contextMenu(tree.control(), this::fillMenu);

        ToolAction.menu(site, "Bring up a lab", "flask", this::fillLabs).inToolBarWithLabel();
        down = ToolAction.menu(site, "Take down a lab", "flask-off", this::fillDown)
                .inToolBar();
        down.setEnabled(false);
        site.toolBar().add(new Separator());
        ToolAction.push(site, "Expand all", "fold-down", () -> tree.expandAll(true))
                .inToolBar();
        ToolAction.push(site, "Collapse the machines", "fold-up", () -> tree.expandAll(false))
                .inToolBar();

        site.follow(inventory::subscribe, this::show);
        poll = Poll.start(site, stack, LABS_PERIOD, service::labs, answer -> {
            if (answer.failure() == null) {
                labs = answer.value();
                show();
            }
        });
        selection.subscribe(tree::select);
        site.workbench().palette().subscribe(() -> {
            if (empty != null) {
                dropEmpty();
                show();
            }
        });
    }

    private void askForLabs() {
        poll.now();
    }

    private void show(Inventory newest) {
        boolean first = inventory == null;
        inventory = newest;
        show();
        poll.now(); // machines come and go with labs
        if (first) {
            tree.select(selection.get());
        }
    }

    private void show() {
        if (inventory == null || labs == null) {
            return; // for some milliseconds nobody knows whether there is nothing
        }
        down.setEnabled(!labs.isEmpty());
        if (inventory.machines().isEmpty() && labs.isEmpty()) {
            showEmpty();
            return;
        }
        MachineRows maker = new MachineRows(words.getText(), tree.sorted(), tree.descending());
        List<Row> rows = maker.of(inventory, labs);
        tree.show(rows, maker.isFiltered());
        showSummary(rows, maker.isFiltered());
        bringUp(listing);
    }

    private void showSummary(List<Row> rows, boolean filtered) {
        long running = inventory.machines().stream()
                .filter(machine -> machine.state() == MachineState.RUNNING)
                .count();
        long failed = inventory.machines().stream()
                .filter(machine -> machine.state() == MachineState.FAILED || machine.state() == MachineState.UNKNOWN)
                .count();
        int all = inventory.machines().size();
        int shown = rows.stream().mapToInt(group -> group.children().size()).sum();
        String sentence = MachineWords.count(all) + ", "
                + (running == all ? all == 1 ? "it runs" : "all run" : running + (running == 1 ? " runs" : " run"))
                + (failed == 0 ? "" : ", " + failed + (failed == 1 ? " needs" : " need") + " attention");
        summary.show(
                failed > 0 ? "alert-triangle" : "server",
                failed > 0 ? Palette.Role.WARNING : Palette.Role.MUTED,
                sentence,
                filtered ? shown + " of " + all + " shown" : "");
    }

    private void showEmpty() {
        if (empty == null) {
            String text = refusal.isEmpty()
                    ? "A lab is a small network of machines on this host, as a file describes it. Machines of other"
                            + " hypervisors appear here by themselves."
                    : refusal;
            empty = new EmptyState(stack, site.workbench().icons(), "server", "No machines yet", text);
            work.examples().stream()
                    .filter(lab -> lab.name().equals("small"))
                    .findFirst()
                    .ifPresent(lab -> empty.action("Bring up the small example lab", () -> work.up(lab.file())));
            empty.action("Open a lab file…", work::choose);
        }
        bringUp(empty.control());
    }

    /** Somebody who may not make networks reads it where the machines would be, too. */
    private void refused(VitrineException reason) {
        if (reason.reason() == Reason.DENIED && !stack.isDisposed()) {
            refusal = reason.explained();
            dropEmpty();
            show();
        }
    }

    private void bringUp(Control control) {
        StackLayout layout = (StackLayout) stack.getLayout();
        if (layout.topControl != control) {
            layout.topControl = control;
            stack.layout();
            if (control == listing) {
                dropEmpty();
            }
        }
    }

    private void dropEmpty() {
        if (empty != null) {
            empty.control().dispose();
            empty = null;
        }
    }

    private void fillLabs(IMenuManager menu) {
        for (ExampleLab lab : work.examples()) {
            String label = lab.name() + (lab.title().isEmpty() ? "" : ": " + lab.title());
            menu.add(ToolAction.push(site, label, "flask", () -> work.up(lab.file())));
        }
        menu.add(new Separator());
        menu.add(ToolAction.push(site, "From a file…", "folder-open", work::choose));
    }

    private void fillDown(IMenuManager menu) {
        for (LabStatus lab : labs) {
            menu.add(ToolAction.push(site, "Take down " + lab.name(), "flask-off", () -> work.down(lab)));
        }
    }

    private void fillMenu(IMenuManager menu) {
        List<Row> selected = tree.selected();
        ToolAction copy = ToolAction.push(site, "Copy rows\tCtrl+C", "copy", tree::copy);
        copy.setEnabled(!selected.isEmpty());
        for (Row row : selected) {
            labs.stream()
                    .filter(lab -> new Row.GroupKey(lab.name()).equals(row.key()))
                    .forEach(lab -> menu.add(
                            ToolAction.push(site, "Take down " + lab.name() + "…", "flask-off", () -> work.down(lab))));
        }
        menu.add(copy);
    }

    private void key(Event event) {
        if ((event.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1) {
            switch (event.keyCode) {
                case 'c' -> tree.copy();
                case 'a' -> {
                    tree.control().selectAll();
                    tree.control().notifyListeners(SWT.Selection, new Event());
                }
                case 'f' -> words.setFocus();
                default -> {
                    // for somebody else
                }
            }
        }
    }

    @Override
    public void focus() {
        if (empty == null) {
            tree.control().setFocus();
        } else {
            empty.control().setFocus();
        }
    }

    @Override
    public void save(PartState state) {
        tree.save(state);
        state.put("filter", words.getText());
    }
}
