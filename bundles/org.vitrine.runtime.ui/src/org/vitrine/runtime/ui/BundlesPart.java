/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.bundles.BundleAdminService;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Workbench;
import org.vitrine.ui.widgets.Column;
import org.vitrine.ui.widgets.Poll;
import org.vitrine.ui.widgets.RecordTable;
import org.vitrine.ui.widgets.Summary;
import org.vitrine.ui.widgets.ToolAction;

/** See {@link BundlesContent}. */
final class BundlesPart implements OpenPart {
    /** Components come to rest some time after the bundle event that the service tells. */
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final PartSite site;
    private final Workbench workbench;
    private final BundleAdminService service;
    private final Summary summary;
    private final Details details;
    private final RecordTable<BundleInfo> table;
    private final Poll poll;
    private final ToolAction start;
    private final ToolAction stop;
    private final ToolAction update;
    private final ToolAction install;
    private final ToolAction uninstall;
    private final ToolAction platform;
    private List<BundleInfo> bundles = List.of();

    BundlesPart(PartSite site, BundleAdminService service) {
        this.site = site;
        this.service = service;
        workbench = site.workbench();
        Composite area = new Composite(site.parent(), SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        summary = new Summary(site, area);
        details = new Details(site, area, 700);
        table = new RecordTable<>(site, details.upper(), columns(), BundleInfo::symbolicName);

        start = ToolAction.push(site, "Start\tF6", "player-play", () -> change("Start", service::start));
        stop = ToolAction.push(site, "Stop\tShift+F6", "player-stop", () -> change("Stop", service::stop));
        update = ToolAction.push(site, "Update\tF5", "refresh", () -> change("Update", service::update));
        install = ToolAction.push(site, "Install from a file…\tInsert", "package-import", this::install);
        uninstall = ToolAction.push(site, "Uninstall\tDelete", "trash", this::uninstall);
        platform = ToolAction.toggle(
                site,
                "Show the platform's bundles, too",
                "stack-2",
                site.state().get("platform", "false").equals("true"),
                _ -> show());
        start.inToolBar();
        stop.inToolBar();
        update.inToolBar();
        site.toolBar().add(new Separator());
        install.inToolBar();
        uninstall.inToolBar();
        site.toolBar().add(new Separator());
        platform.inToolBar();

        table.menu(this::fillMenu);
        table.listen(SWT.KeyDown, this::key);
        table.onSelection(_ -> showDetails());
        site.follow(service::subscribe, this::show);
        poll = Poll.start(site, area, PERIOD, service::bundles, answer -> {
            if (answer.failure() == null) {
                show(answer.value());
            }
        });
        showDetails();
    }

    private static List<Column<BundleInfo>> columns() {
        return List.of(
                Column.words("Name", 290, BundleInfo::name),
                Column.<BundleInfo>words("State", 105, BundleWords::state)
                        .icon(BundleWords::icon)
                        .color(BundleWords::color),
                Column.words("Symbolic name", 240, BundleInfo::symbolicName),
                Column.words("Version", 165, BundleInfo::version),
                Column.words(
                        "Services", 220, bundle -> bundle.services().stream().collect(Collectors.joining(", "))),
                Column.<BundleInfo>words(
                                "Problems",
                                260,
                                bundle -> bundle.problems().stream().collect(Collectors.joining("; ")))
                        .color(BundleWords::color));
    }

    private void show(List<BundleInfo> bundles) {
        if (!bundles.equals(this.bundles)) {
            boolean first = this.bundles.isEmpty();
            this.bundles = bundles;
            show();
            if (first) {
                table.select(Set.of(site.state().get("selected", "")));
                showDetails();
            }
        }
    }

    private void show() {
        List<BundleInfo> shown = platform.isChecked()
                ? bundles
                : bundles.stream().filter(BundleInfo::own).toList();
        table.show(shown);
        boolean well = bundles.stream().allMatch(each -> each.problems().isEmpty());
        summary.show(
                well ? "circle-check" : "alert-triangle",
                well ? Palette.Role.OK : Palette.Role.WARNING,
                BundleWords.summary(bundles),
                BundleWords.counts(shown, bundles));
        showDetails();
    }

    private void showDetails() {
        List<BundleInfo> selected = table.selected();
        if (selected.size() == 1) {
            details.show(selected.getFirst().name(), BundleWords.details(selected.getFirst()), "");
        } else if (selected.isEmpty()) {
            details.hint("Select a bundle to see what it offers and what it waits for.");
        } else {
            details.show(
                    selected.size() + " bundles selected",
                    selected.stream().map(BundleInfo::symbolicName).collect(Collectors.joining("\n")),
                    "");
        }
        start.setEnabled(selected.stream().anyMatch(BundleWords::canStart));
        stop.setEnabled(selected.stream().anyMatch(BundleWords::canStop));
        update.setEnabled(!selected.isEmpty());
        uninstall.setEnabled(!selected.isEmpty());
    }

    private void fillMenu(IMenuManager menu) {
        menu.add(start);
        menu.add(stop);
        menu.add(update);
        menu.add(uninstall);
    }

    private void key(Event event) {
        switch (event.keyCode | event.stateMask & SWT.MODIFIER_MASK) {
            case SWT.F6 -> runIfEnabled(start);
            case SWT.F6 | SWT.SHIFT -> runIfEnabled(stop);
            case SWT.F5 -> runIfEnabled(update);
            case SWT.INSERT -> install();
            case SWT.DEL -> runIfEnabled(uninstall);
            default -> {
                // for somebody else
            }
        }
    }

    private static void runIfEnabled(ToolAction action) {
        if (action.isEnabled()) {
            action.run();
        }
    }

    /** One of the service's changes. */
    private interface Change {
        void make(String symbolicName) throws VitrineException;
    }

    private void change(String verb, Change change) {
        List<String> names = table.selected().stream()
                .filter(bundle -> switch (verb) {
                    case "Start" -> BundleWords.canStart(bundle);
                    case "Stop" -> BundleWords.canStop(bundle);
                    default -> true;
                })
                .map(BundleInfo::symbolicName)
                .toList();
        String title = verb + " " + (names.size() == 1 ? names.getFirst() : names.size() + " bundles");
        workbench.run(
                title,
                progress -> {
                    for (int i = 0; i < names.size(); i++) {
                        progress.at(i, names.size(), names.get(i));
                        change.make(names.get(i));
                    }
                    return names.size();
                },
                _ -> {
                    workbench.say(title + ": done");
                    poll.now();
                });
    }

    private void install() {
        FileDialog dialog = new FileDialog(workbench.shell(), SWT.OPEN);
        dialog.setText("Install a Bundle");
        dialog.setFilterNames(new String[] {"OSGi bundles (*.jar)", "All files"});
        dialog.setFilterExtensions(new String[] {"*.jar", "*"});
        String chosen = dialog.open();
        if (chosen != null) {
            install(Path.of(chosen));
        }
    }

    private void install(Path file) {
        workbench.run("Install " + file.getFileName(), _ -> service.install(file.toString(), read(file)), name -> {
            workbench.say(name + " is installed");
            poll.now();
        });
    }

    private static byte[] read(Path file) throws VitrineException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    private void uninstall() {
        List<BundleInfo> selected = table.selected();
        String what = selected.size() == 1 ? selected.getFirst().symbolicName() : selected.size() + " bundles";
        if (MessageDialog.openConfirm(
                workbench.shell(),
                "Uninstall " + what,
                "The runtime will not have " + what + " any more, also after a restart.")) {
            change("Uninstall", service::uninstall);
        }
    }

    @Override
    public void focus() {
        table.focus();
    }

    @Override
    public void save(PartState state) {
        table.save(state);
        details.save(state);
        state.put("platform", platform.isChecked());
        table.selected().stream().findFirst().ifPresent(bundle -> state.put("selected", bundle.symbolicName()));
    }
}
