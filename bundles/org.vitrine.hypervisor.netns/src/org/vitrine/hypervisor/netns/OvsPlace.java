/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Network;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/**
 * The Open vSwitch of a place: a database and a switch of its own, with the datapath in user space, in the place's namespace. Its two
 * processes are in that namespace too, so they end with everything else there.
 */
final class OvsPlace {
    private static final Path FOLDERS = Path.of("/run/vitrine/ovs");
    private static final Path SWITCH = Path.of("/usr/sbin/ovs-vswitchd");
    private static final Path SCHEMA = Path.of("/usr/share/openvswitch/vswitch.ovsschema");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String netns;
    private final Path folder;

    OvsPlace(Place place) {
        netns = place.netns();
        folder = folder(netns);
    }

    static boolean isOn(Network network) {
        return network.kind() == NetworkKind.OPEN_VSWITCH;
    }

    private static Path folder(String netns) {
        return FOLDERS.resolve(netns);
    }

    /**
     * Starts the switch and makes its bridges.
     *
     * @throws VitrineException UNSUPPORTED when it is not installed
     */
    void make(List<Network> bridges) throws VitrineException {
        if (!Files.isExecutable(SWITCH) || !Files.exists(SCHEMA)) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "Open vSwitch is not installed",
                    "Install it, apt-get install openvswitch-switch ethtool, or make the network kind: bridge.");
        }
        erase(netns); // of a namespace of this name that went without us
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new VitrineException(Reason.DENIED, "cannot make " + folder + ": " + e.getMessage(), "", e);
        }
        Path database = folder.resolve("conf.db");
        run("ovsdb-tool", "create", database.toString(), SCHEMA.toString());
        daemon(
                "ovsdb-server",
                database.toString(),
                "--remote=punix:" + socket(),
                "--unixctl=" + folder.resolve("db.ctl"));
        vsctl(List.of("--no-wait", "init"));
        daemon(SWITCH.toString(), "unix:" + socket());
        List<String> words = new ArrayList<>();
        for (Network bridge : bridges) {
            words.addAll(List.of(
                    "--", "add-br", bridge.name(), "--", "set", "bridge", bridge.name(), "datapath_type=netdev"));
        }
        vsctl(words);
    }

    /** Connects vNICs whose interfaces are there. */
    void plug(Member machine, List<Plug> nics) throws VitrineException {
        List<String> gone = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (Plug nic : nics) {
            // what a switch in user space reads has to have its checksum already
            Tool.require(inside(machine.netns(), "ethtool", "-K", nic.name(), "tx", "off"), "", LIMIT);
            gone.addAll(List.of("--", "--if-exists", "del-port", nic.port()));
            words.addAll(List.of("--", "add-port", nic.network().name(), nic.port()));
        }
        if (!nics.isEmpty()) {
            vsctl(gone); // in two steps, so that the switch lets go of an interface of that name that is no more
            vsctl(words);
        }
    }

    /** Removes the folder of a namespace's switch, whose processes have ended. */
    static void erase(String netns) throws VitrineException {
        Path folder = folder(netns);
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "cannot delete " + folder + ": " + e.getMessage(), "", e);
        }
    }

    private Path socket() {
        return folder.resolve("db.sock");
    }

    private void vsctl(List<String> words) throws VitrineException {
        List<String> command = new ArrayList<>(List.of("ovs-vsctl", "--timeout=30", "--db=unix:" + socket()));
        command.addAll(words);
        run(command.toArray(String[]::new));
    }

    private void daemon(String... command) throws VitrineException {
        List<String> line = new ArrayList<>(List.of(command));
        line.addAll(List.of("--pidfile", "--detach", "--log-file=" + folder.resolve("log")));
        run(line.toArray(String[]::new));
    }

    private void run(String... command) throws VitrineException {
        List<String> line =
                new ArrayList<>(List.of("env", "OVS_RUNDIR=" + folder, "OVS_LOGDIR=" + folder, "OVS_DBDIR=" + folder));
        line.addAll(inside(netns, command));
        Tool.require(line, "", LIMIT);
    }

    private static List<String> inside(String netns, String... command) {
        List<String> line = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        line.addAll(List.of(command));
        return line;
    }
}
