/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.Threat;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;

/**
 * The Open vSwitches of this computer, by OpenFlow. What is declared stays when it is stopped, so that it holds while the runtime is
 * away; its next life finds it.
 */
@Component
public final class OvsDataPlane implements DataPlaneProvider, HealthCheck {
    /** Where databases listen: the Debian package's, and those of labs. The last folder may be {@code *}. */
    private static final List<Path> DATABASES =
            List.of(Path.of("/run/openvswitch/db.sock"), Path.of("/run/vitrine/ovs/*/db.sock"));

    private record Where(String netns, SwitchImage.Bridge bridge, SwitchImage.Port port, Path management) {}

    private final List<Path> patterns;
    private final Map<Path, OpenVSwitch> switches = new ConcurrentSkipListMap<>();
    private final Map<Path, BridgePlane> planes = new HashMap<>();

    @Activate
    public OvsDataPlane() {
        this(DATABASES);
    }

    OvsDataPlane(List<Path> patterns) {
        this.patterns = List.copyOf(patterns);
        discover();
        switches.values().forEach(OpenVSwitch::awaitFirstTry);
    }

    @Deactivate
    void stop() {
        switches.values().forEach(OpenVSwitch::close);
        switches.clear();
    }

    @Override
    public String name() {
        return "ovs";
    }

    /** The kernel's hooks do not see what a switch in user space reads from a vNIC, so what is on a switch is for the switch. */
    @Override
    public int precedence() {
        return 10;
    }

    @Override
    public boolean diverts() {
        return false;
    }

    @Override
    public boolean serves(HostInterface hostInterface) {
        return where(hostInterface).isPresent();
    }

    @Override
    public Optional<String> objection(WantedDeclaration wanted) {
        Optional<Where> where = where(wanted.at());
        if (where.isPresent() && !where.get().bridge.speaksOurOpenFlow()) {
            String bridge = where.get().bridge.name();
            return Optional.of("the bridge " + bridge + " does not speak OpenFlow 1.4: ovs-vsctl add bridge " + bridge
                    + " protocols OpenFlow13 OpenFlow14");
        }
        return Optional.ofNullable(
                switch (wanted.declaration()) {
                    case Drop drop
                    when drop.probability() < Drop.ALWAYS ->
                        "Open vSwitch cannot lose packets by chance, only all that match";
                    case Guard(var _, Threat against)
                    when (against == Threat.IP_SPOOFING || against == Threat.NEIGHBOR_POISONING)
                            && wanted.nic().addresses().isEmpty() -> "its IP addresses are not known";
                    case Mirror _
                    when !where.map(Where::management)
                            .equals(where(wanted.to().orElseThrow()).map(Where::management)) ->
                        "copies cannot go to another bridge";
                    default -> null;
                });
    }

    @Override
    public Outcome apply(Wanted wanted) {
        discover();
        Set<HostInterface> absent = new HashSet<>();
        Map<Path, List<WantedDeclaration>> byBridge = new HashMap<>();
        for (WantedDeclaration declaration : wanted.declarations()) {
            Optional<Where> where = there(declaration.at(), absent);
            boolean whole =
                    declaration.to().stream().allMatch(to -> there(to, absent).isPresent());
            if (where.isPresent() && whole) {
                byBridge.computeIfAbsent(where.get().management, _ -> new ArrayList<>())
                        .add(declaration);
            }
        }
        Map<String, VitrineException> failures = new HashMap<>();
        Set<String> ours = new HashSet<>(wanted.namespaces());
        wanted.declarations().forEach(declaration -> ours.add(declaration.at().netns()));
        Set<Path> known = new HashSet<>();
        for (OpenVSwitch each : switches.values()) {
            String netns = each.netns().orElse(null);
            SwitchImage image = each.image();
            for (String bridge : image.bridges().keySet()) {
                Path management = each.management(bridge);
                known.add(management);
                if (netns != null && (ours.contains(netns) || planes.containsKey(management))) {
                    try {
                        apply(management, byBridge.getOrDefault(management, List.of()), ports(image, bridge));
                    } catch (VitrineException e) {
                        failures.put(netns, e);
                    }
                }
            }
        }
        planes.keySet().retainAll(known);
        return new Outcome(absent, failures);
    }

    private void apply(Path management, Collection<WantedDeclaration> wanted, Map<String, Integer> ports)
            throws VitrineException {
        BridgePlane plane = planes.computeIfAbsent(management, BridgePlane::new);
        if (!Files.exists(management) && !(wanted.isEmpty() && plane.isClean())) {
            throw new VitrineException(
                    Reason.UNAVAILABLE,
                    "the Open vSwitch of " + management + " does not run",
                    "Start ovs-vswitchd; what is declared comes back with it.");
        }
        plane.apply(wanted, ports);
    }

    @Override
    public List<String> verify() {
        discover();
        List<String> changed = new ArrayList<>();
        planes.forEach((management, plane) -> {
            try {
                plane.verify().forEach(what -> changed.add(what + " at " + management));
            } catch (VitrineException _) {
                // it does not run now, which the next step says
            }
        });
        return changed;
    }

    @Override
    public Map<Declaration, DropCounts> counters() throws VitrineException {
        Map<Declaration, DropCounts> counts = new HashMap<>();
        VitrineException failure = null;
        for (BridgePlane plane : planes.values()) {
            try {
                plane.count(counts);
            } catch (VitrineException e) {
                failure = e; // a switch that does not run takes no counters of others with it
            }
        }
        if (failure != null && counts.isEmpty()) {
            throw failure;
        }
        return counts;
    }

    @Override
    public List<HealthItem> check() {
        List<HealthItem> items = new ArrayList<>();
        switches.forEach((socket, each) -> {
            String bridges =
                    String.join(", ", new TreeSet<>(each.image().bridges().keySet()));
            boolean runs =
                    each.image().bridges().keySet().stream().allMatch(bridge -> Files.exists(each.management(bridge)));
            items.add(
                    runs && each.netns().isPresent()
                            ? HealthItem.ok("data plane", "Open vSwitch", socket + " has bridges: " + bridges)
                            : new HealthItem(
                                    "data plane",
                                    "Open vSwitch",
                                    HealthItem.Level.DEGRADED,
                                    "the switch of " + socket + " does not run, or in a namespace without a name",
                                    "Start ovs-vswitchd with its pid file beside its database."));
        });
        return items;
    }

    private Optional<Where> there(HostInterface at, Set<HostInterface> absent) {
        Optional<Where> where = where(at).filter(found -> found.port.number() > 0);
        if (where.isEmpty()) {
            absent.add(at);
        }
        return where;
    }

    private Optional<Where> where(HostInterface at) {
        for (OpenVSwitch each : switches.values()) {
            SwitchImage image = each.image();
            SwitchImage.Port port = image.ports().get(at.name());
            if (port != null && each.netns().equals(Optional.of(at.netns()))) {
                SwitchImage.Bridge bridge = image.bridges().get(port.bridge());
                return Optional.of(new Where(at.netns(), bridge, port, each.management(bridge.name())));
            }
        }
        return Optional.empty();
    }

    private static Map<String, Integer> ports(SwitchImage image, String bridge) {
        return image.ports().values().stream()
                .filter(port -> port.bridge().equals(bridge))
                .collect(Collectors.toMap(SwitchImage.Port::name, SwitchImage.Port::number));
    }

    /** Finds databases that came, and forgets those that went. */
    private void discover() {
        Set<Path> found = new HashSet<>();
        for (Path pattern : patterns) {
            Path folder = pattern.getParent();
            if (!folder.getFileName().toString().equals("*")) {
                found.add(pattern);
                continue;
            }
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder.getParent())) {
                folders.forEach(each -> found.add(each.resolve(pattern.getFileName())));
            } catch (IOException | DirectoryIteratorException _) {
                // nobody has made one yet
            }
        }
        for (Path socket : found) {
            if (Files.exists(socket)) {
                switches.computeIfAbsent(socket, OpenVSwitch::new);
            }
        }
        for (Path socket : List.copyOf(switches.keySet())) {
            if (!Files.exists(socket.getParent())) {
                switches.remove(socket).close();
            }
        }
    }
}
