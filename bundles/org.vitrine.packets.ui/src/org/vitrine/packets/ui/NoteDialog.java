/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import org.eclipse.jface.dialogs.InputDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Shell;

/** Asks for a note of some lines. */
final class NoteDialog extends InputDialog {
    NoteDialog(Shell parent, int packet, String note) {
        super(
                parent,
                "Note about packet " + (packet + 1),
                "It is kept in the file, as a comment that Wireshark shows. Empty takes it away.",
                note,
                null);
    }

    @Override
    protected int getInputTextStyle() {
        return SWT.MULTI | SWT.BORDER | SWT.WRAP | SWT.V_SCROLL;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Control area = super.createDialogArea(parent);
        ((GridData) getText().getLayoutData()).heightHint = 90;
        return area;
    }
}
