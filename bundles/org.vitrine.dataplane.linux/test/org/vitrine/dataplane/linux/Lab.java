/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.vitrine.common.MacAddress;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/**
 * A host with a bridge in one network namespace, and machines that hang on it in others: {@code guest} with its host side
 * {@code g0}, {@code remote} and {@code other}. Real kernel, real packets.
 */
final class Lab implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);
    static final MacAddress GUEST_MAC = mac(1);
    static final MacAddress REMOTE_MAC = mac(2);

    private final String prefix = "vt-dpl" + ProcessHandle.current().pid();
    private final List<String> namespaces = new ArrayList<>();

    final String host = namespace("h");
    final String guest = namespace("g");
    final String remote = namespace("r");
    final String other = namespace("o");

    Lab() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/socat")), "needs socat to send frames");
        for (String netns : namespaces) {
            run("", "ip", "netns", "add", netns);
        }
        batch(host, "link add br0 type bridge", "link set br0 up", "addr add 10.5.0.254/24 dev br0");
        plug(guest, "g0", 1);
        plug(remote, "r0", 2);
        plug(other, "o0", 3);
    }

    private String namespace(String suffix) {
        namespaces.add(prefix + suffix);
        return prefix + suffix;
    }

    /** Gives a machine an eth0 with address number n whose other end is on the bridge. */
    void plug(String netns, String device, int n) throws Exception {
        batch(
                host,
                "link add " + device + " type veth peer name p" + n,
                "link set p" + n + " netns " + netns + " name eth0 address " + mac(n),
                "link set " + device + " master br0 up",
                "neigh replace 10.5.0." + n + " lladdr " + mac(n) + " dev br0");
        List<String> commands = new ArrayList<>(List.of(
                "addr add 10.5.0." + n + "/24 dev eth0",
                "addr add fd05::" + n + "/64 dev eth0 nodad",
                "link set eth0 up"));
        for (int other = 1; other <= 3; other++) { // so that nobody has to ask for addresses
            commands.add("neigh replace 10.5.0." + other + " lladdr " + mac(other) + " dev eth0");
            commands.add("neigh replace fd05::" + other + " lladdr " + mac(other) + " dev eth0");
        }
        batch(netns, commands.toArray(String[]::new));
    }

    static MacAddress mac(int n) {
        return new MacAddress(0x02_00_00_00_00_00L | n);
    }

    private static void batch(String netns, String... commands) throws Exception {
        Tool.require(inside(netns, "ip", "-batch", "-"), String.join("\n", commands) + "\n", LIMIT);
    }

    HostInterface at(String device) throws Exception {
        String index = run(host, "ip", "-o", "link", "show", "dev", device).split(":")[0];
        return new HostInterface(host, device, Integer.parseInt(index));
    }

    /** Runs a command in a namespace; it has to succeed. */
    static String run(String netns, String... command) throws Exception {
        return Tool.require(inside(netns, command), "", LIMIT);
    }

    static Tool.Result attempt(String netns, String... command) throws Exception {
        return Tool.run(inside(netns, command), new byte[0], LIMIT);
    }

    static void nft(String netns, String script) throws Exception {
        Tool.require(inside(netns, "nft", "-f", "-"), script, LIMIT);
    }

    private static List<String> inside(String netns, String... command) {
        List<String> line = new ArrayList<>(NetworkNamespace.commandPrefix(netns));
        line.addAll(List.of(command));
        return line;
    }

    /** How many of three echo requests were answered. */
    static int ping(String from, String to) throws Exception {
        String text = attempt(from, "ping", "-n", "-q", "-c", "3", "-i", "0.02", "-W", "0.2", to)
                .text();
        return Integer.parseInt(text.replaceAll("(?s).* (\\d+) received.*", "$1"));
    }

    /** Sends one frame as it is out of an interface. */
    static void send(String netns, String device, byte[] frame) throws Exception {
        Tool.Result result = Tool.run(inside(netns, "socat", "-u", "STDIN", "INTERFACE:" + device), frame, LIMIT);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(result.errorText());
        }
    }

    /** An Ethernet frame with VLAN tags (type and id each) and an UDP datagram of one byte. */
    static byte[] udp(MacAddress to, MacAddress from, int[] tags, String source, String destination, int port)
            throws Exception {
        return frame(to, from, tags, source, destination, port, 0);
    }

    static byte[] frame(
            MacAddress to, MacAddress from, int[] tags, String source, String destination, int port, int fragment)
            throws Exception {
        byte[] sourceBytes = java.net.InetAddress.ofLiteral(source).getAddress();
        byte[] destinationBytes = java.net.InetAddress.ofLiteral(destination).getAddress();
        ByteBuffer b = ByteBuffer.allocate(200);
        put(b, to);
        put(b, from);
        for (int i = 0; i < tags.length; i += 2) {
            b.putShort((short) tags[i]).putShort((short) tags[i + 1]);
        }
        if (sourceBytes.length == 4) {
            b.putShort((short) 0x0800);
            int ip = b.position();
            b.put((byte) 0x45)
                    .put((byte) 0)
                    .putShort((short) 29)
                    .putShort((short) 1)
                    .putShort((short) fragment);
            b.put((byte) 64).put((byte) 17).putShort((short) 0).put(sourceBytes).put(destinationBytes);
            int sum = 0;
            for (int i = ip; i < b.position(); i += 2) {
                sum += b.getShort(i) & 0xffff;
            }
            b.putShort(ip + 10, (short) ~(sum + (sum >>> 16)));
        } else {
            b.putShort((short) 0x86dd);
            b.putInt(6 << 28)
                    .putShort((short) 9)
                    .put((byte) 17)
                    .put((byte) 64)
                    .put(sourceBytes)
                    .put(destinationBytes);
        }
        b.putShort((short) 40_000)
                .putShort((short) port)
                .putShort((short) 9)
                .putShort((short) 0)
                .put((byte) 0x10);
        byte[] frame = new byte[b.flip().remaining()];
        b.get(frame);
        return frame;
    }

    private static void put(ByteBuffer b, MacAddress mac) {
        b.putShort((short) (mac.bits() >>> 32)).putInt((int) mac.bits());
    }

    /** A tcpdump at an interface. */
    final class Sniffer implements AutoCloseable {
        private final Process process;
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final Thread reader;

        Sniffer(String netns, String device, String filter) throws Exception {
            process = new ProcessBuilder(
                            inside(netns, "tcpdump", "-l", "-n", "-e", "-xx", "-i", device, "--immediate-mode", filter))
                    .redirectErrorStream(true)
                    .start();
            reader = Thread.ofVirtual().start(() -> {
                try {
                    process.getInputStream().transferTo(output);
                } catch (java.io.IOException _) {
                    // it was ended
                }
            });
            until(() -> text().contains("listening on"));
        }

        String text() {
            synchronized (output) {
                return output.toString(StandardCharsets.UTF_8);
            }
        }

        /** Frames seen so far. */
        long frames() {
            return text().lines()
                    .filter(line -> line.matches("^\\d\\d:\\d\\d:.*"))
                    .count();
        }

        @Override
        public void close() throws Exception {
            process.destroy();
            process.waitFor(10, TimeUnit.SECONDS);
            reader.join();
        }
    }

    interface Check {
        boolean holds() throws Exception;
    }

    /** Waits for something that comes by itself. */
    static void until(Check check) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!check.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + LIMIT);
            }
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() throws Exception {
        for (String netns : namespaces) {
            if (NetworkNamespace.exists(netns)) {
                run("", "ip", "netns", "del", netns);
            }
        }
    }
}
