/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.jface.preference.PreferencePage;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Text;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.config.ConfigSection;
import org.vitrine.runtime.config.ConfigService;

/** The settings of the runtime: what there is, what is set, and the file that sets it, checked as one types. */
public final class SettingsPage extends PreferencePage implements IWorkbenchPreferencePage {
    private final AtomicInteger edits = new AtomicInteger();
    private Tree tree;
    private Label where;
    private Text text;
    private String path = "";
    private String read = "";

    @Override
    public void init(IWorkbench workbench) {
        setDescription(
                "The settings of the runtime that this window shows. Its file is read again whenever it changes.");
        noDefaultAndApplyButton();
    }

    @Override
    protected Control createContents(Composite parent) {
        SashForm area = new SashForm(parent, SWT.VERTICAL);
        GridDataFactory.fillDefaults().grab(true, true).hint(380, 380).applyTo(area);
        tree = new Tree(area, SWT.BORDER | SWT.FULL_SELECTION);
        tree.setHeaderVisible(true);
        column("Setting", 190);
        column("Value", 120);
        column("Otherwise", 100);
        column("What it is", 360);
        Composite below = new Composite(area, SWT.NONE);
        GridLayoutFactory.fillDefaults().applyTo(below);
        where = new Label(below, SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(where);
        text = new Text(below, SWT.BORDER | SWT.MULTI | SWT.H_SCROLL | SWT.V_SCROLL);
        text.setFont(JFaceResources.getTextFont());
        text.setEnabled(false);
        text.addListener(SWT.Modify, _ -> check());
        GridDataFactory.fillDefaults().grab(true, true).applyTo(text);
        area.setWeights(3, 2);
        parent.getDisplay().asyncExec(this::widen);
        Services.find(ConfigService.class)
                .ifPresentOrElse(this::load, () -> setMessage("The runtime is away: nothing can be set now.", WARNING));
        return area;
    }

    /** Settings with their meanings, and a file below, want more room than the dialog takes by itself. */
    private void widen() {
        if (!tree.isDisposed()) {
            Point size = getShell().getSize();
            getShell().setSize(Math.max(size.x, 1_000), Math.max(size.y, 680));
        }
    }

    private void column(String title, int width) {
        TreeColumn column = new TreeColumn(tree, SWT.LEFT);
        column.setText(title);
        column.setWidth(width);
    }

    /** What the runtime knows, and the text of its file. */
    private record Loaded(List<ConfigSection> sections, String path, String text) {}

    private void load(ConfigService service) {
        Services.workbench()
                .run(
                        "Read the settings",
                        _ -> {
                            String file = service.file();
                            return new Loaded(service.sections(), file, file.isEmpty() ? "" : read(Path.of(file)));
                        },
                        this::show);
    }

    private static String read(Path file) throws VitrineException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        } catch (IOException e) {
            throw new VitrineException(Reason.DENIED, file + " cannot be read: " + e.getMessage());
        }
    }

    private void show(Loaded loaded) {
        if (tree.isDisposed()) {
            return;
        }
        for (ConfigSection section : loaded.sections()) {
            TreeItem group = new TreeItem(tree, SWT.NONE);
            group.setText(new String[] {section.name(), "", "", section.description()});
            for (ConfigSection.Setting setting : section.settings()) {
                TreeItem item = new TreeItem(group, SWT.NONE);
                item.setText(new String[] {
                    setting.name(),
                    setting.value(),
                    setting.standard(),
                    setting.description() + " (" + setting.kind() + ")"
                });
                if (setting.set()) {
                    item.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
                }
            }
            group.setExpanded(true);
        }
        path = loaded.path();
        read = loaded.text();
        text.setText(read);
        text.setEnabled(!path.isEmpty());
        where.setText(path.isEmpty() ? "" : path + (read.isEmpty() ? ", which is not there yet or empty:" : ":"));
    }

    /** The runtime says what is wrong; an answer that comes after the next key is not shown. */
    private void check() {
        int edit = edits.incrementAndGet();
        String now = text.getText();
        setValid(now.equals(read));
        Services.find(ConfigService.class)
                .ifPresent(service -> Services.workbench()
                        .run("Check the settings", _ -> service.check(path, now), complaints -> {
                            if (!text.isDisposed() && edits.get() == edit) {
                                setErrorMessage(complaints.isEmpty() ? null : complaints.getFirst());
                                setValid(complaints.isEmpty());
                            }
                        }));
    }

    @Override
    public boolean performOk() {
        if (text == null || text.getText().equals(read)) {
            return true;
        }
        Path file = Path.of(path);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(part, text.getText());
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            setErrorMessage(file + " cannot be written: " + e.getMessage());
            return false;
        }
    }
}
