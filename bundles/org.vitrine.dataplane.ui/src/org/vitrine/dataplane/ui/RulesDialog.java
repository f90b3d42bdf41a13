/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.RowLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.dataplane.Declaration;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Workbench;

/** All rules as text, to be changed, read from a file or written to one. What would change is shown before it is applied. */
final class RulesDialog extends Dialog {
    private static final List<String> KINDS = List.of("filter", "drop", "limit", "packet-limit", "guard", "mirror");
    private static final int OPEN = IDialogConstants.CLIENT_ID;
    private static final int SAVE = IDialogConstants.CLIENT_ID + 1;
    private static final long MOST_BYTES = 64 << 20;

    private final Workbench workbench;
    private final KnownFilters known;
    private final Set<Declaration> present;
    private final String scope;
    private StyledText text;
    private StyledText difference;
    private Label summary;

    /** @param scope what new rules are about at first, as {@link org.vitrine.dataplane.DeclarationText} writes it */
    RulesDialog(Workbench workbench, KnownFilters known, Collection<Declaration> present, String scope) {
        super(workbench.shell());
        this.workbench = workbench;
        this.known = known;
        this.present = new LinkedHashSet<>(present);
        this.scope = scope;
        setShellStyle(SWT.SHELL_TRIM | SWT.MODELESS);
        setBlockOnOpen(false);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Rules as Text");
    }

    @Override
    protected Point getInitialSize() {
        return new Point(900, 620);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        Composite kinds = new Composite(area, SWT.NONE);
        RowLayout row = new RowLayout();
        row.center = true;
        kinds.setLayout(row);
        new Label(kinds, SWT.NONE).setText("Add a line for a");
        for (String kind : KINDS) {
            Button button = new Button(kinds, SWT.PUSH);
            button.setText(kind);
            button.addListener(SWT.Selection, _ -> add(kind));
        }
        text = editor(area, SWT.MULTI, 260);
        text.setText(RulesText.of(present));
        summary = new Label(area, SWT.WRAP);
        summary.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        difference = editor(area, SWT.MULTI | SWT.READ_ONLY, 110);
        text.addModifyListener(_ -> check());
        return area;
    }

    private StyledText editor(Composite area, int style, int height) {
        StyledText editor = new StyledText(area, style | SWT.BORDER | SWT.H_SCROLL | SWT.V_SCROLL);
        editor.setFont(JFaceResources.getTextFont());
        editor.setMargins(6, 6, 6, 6);
        editor.setAlwaysShowScrollBars(false);
        editor.setBackground(workbench.palette().color(Palette.Role.SURFACE));
        editor.setForeground(workbench.palette().color(Palette.Role.TEXT));
        GridData data = new GridData(SWT.FILL, SWT.FILL, true, true);
        data.heightHint = height;
        editor.setLayoutData(data);
        return editor;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, OPEN, "Open…", false);
        createButton(parent, SAVE, "Save…", false);
        createButton(parent, IDialogConstants.CLOSE_ID, "Close", false);
        // not the default button: Return begins a new line
        createButton(parent, IDialogConstants.OK_ID, "Apply", false);
        check();
        text.setFocus();
    }

    @Override
    protected void buttonPressed(int button) {
        switch (button) {
            case OPEN -> open(file(SWT.OPEN));
            case SAVE -> save(file(SWT.SAVE));
            case IDialogConstants.OK_ID -> apply();
            default -> close();
        }
    }

    private void add(String kind) {
        String before = text.getText();
        String line = RulesText.template(
                kind, kind.equals("filter") && !scope.startsWith("nic=") ? "nic=MACHINE:NIC" : scope);
        text.setText(before + (before.isEmpty() || before.endsWith("\n") ? "" : "\n") + line + "\n");
        text.setSelection(text.getCharCount() - 1 - line.length(), text.getCharCount() - 1);
        text.setFocus();
    }

    private void check() {
        RulesText typed = RulesText.parse(text.getText());
        List<String> lines = typed.complaint().isEmpty() ? typed.difference(present) : List.of();
        Button apply = getButton(IDialogConstants.OK_ID);
        if (apply != null) {
            apply.setEnabled(!lines.isEmpty());
        }
        boolean wrong = !typed.complaint().isEmpty();
        summary.setForeground(workbench.palette().color(wrong ? Palette.Role.ERROR : Palette.Role.TEXT));
        summary.setText(wrong ? typed.complaint() : lines.isEmpty() ? "Nothing would change." : "Apply would change:");
        difference.setText(String.join("\n", lines));
        int at = 0;
        for (String line : lines) {
            difference.setStyleRange(new StyleRange(
                    at,
                    line.length(),
                    workbench.palette().color(line.startsWith("+") ? Palette.Role.OK : Palette.Role.ERROR),
                    null));
            at += line.length() + 1;
        }
        summary.getParent().layout();
    }

    private void apply() {
        RulesText typed = RulesText.parse(text.getText());
        known.change(typed.added(present), typed.removed(present), workbench);
        close();
    }

    private String file(int style) {
        FileDialog dialog = new FileDialog(getShell(), style);
        dialog.setFilterExtensions(new String[] {"*.txt", "*"});
        dialog.setFileName(style == SWT.SAVE ? "rules.txt" : "");
        dialog.setOverwrite(true);
        return dialog.open();
    }

    private void open(String file) {
        if (file == null) {
            return;
        }
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MOST_BYTES) {
                throw new IOException("it is larger than 64 MiB");
            }
            text.setText(Files.readString(path));
        } catch (IOException e) {
            trouble(file + " cannot be read: " + e.getMessage());
        }
    }

    private void save(String file) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(Path.of(file), text.getText());
            workbench.say("The rules are in " + file);
        } catch (IOException e) {
            trouble(file + " cannot be written: " + e.getMessage());
        }
    }

    private void trouble(String complaint) {
        summary.setForeground(workbench.palette().color(Palette.Role.ERROR));
        summary.setText(complaint);
        summary.getParent().layout();
    }
}
