/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Shows the packets of selected vNICs in the part as they pass. */
@Component(service = SelectionAction.class, property = "service.ranking:Integer=470")
public final class WatchAction extends LiveAction {
    private final RecordingService recordings;
    private final Captures captures;

    /**
     * @throws VitrineException when the runtime is just leaving: the service then goes, too
     */
    @Activate
    public WatchAction(
            @Reference RecordingService recordings,
            @Reference InventoryService inventories,
            @Reference Captures captures)
            throws VitrineException {
        super("Watch packets", "list-search", inventories);
        this.recordings = recordings;
        this.captures = captures;
    }

    @Deactivate
    @Override
    void stop() {
        super.stop();
    }

    @Override
    void run(RecordingRequest request, String title, Workbench workbench) {
        workbench.run(
                "Watch packets of " + title,
                _ -> LiveCapture.start(recordings, request, title),
                live -> captures.show(live, workbench));
    }
}
