/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.vitrine.capture.testkit.Await;
import org.vitrine.capture.testkit.TestNetwork;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;
import org.vitrine.packet.PacketBuilder;

/** A host with a switch, and on it a guest, a remote host and another, each in its own network namespace. Real kernel, real packets. */
public final class Lab implements AutoCloseable {
    public static final MacAddress GUEST_MAC = mac(1);
    public static final MacAddress REMOTE_MAC = mac(2);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** What the machines are plugged into: a switch {@code br0} with an interface of this name. */
    public interface Fabric {
        /** A Linux bridge. */
        Fabric BRIDGE = new Fabric() {
            @Override
            public void open(TestNetwork network) throws Exception {
                network.ip(network.host(), "link add br0 type bridge");
            }

            @Override
            public void plug(TestNetwork network, String device) throws Exception {
                network.ip(network.host(), "link set " + device + " master br0");
            }
        };

        /** Makes the switch. */
        void open(TestNetwork network) throws Exception;

        /** Connects an interface of the host, whose other end is {@code eth0} in the machine of the same name. */
        void plug(TestNetwork network, String device) throws Exception;

        /** Ends what does not end with the network. */
        default void close() throws Exception {
            // the kernel takes a bridge away with its namespace
        }
    }

    private final TestNetwork network;
    private final Fabric fabric;
    public final String host;
    public final String guest;
    public final String remote;
    public final String other;

    /** On a Linux bridge. */
    public Lab() throws Exception {
        this(Fabric.BRIDGE);
    }

    public Lab(Fabric fabric) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/socat")), "needs socat to send frames");
        network = new TestNetwork("dpl");
        host = network.host();
        this.fabric = fabric;
        try {
            fabric.open(network);
        } catch (Exception | Error e) {
            network.close();
            throw e;
        }
        network.ip(host, "link set br0 up", "addr add 10.5.0.254/24 dev br0");
        guest = machine("g0", 1);
        remote = machine("r0", 2);
        other = machine("o0", 3);
    }

    private String machine(String device, int n) throws Exception {
        network.addMachine(device, mac(n).toString());
        configure(device, n);
        return network.machine(device);
    }

    /** Connects a machine that has lost its link. */
    public void plug(String device, int n) throws Exception {
        network.addLink(device, mac(n).toString());
        configure(device, n);
    }

    private void configure(String device, int n) throws Exception {
        fabric.plug(network, device);
        network.ip(host, "neigh replace 10.5.0." + n + " lladdr " + mac(n) + " dev br0");
        List<String> commands = new ArrayList<>(
                List.of("addr add 10.5.0." + n + "/24 dev eth0", "addr add fd05::" + n + "/64 dev eth0 nodad"));
        for (int peer = 1; peer <= 3; peer++) { // so that nobody has to ask for addresses
            commands.add("neigh replace 10.5.0." + peer + " lladdr " + mac(peer) + " dev eth0");
            commands.add("neigh replace fd05::" + peer + " lladdr " + mac(peer) + " dev eth0");
        }
        network.ip(network.machine(device), commands.toArray(String[]::new));
    }

    public static MacAddress mac(int n) {
        return new MacAddress(0x02_00_00_00_00_00L | n);
    }

    public HostInterface at(String device) throws Exception {
        String index = run(host, "ip", "-o", "link", "show", "dev", device).split(":")[0];
        return new HostInterface(host, device, Integer.parseInt(index));
    }

    /** Runs a command in a namespace; it has to succeed. */
    public static String run(String netns, String... command) throws Exception {
        return Tool.require(inside(netns, command), "", LIMIT);
    }

    public static void nft(String netns, String script) throws Exception {
        Tool.require(inside(netns, "nft", "-f", "-"), script, LIMIT);
    }

    private static List<String> inside(String netns, String... command) {
        List<String> line = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        line.addAll(List.of(command));
        return line;
    }

    /** Starts a program in a namespace, which ends with this lab. */
    public void start(String netns, String... command) throws Exception {
        network.start(netns, command);
    }

    /** How many of three echo requests were answered. */
    public static int ping(String from, String to) throws Exception {
        List<String> command = inside(from, "ping", "-n", "-q", "-c", "3", "-i", "0.02", "-W", "0.2", to);
        String text = Tool.run(command, new byte[0], LIMIT).text();
        return Integer.parseInt(text.replaceAll("(?s).* (\\d+) received.*", "$1"));
    }

    /** Returns when the guest reaches an address without a loss. */
    public void awaitReachable(String to) throws Exception {
        for (int tries = 0; ping(guest, to) < 3; tries++) {
            if (tries == 50) {
                throw new AssertionError("the guest does not reach " + to);
            }
        }
    }

    /** Sends one frame as it is out of an interface. */
    public static void send(String netns, String device, byte[] frame) throws Exception {
        Tool.Result result = Tool.run(inside(netns, "socat", "-u", "STDIN", "INTERFACE:" + device), frame, LIMIT);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(result.errorText());
        }
    }

    /** A frame with VLAN tags (type and id of each) and a UDP datagram of one byte. */
    public static byte[] udp(MacAddress to, MacAddress from, int[] tags, String source, String destination, int port) {
        MemorySegment memory = Arena.ofAuto().allocate(200);
        PacketBuilder builder = new PacketBuilder(memory).ethernet(to.bits(), from.bits());
        for (int i = 0; i < tags.length; i += 2) {
            builder.tag(tags[i], tags[i + 1]);
        }
        IpAddress here = IpAddress.parse(source);
        IpAddress there = IpAddress.parse(destination);
        if (here.isIpv4()) {
            builder.ipv4(here.ipv4Bits(), there.ipv4Bits());
        } else {
            builder.ipv6(here.high(), here.low(), there.high(), there.low());
        }
        int length = builder.udp(40_000, port).payload(new byte[] {0x10}).finish();
        return memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** A tcpdump at an interface. */
    public static final class Sniffer implements AutoCloseable {
        private final Process process;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final Thread reader;

        public Sniffer(String netns, String device, String filter) throws Exception {
            process = new ProcessBuilder(
                            inside(netns, "tcpdump", "-l", "-n", "-e", "-xx", "-i", device, "--immediate-mode", filter))
                    .redirectErrorStream(true)
                    .start();
            reader = Thread.ofVirtual().start(() -> {
                try {
                    process.getInputStream().transferTo(output);
                } catch (IOException _) {
                    // it was ended
                }
            });
            until(() -> text().contains("listening on"));
        }

        public String text() {
            return output.toString(StandardCharsets.UTF_8);
        }

        /** Frames seen so far. */
        public long frames() {
            return text().lines()
                    .filter(line -> line.matches("^\\d\\d:\\d\\d:.*"))
                    .count();
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            process.waitFor();
            reader.join();
        }
    }

    /** Waits for something that comes by itself. */
    public static void until(Callable<Boolean> condition) throws Exception {
        Await.until(condition, () -> "see the test");
    }

    @Override
    public void close() throws Exception {
        try {
            fabric.close();
        } finally {
            network.close();
        }
    }
}
