/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.util.List;
import java.util.Optional;
import org.eclipse.jface.window.Window;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.capture.RecordingService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.Newest;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Records the packets of a selected vNIC as a capture file. */
@Component(property = "service.ranking:Integer=460")
public final class CaptureAction implements SelectionAction {
    private final RecordingService recordings;
    private final Newest<Inventory> inventory;

    @Activate
    public CaptureAction(@Reference RecordingService recordings, @Reference InventoryService inventories) {
        this.recordings = recordings;
        inventory = new Newest<>(Inventory.EMPTY, inventories::subscribe);
    }

    @Deactivate
    void stop() {
        inventory.close();
    }

    @Override
    public Optional<Offer> offer(Selection selection) {
        List<CaptureTarget> targets = CaptureTarget.of(selection, inventory.get());
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        boolean on = targets.stream().anyMatch(CaptureTarget::isOn);
        return Optional.of(
                new Offer(label(selection), "player-record", on ? "" : "The machine is off: start it first."));
    }

    private static String label(Selection selection) {
        return selection.only(Selected.OfFlow.class).isPresent() ? "Capture this flow…" : "Capture…";
    }

    @Override
    public void run(Selection selection, Workbench workbench) {
        List<CaptureTarget> targets = CaptureTarget.of(selection, inventory.get()).stream()
                .filter(CaptureTarget::isOn)
                .toList();
        if (targets.isEmpty()) {
            return;
        }
        CaptureDialog dialog =
                new CaptureDialog(workbench.shell(), recordings, targets, CaptureTarget.presets(selection));
        if (dialog.open() == Window.OK) {
            CaptureOrder order = dialog.order();
            workbench.run(
                    "Capture " + order.what(),
                    progress -> Capture.run(recordings, order, progress),
                    done -> CaptureEnd.show(workbench, done));
        }
    }
}
