/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.ui.SelectionAction;
import org.vitrine.ui.Workbench;

/** Opens Wireshark on the packets of selected vNICs as they pass. */
@Component(service = SelectionAction.class, property = "service.ranking:Integer=465")
public final class WiresharkAction extends LiveAction {
    private final RecordingService recordings;
    private final Set<LiveWireshark> open = ConcurrentHashMap.newKeySet();

    /**
     * @throws VitrineException when the runtime is just leaving: the service then goes, too
     */
    @Activate
    public WiresharkAction(@Reference RecordingService recordings, @Reference InventoryService inventories)
            throws VitrineException {
        super("Open in Wireshark", "external-link", inventories);
        this.recordings = recordings;
    }

    /** No more packets come; what Wireshark has, a person may still look at. */
    @Deactivate
    @Override
    void stop() {
        super.stop();
        open.forEach(LiveWireshark::close);
    }

    @Override
    void run(RecordingRequest request, String title, Workbench workbench) {
        workbench.run(
                "Open Wireshark on " + title,
                _ -> {
                    LiveWireshark live = LiveWireshark.start(command(), recordings, request);
                    open.add(live);
                    live.onEnd(() -> open.remove(live));
                    return title;
                },
                what -> workbench.say("Wireshark captures from " + what));
    }

    /** Begins at once, from its standard input. */
    private static List<String> command() throws VitrineException {
        return List.of(
                Wireshark.program("wireshark")
                        .orElseThrow(() -> new VitrineException(
                                Reason.UNSUPPORTED,
                                "Wireshark is not installed on this machine",
                                "Install the package wireshark, on Debian by: apt install wireshark."))
                        .toString(),
                "-k",
                "-i",
                "-");
    }
}
