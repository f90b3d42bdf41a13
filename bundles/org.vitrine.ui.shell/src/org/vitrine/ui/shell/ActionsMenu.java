/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.List;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.ui.actions.CompoundContributionItem;
import org.vitrine.ui.Selection;

/** The menu with what can be done with the selection. */
public final class ActionsMenu extends CompoundContributionItem {
    @Override
    protected IContributionItem[] getContributionItems() {
        StandardWorkbench workbench = Services.workbench();
        Selection selection = workbench.selection().get();
        List<IContributionItem> items = workbench.actions().offers(selection).stream()
                .<IContributionItem>map(offered -> new ActionContributionItem(ActionList.item(offered, selection)))
                .toList();
        return items.isEmpty() ? new IContributionItem[] {nothing()} : items.toArray(IContributionItem[]::new);
    }

    private static IContributionItem nothing() {
        Action action = new Action("Select a machine, a vNIC or a remote host first") {};
        action.setEnabled(false);
        return new ActionContributionItem(action);
    }
}
