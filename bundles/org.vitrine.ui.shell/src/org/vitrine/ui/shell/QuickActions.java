/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.ui.quickaccess.IQuickAccessComputer;
import org.eclipse.ui.quickaccess.QuickAccessElement;
import org.vitrine.hypervisor.Machine;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/** What quick access finds beside commands and parts: machines to go to, and what can be done with the selection. */
public final class QuickActions implements IQuickAccessComputer {
    @Override
    public QuickAccessElement[] computeElements() {
        StandardWorkbench workbench = Services.workbench();
        Selection selection = workbench.selection().get();
        List<QuickAccessElement> elements = new ArrayList<>();
        for (ActionList.Offered offered : workbench.actions().offers(selection)) {
            if (offered.offer().hindrance().isEmpty()) {
                elements.add(new Element(
                        offered.offer().label(),
                        workbench.icons().descriptor(offered.offer().icon()),
                        () -> offered.action().run(selection, workbench)));
            }
        }
        for (Machine machine : machines()) {
            elements.add(new Element(
                    "Go to " + machine.name() + (machine.group().isEmpty() ? "" : " in " + machine.group()),
                    workbench.icons().descriptor("server"),
                    () -> workbench.selection().set(Selection.of(new Selected.OfMachine(machine.id())))));
        }
        return elements.toArray(QuickAccessElement[]::new);
    }

    private static List<Machine> machines() {
        return Services.find(KnownInventory.class)
                .map(known -> known.inventory().machines())
                .orElse(List.of()); // the runtime is away, and its machines with it
    }

    @Override
    public void resetState() {
        // nothing is kept
    }

    @Override
    public boolean needsRefresh() {
        return true;
    }

    /** Something to find. */
    private static final class Element extends QuickAccessElement {
        private final String label;
        private final ImageDescriptor icon;
        private final Runnable action;

        Element(String label, ImageDescriptor icon, Runnable action) {
            this.label = label;
            this.icon = icon;
            this.action = action;
        }

        @Override
        public String getLabel() {
            return label;
        }

        @Override
        public ImageDescriptor getImageDescriptor() {
            return icon;
        }

        @Override
        public String getId() {
            return label;
        }

        @Override
        public void execute() {
            Guard.call(label, action);
        }
    }
}
