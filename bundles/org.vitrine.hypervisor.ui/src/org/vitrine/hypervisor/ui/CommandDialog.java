/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.time.Duration;
import java.util.List;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Spinner;
import org.eclipse.swt.widgets.Text;
import org.vitrine.common.Quantity;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Workbench;

/** Runs commands in a machine and shows what they wrote. The window stays usable meanwhile. */
final class CommandDialog extends Dialog {
    private static final int LIMIT_SECONDS = 30;
    private static final int LONGEST_SECONDS = 3600;
    private static final int COPY = IDialogConstants.CLIENT_ID;

    private final Workbench workbench;
    private final Machine machine;
    private final MachineAdminService admin;
    private final Display display;
    private Text command;
    private Spinner limit;
    private Label outcome;
    private StyledText output;

    /**
     * How a command ended.
     *
     * @param result null when it could not be run
     * @param failure null when it was
     */
    private record Outcome(ExecResult result, VitrineException failure, Duration took) {}

    CommandDialog(Workbench workbench, Machine machine, MachineAdminService admin) {
        super(workbench.shell());
        this.workbench = workbench;
        this.machine = machine;
        this.admin = admin;
        display = workbench.shell().getDisplay();
        setShellStyle(SWT.SHELL_TRIM | SWT.MODELESS);
        setBlockOnOpen(false);
    }

    Display display() {
        return display;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Run a Command in " + machine.name());
    }

    @Override
    protected Point getInitialSize() {
        return new Point(720, 460);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        GridLayout layout = (GridLayout) area.getLayout();
        layout.numColumns = 5;
        new Label(area, SWT.NONE).setText("Command:");
        command = new Text(area, SWT.BORDER);
        command.setMessage("a line for sh, such as: ip address");
        command.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        command.addListener(SWT.Modify, _ -> enable(true));
        new Label(area, SWT.NONE).setText("end it after");
        limit = new Spinner(area, SWT.BORDER);
        limit.setValues(LIMIT_SECONDS, 1, LONGEST_SECONDS, 0, 1, 10);
        new Label(area, SWT.NONE).setText("s");
        outcome = new Label(area, SWT.WRAP);
        outcome.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 5, 1));
        output = new StyledText(area, SWT.MULTI | SWT.READ_ONLY | SWT.BORDER | SWT.H_SCROLL | SWT.V_SCROLL);
        output.setFont(JFaceResources.getTextFont());
        output.setMargins(6, 6, 6, 6);
        output.setAlwaysShowScrollBars(false);
        GridData wide = new GridData(SWT.FILL, SWT.FILL, true, true, 5, 1);
        wide.heightHint = 240;
        output.setLayoutData(wide);
        output.setBackground(workbench.palette().color(Palette.Role.SURFACE));
        output.setForeground(workbench.palette().color(Palette.Role.TEXT));
        return area;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, COPY, "Copy", false).setEnabled(false);
        createButton(parent, IDialogConstants.CLOSE_ID, "Close", false);
        createButton(parent, IDialogConstants.OK_ID, "Run", true);
        enable(true);
        command.setFocus();
    }

    @Override
    protected void buttonPressed(int button) {
        switch (button) {
            case IDialogConstants.OK_ID -> run();
            case COPY -> copy();
            default -> close();
        }
    }

    private void enable(boolean idle) {
        if (getButton(IDialogConstants.OK_ID) != null) {
            getButton(IDialogConstants.OK_ID)
                    .setEnabled(idle && !command.getText().isBlank());
        }
    }

    private void run() {
        String line = command.getText().strip();
        ExecRequest request = new ExecRequest(List.of("sh", "-c", line), Duration.ofSeconds(limit.getSelection()));
        enable(false);
        output.setText("");
        say("Running…", Palette.Role.MUTED);
        workbench.run("Run " + line + " in " + machine.name(), _ -> exec(request), done -> {
            if (getShell() != null && !getShell().isDisposed()) {
                show(done);
                enable(true);
            }
        });
    }

    /** A failure is shown here, not in a dialog upon this one. */
    private Outcome exec(ExecRequest request) {
        long begin = System.nanoTime();
        try {
            return new Outcome(admin.exec(machine.id(), request), null, Duration.ofNanos(System.nanoTime() - begin));
        } catch (VitrineException e) {
            return new Outcome(null, e, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private void show(Outcome done) {
        if (done.failure() != null) {
            boolean cancelled = done.failure().reason() == Reason.CANCELLED;
            say(cancelled ? "Cancelled" : done.failure().explained(), Palette.Role.ERROR);
            return;
        }
        ExecResult result = done.result();
        say(
                "Exit code " + result.exitCode() + " after " + Quantity.duration(done.took())
                        + (result.truncated() ? "; it wrote more than 1 MiB, the rest is left out" : "")
                        + (result.output().isEmpty() && result.errors().isEmpty() ? "; it wrote nothing" : ""),
                result.exitCode() == 0 ? Palette.Role.OK : Palette.Role.ERROR);
        output.setText(result.output() + result.errors());
        if (!result.errors().isEmpty()) {
            output.setStyleRange(new StyleRange(
                    result.output().length(),
                    output.getCharCount() - result.output().length(),
                    workbench.palette().color(Palette.Role.ERROR),
                    null));
        }
        getButton(COPY).setEnabled(output.getCharCount() > 0);
    }

    private void say(String text, Palette.Role role) {
        outcome.setForeground(workbench.palette().color(role));
        outcome.setText(text);
        outcome.getParent().layout();
    }

    private void copy() {
        Clipboard clipboard = new Clipboard(display);
        clipboard.setContents(
                new Object[] {output.getSelectionCount() > 0 ? output.getSelectionText() : output.getText()},
                new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
    }
}
