/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.recording;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSource.Pace;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.HypervisorProvider;
import org.vitrine.hypervisor.spi.InventoryListener;

/** Connects to {@code recording:/path/to/folder}. */
@Component(service = {HypervisorProvider.class, CaptureSourceProvider.class})
public final class RecordingProvider implements HypervisorProvider, CaptureSourceProvider {
    private final List<Playback> playbacks = new CopyOnWriteArrayList<>();

    @Activate
    public RecordingProvider() {
        // nothing is played until somebody connects
    }

    @Deactivate
    void stop() {
        playbacks.forEach(Playback::close);
    }

    @Override
    public boolean understands(URI uri) {
        return "recording".equals(uri.getScheme());
    }

    @Override
    public HypervisorConnection connect(URI uri, InventoryListener listener) throws VitrineException {
        if (uri.getPath() == null || !uri.getPath().startsWith("/")) {
            throw new VitrineException(Reason.INVALID, uri + " names no folder", "Write recording:/path/to/folder.");
        }
        Path folder = Path.of(uri.getPath());
        Playback playback = new Playback(folder, RecordedNetwork.read(folder), listener, playbacks::remove);
        playbacks.add(playback);
        playback.start();
        return playback;
    }

    @Override
    public Optional<CaptureSource> source(Nic nic) {
        return playbacks.stream()
                .flatMap(playback -> playback.frames(nic.id()).stream())
                .findFirst()
                .map(file -> new CaptureSource.File(file, Pace.LIVE));
    }
}
