/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.recording;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.EpochClock;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.Nic;
import org.vitrine.json.Json;

/**
 * The content of {@code recording.json}.
 *
 * @param seconds how long the recording is
 * @param frames file names within the folder, by {@link NicId#toString}
 */
record RecordedNetwork(double seconds, List<Machine> machines, List<Network> networks, Map<String, String> frames) {
    /** The namespace in which recorded interfaces seem to live; no real one can have this name. */
    static final String NETNS = "/recording";

    RecordedNetwork {
        machines = List.copyOf(machines);
        networks = List.copyOf(networks);
        frames = Map.copyOf(frames);
    }

    /**
     * @throws VitrineException NOT_FOUND when there is no recording in that folder, INVALID when it is broken
     */
    static RecordedNetwork read(Path folder) throws VitrineException {
        Path file = folder.resolve("recording.json");
        try {
            return Json.read(Files.readString(file), RecordedNetwork.class);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.NOT_FOUND, "there is no recording in " + folder + ": " + e.getMessage(), "", e);
        } catch (JsonParseException e) {
            throw new VitrineException(Reason.INVALID, file + ": " + e.getMessage(), "", e);
        }
    }

    /** The file with the frames of a vNIC. */
    Optional<Path> frames(Path folder, NicId nic) {
        return Optional.ofNullable(frames.get(nic.toString()))
                .map(name -> folder.resolve(Path.of(name).getFileName()));
    }

    /**
     * The machines as they are shown: those with frames run and have an interface, none can be changed.
     *
     * @param round how often the recording has been played; another round is another interface, so that it is read again
     */
    List<Machine> shown(int round) {
        Map<String, String> tags = Map.of("playing-since", String.valueOf(EpochClock.SYSTEM.nanos()));
        return machines.stream().map(machine -> shown(machine, round, tags)).toList();
    }

    private Machine shown(Machine machine, int round, Map<String, String> tags) {
        List<Nic> nics = machine.nics().stream()
                .map(nic -> new Nic(
                        nic.id(),
                        nic.mac(),
                        nic.addresses(),
                        frames.containsKey(nic.id().toString())
                                ? Optional.of(new HostInterface(
                                        NETNS, machine.name() + "." + nic.id().name(), round))
                                : Optional.empty(),
                        nic.network(),
                        true))
                .toList();
        return new Machine(
                machine.id(),
                machine.host(),
                machine.name(),
                machine.group(),
                machine.role(),
                MachineState.RUNNING,
                "recording",
                "recorded, and played again and again",
                nics,
                Set.of(),
                tags);
    }
}
