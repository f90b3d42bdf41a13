/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.Set;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;

/** Asks how a snapshot is to be called. */
final class SnapshotDialog extends TitleAreaDialog {
    private final Machine machine;
    private final Set<String> taken;
    private Text name;
    private Text description;
    private String chosenName = "";
    private String chosenDescription = "";

    /**
     * @param taken names of the snapshots that there are
     */
    SnapshotDialog(Shell parent, Machine machine, Set<String> taken) {
        super(parent);
        this.machine = machine;
        this.taken = Set.copyOf(taken);
    }

    /** After OK. */
    String name() {
        return chosenName;
    }

    /** After OK; may be empty. */
    String description() {
        return chosenDescription;
    }

    /** What is wrong with a name; null when nothing is. */
    static String complaint(String name, Set<String> taken) {
        if (name.isBlank()) {
            return "A snapshot needs a name.";
        }
        if (name.contains("/") || name.chars().anyMatch(Character::isISOControl)) {
            return "A name has no slash and no control characters.";
        }
        return taken.contains(name.strip()) ? "There is a snapshot " + name.strip() + " already." : null;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Take a Snapshot of " + machine.name());
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle("Keep " + machine.name() + " as it is now");
        setMessage(
                machine.state() == MachineState.RUNNING || machine.state() == MachineState.PAUSED
                        ? "Its disks and what is in its memory. It may stand still for some seconds."
                        : "Its disks; it is off.");
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        area.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        GridLayout layout = new GridLayout(2, false);
        layout.marginWidth = 12;
        layout.marginHeight = 12;
        area.setLayout(layout);
        name = field(area, "Name:", "such as before-the-upgrade");
        description = field(area, "Description:", "what it is for; may be left out");
        name.addListener(SWT.Modify, _ -> validate());
        return area;
    }

    private static Text field(Composite area, String label, String hint) {
        new Label(area, SWT.NONE).setText(label);
        Text text = new Text(area, SWT.BORDER);
        text.setMessage(hint);
        text.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        return text;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.CANCEL_ID, "Cancel", false);
        createButton(parent, IDialogConstants.OK_ID, "Take", true).setEnabled(false);
        name.setFocus();
    }

    private void validate() {
        String complaint = complaint(name.getText(), taken);
        setErrorMessage(complaint);
        getButton(IDialogConstants.OK_ID).setEnabled(complaint == null);
    }

    @Override
    protected void okPressed() {
        chosenName = name.getText().strip();
        chosenDescription = description.getText().strip();
        super.okPressed();
    }
}
