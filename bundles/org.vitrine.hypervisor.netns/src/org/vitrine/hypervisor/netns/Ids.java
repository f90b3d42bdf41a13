/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vitrine.common.HostId;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Network;
import org.vitrine.hypervisor.netns.Lab.Place;

/**
 * How the parts of labs are called in the inventory.
 *
 * @param node the machine that all of this runs on
 */
record Ids(String node) {
    /** With the name of this machine. */
    static Ids ofThisMachine() {
        try {
            String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return new Ids(name.matches("[\\w.-]{1,100}") ? name : "localhost");
        } catch (IOException _) {
            return new Ids("localhost");
        }
    }

    MachineId machine(Lab lab, Member machine) {
        return new MachineId(node + "/netns/" + lab.name() + "/" + machine.name());
    }

    NetworkId network(Lab lab, Network network) {
        return new NetworkId(node + "/netns/" + lab.name() + "/" + network.name());
    }

    /** A virtualization host of the lab, or this machine itself for what is on none. */
    HostId host(Lab lab, Optional<Place> host) {
        return new HostId(
                host.map(place -> node + "/" + lab.name() + "/" + place.name()).orElse(node));
    }
}
