/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.linux.Link;

/**
 * Finds the interfaces that libvirt made on this machine. libvirt knows their names, but not in which network namespace it runs
 * itself. One thread.
 */
final class HostSide {
    private static final Path NAMES = Path.of("/run/netns");
    /** A tap of libvirt's has its guest's address with this as the first byte, so that a bridge does not take it for its own. */
    private static final long TAP = 0xfe00_0000_0000L;

    private static final long AFTER_FIRST_BYTE = 0x00ff_ffff_ffffL;

    private final boolean local;
    private final Map<String, List<Link>> links = new HashMap<>();
    /** Where interfaces were found before: all of a daemon are in one namespace. */
    private String last = "";

    /**
     * @param local whether the hypervisor runs on this machine
     */
    HostSide(boolean local) {
        this.local = local;
    }

    /** Looks at the kernel anew. */
    void refresh() {
        links.clear();
    }

    /** Where a port of a running machine is; of a remote hypervisor only the name is known. */
    Optional<HostInterface> find(Domain.Port port) {
        if (port.device().isEmpty()) {
            return Optional.empty();
        }
        if (!local) {
            return Optional.of(new HostInterface("", port.device(), 0));
        }
        // two namespaces may have interfaces of one name: the address tells which is meant
        return find(port, true).or(() -> find(port, false));
    }

    private Optional<HostInterface> find(Domain.Port port, boolean byAddress) {
        for (String netns : namespaces()) {
            for (Link link : links.computeIfAbsent(netns, HostSide::list)) {
                if (link.name().equals(port.device()) && (!byAddress || isTapOf(link.mac(), port.mac()))) {
                    last = netns;
                    return Optional.of(new HostInterface(netns, link.name(), link.index()));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isTapOf(MacAddress tap, MacAddress guest) {
        return tap.bits() == (guest.bits() & AFTER_FIRST_BYTE | TAP);
    }

    private Set<String> namespaces() {
        Set<String> names = new LinkedHashSet<>(List.of(last, ""));
        if (Files.isDirectory(NAMES)) {
            try (var files = Files.list(NAMES)) {
                files.map(file -> file.getFileName().toString()).sorted().forEach(names::add);
            } catch (IOException _) {
                // gone, or not for us: what is left are those that are known
            }
        }
        return names;
    }

    private static List<Link> list(String netns) {
        try {
            return Link.list(netns);
        } catch (VitrineException _) {
            return List.of(); // a namespace that just went
        }
    }
}
