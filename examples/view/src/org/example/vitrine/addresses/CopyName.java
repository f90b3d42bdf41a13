/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.example.vitrine.addresses;

import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Copies what the selection is called on the command line. Contributed by an extension, see plugin.xml. */
public final class CopyName implements SelectionAction {
    @Override
    public Optional<Offer> offer(Selection selection) {
        return selection.isEmpty() ? Optional.empty() : Optional.of(new Offer("Copy name", "copy"));
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        String names = selection.items().stream().map(CopyName::name).collect(Collectors.joining(" "));
        Clipboard clipboard = new Clipboard(workbench.shell().getDisplay());
        clipboard.setContents(new Object[] {names}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        workbench.say("Copied " + names + ".");
    }

    private static String name(Selected item) {
        return switch (item) {
            case Selected.OfMachine of -> of.machine().toString();
            case Selected.OfNic of -> of.nic().toString();
            case Selected.OfNetwork of -> of.network().toString();
            case Selected.OfRemote of -> of.nic() + " " + of.remote();
            default -> item.toString(); // what later versions can select
        };
    }
}
