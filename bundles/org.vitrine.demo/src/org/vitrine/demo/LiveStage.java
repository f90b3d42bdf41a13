/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.Nic;
import org.vitrine.json.Json;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;

/**
 * A lab that is up. The administrator is a program of its own that runs in the administrator's machine and knows nothing but the
 * guest's address; inside the guest a capture waits for what must not arrive there.
 */
final class LiveStage implements Stage {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Inventory inventory;
    private final MachineAdminService machines;
    private final List<CaptureBackend> backends;
    private final Timeline timeline;
    private final List<String> client;
    private Cast cast;
    private CaptureHandle inside;
    private long seenInside;

    /**
     * @param plugins folder of the jars, for the administrator's client
     */
    LiveStage(
            Inventory inventory,
            MachineAdminService machines,
            List<CaptureBackend> backends,
            Timeline timeline,
            Path plugins)
            throws VitrineException {
        this.inventory = inventory;
        this.machines = machines;
        this.backends = backends;
        this.timeline = timeline;
        client = clientCommand(plugins);
    }

    @Override
    public String introduction() {
        long guests = with(MachineRole.GUEST).size();
        long hosts =
                with(MachineRole.GUEST).stream().map(Machine::host).distinct().count();
        return guests + " guests on " + hosts + " virtualization hosts talk, through a router, to "
                + with(MachineRole.REMOTE).size() + " remote hosts; an administrator sits in a network of its own.";
    }

    /** The guest with the most remote hosts that are machines of the lab, and the busiest of these. */
    @Override
    public Cast cast() throws VitrineException {
        NicTraffic chosen = timeline.newest().nics().stream()
                .max(Comparator.comparingLong(nic ->
                        nic.hosts().stream().filter(this::isRemoteMachine).count()))
                .orElseThrow(() -> new VitrineException(Reason.UNAVAILABLE, "no guest is watched"));
        HostTraffic remote = chosen.hosts().stream()
                .filter(this::isRemoteMachine)
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.UNAVAILABLE, "no guest talks to a remote host"));
        Machine guest = inventory.machine(chosen.nic().machine()).orElseThrow();
        Nic nic = inventory.nic(chosen.nic()).orElseThrow();
        cast = new Cast(guest.name(), ipv4(nic), remote.address());
        CaptureSource insideGuest = new CaptureSource.Interface(
                guest.tags().getOrDefault("netns", ""), nic.id().name());
        inside = backends.stream()
                .filter(backend -> backend.supports(insideGuest))
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.UNAVAILABLE, "nothing can capture inside the guest"))
                .open(insideGuest, new CaptureOptions(128, "udp port 555", 1 << 20, 0));
        return cast;
    }

    @Override
    public Answer ask() throws VitrineException {
        try {
            return Json.<StatusText>read(
                            administrator("status", cast.guestAddress().toString(), "--json"), StatusText.class)
                    .answer();
        } catch (JsonParseException e) {
            throw new VitrineException(
                    Reason.FAILED, "the administrator's client printed something else: " + e.getMessage(), "", e);
        }
    }

    @Override
    public void filter() throws VitrineException {
        administrator("filter", cast.guestAddress().toString(), cast.remote().toString());
    }

    @Override
    public void unfilter() throws VitrineException {
        administrator("unfilter", cast.guestAddress().toString(), cast.remote().toString());
    }

    @Override
    public long framesSeenByGuest() throws VitrineException {
        goOn(0.3); // what was on its way has arrived
        while (inside.read(batch -> seenInside += batch.size(), 64) > 0) {
            // more may wait
        }
        return seenInside;
    }

    @Override
    public void goOn(double seconds) throws VitrineException {
        timeline.await(sample -> false, seconds);
    }

    @Override
    public void close() {
        if (inside != null) {
            inside.close();
        }
    }

    /** What the client prints with --json. */
    private record StatusText(List<HostText> hosts) {
        record HostText(IpAddress address, int txKibPerSecond, int rxKibPerSecond) {}

        Answer answer() {
            return new Answer(hosts.stream()
                    .map(h -> new Answer.Host(h.address(), h.txKibPerSecond(), h.rxKibPerSecond()))
                    .toList());
        }
    }

    private String administrator(String... words) throws VitrineException {
        Machine administrator = with(MachineRole.ADMINISTRATOR).stream()
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "the lab has no administrator"));
        List<String> command = new ArrayList<>(client);
        command.addAll(List.of(words));
        ExecResult result = machines.exec(administrator.id(), new ExecRequest(command, LIMIT));
        if (result.exitCode() != 0) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the administrator's client failed: " + result.errors().strip());
        }
        return result.output();
    }

    private static List<String> clientCommand(Path plugins) throws VitrineException {
        StringBuilder classPath = new StringBuilder();
        for (String bundle : List.of("org.vitrine.admin.api", "org.vitrine.common", "org.vitrine.runtime.api")) {
            try (var jars = java.nio.file.Files.newDirectoryStream(plugins, bundle + "_*.jar")) {
                jars.forEach(
                        jar -> classPath.append(classPath.isEmpty() ? "" : ":").append(jar));
            } catch (java.io.IOException e) {
                throw new VitrineException(
                        Reason.NOT_FOUND, "the folder of the bundles cannot be read: " + e.getMessage(), "", e);
            }
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath.toString(),
                "org.vitrine.admin.client.Main");
    }

    private List<Machine> with(MachineRole role) {
        return inventory.machines().stream().filter(m -> m.role() == role).toList();
    }

    private boolean isRemoteMachine(HostTraffic host) {
        return host.address().isIpv4()
                && with(MachineRole.REMOTE).stream()
                        .flatMap(machine -> machine.nics().stream())
                        .flatMap(nic -> nic.addresses().stream())
                        .map(IpPrefix::address)
                        .anyMatch(host.address()::equals);
    }

    private static IpAddress ipv4(Nic nic) throws VitrineException {
        return nic.addresses().stream()
                .map(IpPrefix::address)
                .filter(IpAddress::isIpv4)
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, nic.id() + " has no IPv4 address"));
    }
}
