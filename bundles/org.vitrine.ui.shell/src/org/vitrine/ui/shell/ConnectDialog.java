/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.runtime.connection.ConnectionState;
import org.vitrine.runtime.connection.RuntimeConnection;

/** Asks whose network to show. */
final class ConnectDialog extends TitleAreaDialog {
    private final RuntimeConnection connection;
    private Button own;
    private Button other;
    private Combo sockets;
    private String socket = "";

    ConnectDialog(Shell parent, RuntimeConnection connection) {
        super(parent);
        this.connection = connection;
    }

    /** The socket that was chosen; empty for the services of this window. */
    String socket() {
        return socket;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Connect");
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle("Whose network shall this window show?");
        setMessage("A runtime on this machine, which goes on when the window closes, or this window's own services.");
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        GridLayoutFactory.swtDefaults().numColumns(3).margins(12, 12).applyTo(area);
        ConnectionState state = connection.state();
        other = new Button(area, SWT.RADIO);
        other.setText("The &runtime that listens on");
        sockets = new Combo(area, SWT.DROP_DOWN);
        sockets.setItems(connection.candidates().toArray(String[]::new));
        sockets.setText(
                !state.socket().isEmpty() ? state.socket() : sockets.getItemCount() > 0 ? sockets.getItem(0) : "");
        GridDataFactory.fillDefaults().grab(true, false).hint(360, SWT.DEFAULT).applyTo(sockets);
        Button browse = new Button(area, SWT.PUSH);
        browse.setText("&Browse…");
        browse.addListener(SWT.Selection, _ -> browse());
        own = new Button(area, SWT.RADIO);
        own.setText("The &services of this window");
        GridDataFactory.fillDefaults().span(3, 1).applyTo(own);
        Label hint = new Label(area, SWT.WRAP);
        hint.setText("A runtime is started with: vitrine runtime");
        GridDataFactory.fillDefaults().span(3, 1).applyTo(hint);
        boolean isOwn = state.mode() == ConnectionState.Mode.OWN;
        own.setSelection(isOwn);
        other.setSelection(!isOwn);
        sockets.addListener(SWT.Modify, _ -> {
            other.setSelection(true);
            own.setSelection(false);
            validate();
        });
        own.addListener(SWT.Selection, _ -> validate());
        other.addListener(SWT.Selection, _ -> validate());
        return area;
    }

    private void browse() {
        FileDialog dialog = new FileDialog(getShell(), SWT.OPEN);
        String path = dialog.open();
        if (path != null) {
            sockets.setText(path);
        }
    }

    private void validate() {
        String complaint = "";
        if (other.getSelection()) {
            String path = sockets.getText().strip();
            if (path.isEmpty()) {
                complaint = "Name the socket.";
            } else if (!Files.exists(Path.of(path))) {
                complaint = "There is nothing at " + path + ".";
            }
        }
        setMessage(
                complaint.isEmpty() ? "Ready." : complaint,
                complaint.isEmpty() ? IMessageProvider.NONE : IMessageProvider.ERROR);
        getButton(OK).setEnabled(complaint.isEmpty());
    }

    @Override
    protected void okPressed() {
        socket = other.getSelection() ? sockets.getText().strip() : "";
        super.okPressed();
    }
}
