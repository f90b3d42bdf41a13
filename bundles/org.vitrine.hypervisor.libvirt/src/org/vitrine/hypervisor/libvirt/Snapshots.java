/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineState;
import org.w3c.dom.Element;

/** Kept states of machines (<a href="https://libvirt.org/formatsnapshot.html">Snapshot XML format</a>). */
final class Snapshots {
    private Snapshots() {}

    static List<MachineSnapshot> list(Handle domain) throws VitrineException {
        List<MachineSnapshot> snapshots = new ArrayList<>();
        for (Handle each : Libvirt.SNAPSHOTS.list(Libvirt.SNAPSHOT_FREE, domain.address(), 0)) {
            try (each) {
                snapshots.add(
                        read(Libvirt.SNAPSHOT_XML.text(each, 0), Libvirt.SNAPSHOT_IS_CURRENT.number(each, 0) == 1));
            }
        }
        snapshots.sort(Comparator.comparingLong(MachineSnapshot::epochSeconds).thenComparing(MachineSnapshot::name));
        return snapshots;
    }

    static MachineSnapshot read(String xml, boolean current) throws VitrineException {
        Element root = Xml.read(xml, "domainsnapshot");
        boolean external = Xml.attribute(root, "memory", "snapshot").equals("external")
                || Xml.all(root, "disks", "disk").stream()
                        .anyMatch(disk -> disk.getAttribute("snapshot").equals("external"));
        String created = Xml.text(root, "creationTime");
        return new MachineSnapshot(
                Xml.text(root, "name"),
                Xml.text(root, "description"),
                created.matches("\\d{1,18}") ? Long.parseLong(created) : 0,
                switch (Xml.text(root, "state")) {
                    case "running", "blocked" -> MachineState.RUNNING;
                    case "paused" -> MachineState.PAUSED;
                    default -> MachineState.STOPPED; // off, or its disks alone
                },
                Optional.of(Xml.text(root, "parent", "name")).filter(name -> !name.isEmpty()),
                current,
                external);
    }

    static void take(Handle domain, String name, String description) throws VitrineException {
        String xml = "<domainsnapshot><name>" + Xml.escaped(name) + "</name><description>" + Xml.escaped(description)
                + "</description></domainsnapshot>";
        Libvirt.SNAPSHOT_CREATE.handle(Libvirt.SNAPSHOT_FREE, domain, xml, 0).close();
    }

    static void revert(Handle domain, String name) throws VitrineException {
        try (Handle snapshot = find(domain, name)) {
            Libvirt.SNAPSHOT_REVERT.number(snapshot, 0);
        }
    }

    static void delete(Handle domain, String name) throws VitrineException {
        try (Handle snapshot = find(domain, name)) {
            Libvirt.SNAPSHOT_DELETE.number(snapshot, 0);
        }
    }

    private static Handle find(Handle domain, String name) throws VitrineException {
        return Libvirt.SNAPSHOT_BY_NAME.handle(Libvirt.SNAPSHOT_FREE, domain, name, 0);
    }
}
