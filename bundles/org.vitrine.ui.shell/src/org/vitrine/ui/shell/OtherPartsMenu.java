/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IContributionItem;
import org.eclipse.jface.action.Separator;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.actions.CompoundContributionItem;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.vitrine.ui.PartContent;

/** The parts of bundles that the shell does not know. */
public final class OtherPartsMenu extends CompoundContributionItem {
    @Override
    protected IContributionItem[] getContributionItems() {
        BundleContext context = Services.context();
        List<IContributionItem> items;
        try {
            items = context.getServiceReferences(PartContent.class, null).stream()
                    .filter(reference ->
                            PlatformUI.getWorkbench().getViewRegistry().find(PartFrame.viewId(id(reference))) == null)
                    .<IContributionItem>map(reference -> new ActionContributionItem(
                            item(context.getService(reference).title(), id(reference))))
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("no filter is a good filter", e);
        }
        return items.isEmpty()
                ? new IContributionItem[0]
                : Stream.concat(Stream.of(new Separator()), items.stream()).toArray(IContributionItem[]::new);
    }

    private static String id(ServiceReference<PartContent> reference) {
        return String.valueOf(reference.getProperty(PartContent.PART));
    }

    private static Action item(String title, String part) {
        return new Action(title) {
            @Override
            public void run() {
                Services.workbench().show(part);
            }
        };
    }
}
