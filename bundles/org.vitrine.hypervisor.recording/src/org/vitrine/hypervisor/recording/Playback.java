/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.recording;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.InventoryListener;

/** One recording that is being played, and begun again when it is over. */
final class Playback implements HypervisorConnection {
    private final Path folder;
    private final RecordedNetwork network;
    private final InventoryListener listener;
    private final Consumer<Playback> onClose;
    private final Thread rounds;

    Playback(Path folder, RecordedNetwork network, InventoryListener listener, Consumer<Playback> onClose) {
        this.folder = folder;
        this.network = network;
        this.listener = listener;
        this.onClose = onClose;
        rounds = Thread.ofPlatform()
                .name("recording " + folder.getFileName())
                .daemon()
                .unstarted(this::play);
    }

    void start() {
        rounds.start();
    }

    Optional<Path> frames(NicId nic) {
        return network.frames(folder, nic);
    }

    private void play() {
        try {
            for (int round = 1; ; round++) {
                listener.inventoryChanged(network.shown(round), network.networks());
                Thread.sleep(Duration.ofMillis((long) Math.max(1_000, network.seconds() * 1_000)));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start(MachineId machine) throws VitrineException {
        throw refusal();
    }

    @Override
    public void stop(MachineId machine) throws VitrineException {
        throw refusal();
    }

    @Override
    public ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException {
        throw refusal();
    }

    private static VitrineException refusal() {
        return new VitrineException(
                Reason.UNSUPPORTED,
                "a recorded machine cannot be changed",
                "Bring up a lab for that, as root: vitrine lab up.");
    }

    @Override
    public void close() {
        rounds.interrupt();
        try {
            rounds.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        onClose.accept(this);
    }
}
