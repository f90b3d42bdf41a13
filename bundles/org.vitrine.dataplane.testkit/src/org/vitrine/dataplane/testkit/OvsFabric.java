/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/** An Open vSwitch with its datapath in user space, its own database and folder, in the host's network namespace. */
public final class OvsFabric implements Lab.Fabric {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Path folder;
    private String netns;

    @Override
    public void open(TestNetwork network) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ovs-vswitchd")), "needs openvswitch-switch");
        netns = network.host();
        folder = Files.createTempDirectory("vt-ovs");
        run("ovsdb-tool", "create", folder + "/conf.db", "/usr/share/openvswitch/vswitch.ovsschema");
        run(
                "ovsdb-server",
                folder + "/conf.db",
                "--remote=punix:" + database(),
                "--pidfile",
                "--detach",
                "--no-chdir",
                "--log-file=/dev/null",
                "--unixctl=" + folder + "/db.ctl");
        vsctl("--no-wait", "init");
        start();
        vsctl("add-br", "br0", "--", "set", "bridge", "br0", "datapath_type=netdev");
    }

    /** Starts the switch, as after it was killed. */
    public void start() throws Exception {
        run("ovs-vswitchd", "unix:" + database(), "--pidfile", "--detach", "--no-chdir", "--log-file=/dev/null");
    }

    /** Kills the switch; its database goes on. */
    public void kill() throws Exception {
        ProcessHandle process = process("ovs-vswitchd").orElseThrow();
        process.destroyForcibly();
        Await.until(() -> !process.isAlive(), () -> "ovs-vswitchd ends");
    }

    @Override
    public void plug(TestNetwork network, String device) throws Exception {
        // what a user-space switch reads from a vNIC has to have its checksum already
        network.run(network.host(), "ethtool", "-K", device, "tx", "off");
        network.run(network.machine(device), "ethtool", "-K", "eth0", "tx", "off");
        // in two steps, so that the switch lets go of an interface of that name that is no more
        vsctl("--if-exists", "del-port", device);
        vsctl("add-port", "br0", device);
    }

    /** The socket of its database. */
    public Path database() {
        return folder.resolve("db.sock");
    }

    /** Runs {@code ovs-vsctl} on it. */
    public String vsctl(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=15", "--db=unix:" + database()));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    /** Runs {@code ovs-ofctl} on its bridge: a command and its arguments behind the bridge. */
    public String ofctl(String word, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("ovs-ofctl", "-O", "OpenFlow13", word, "unix:" + folder + "/br0.mgmt"));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws Exception {
        List<String> line = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        line.addAll(List.of("env", "OVS_RUNDIR=" + folder, "OVS_LOGDIR=" + folder, "OVS_DBDIR=" + folder));
        line.addAll(List.of(command));
        return Tool.require(line, "", LIMIT);
    }

    private Optional<ProcessHandle> process(String name) throws IOException {
        Path file = folder.resolve(name + ".pid");
        return Files.exists(file)
                ? ProcessHandle.of(Long.parseLong(Files.readString(file).strip()))
                : Optional.empty();
    }

    @Override
    public void close() throws Exception {
        if (folder == null) {
            return;
        }
        for (String name : List.of("ovs-vswitchd", "ovsdb-server")) {
            Optional<ProcessHandle> process = process(name);
            if (process.isPresent()) {
                process.get().destroy();
                process.get().onExit().get(10, TimeUnit.SECONDS);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
