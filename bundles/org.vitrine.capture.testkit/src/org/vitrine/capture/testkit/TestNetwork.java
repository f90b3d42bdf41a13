/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/**
 * A host namespace and machines beside it, made by {@code ip} and gone with {@link #close}. Nothing in it sends by itself: IPv6 has no
 * addresses unless they are given.
 */
public final class TestNetwork implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String host;
    private final List<String> namespaces = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    /**
     * Makes the host; skips the test where that is not possible.
     *
     * @param area a short word that tells in {@code ip netns} whose it is
     */
    public TestNetwork(String area) throws VitrineException {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        host = "vt-" + area + "-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        add(host);
    }

    private void add(String namespace) throws VitrineException {
        Tool.require(List.of("ip", "netns", "add", namespace), "", LIMIT);
        namespaces.add(namespace);
        run(namespace, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0", "net.ipv6.conf.default.addr_gen_mode=1");
        run(namespace, "sysctl", "-qw", "net.ipv6.conf.default.router_solicitations=0");
        ip(namespace, "link set lo up");
    }

    /** The namespace in which the host sides are. */
    public String host() {
        return host;
    }

    /** The namespace of a machine. */
    public String machine(String name) {
        return host + "-" + name;
    }

    /**
     * Adds a machine: a namespace with {@code eth0}, whose other end is in the host under the machine's name. Both are up.
     *
     * @param mac of {@code eth0}
     */
    public void addMachine(String name, String mac) throws VitrineException {
        add(machine(name));
        addLink(name, mac);
    }

    /** Connects a machine that has lost its link. */
    public void addLink(String name, String mac) throws VitrineException {
        ip(
                host,
                "link add " + name + " type veth peer name eth0 address " + mac + " netns " + machine(name),
                "link set " + name + " up");
        ip(machine(name), "link set eth0 up");
    }

    /** Adds a pair of interfaces in the host, both up. */
    public void addPair(String one, String other) throws VitrineException {
        ip(
                host,
                "link add " + one + " type veth peer name " + other,
                "link set " + one + " up",
                "link set " + other + " up");
    }

    /** Runs commands of {@code ip} in a namespace, as fast as one. */
    public void ip(String namespace, String... commands) throws VitrineException {
        Tool.require(
                List.of("ip", "-n", namespace, "-force", "-batch", "-"), String.join("\n", commands) + "\n", LIMIT);
    }

    /** Runs a program in a namespace to its good end and gives its output. */
    public String run(String namespace, String... command) throws VitrineException {
        return Tool.require(inside(namespace, command), "", LIMIT);
    }

    /** Starts a program in a namespace; it ends with this network at the latest. */
    public Process start(String namespace, String... command) throws IOException {
        Process process = new ProcessBuilder(inside(namespace, command))
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    private static List<String> inside(String namespace, String... command) {
        List<String> all = new ArrayList<>(NetworkNamespace.commandPrefix(namespace));
        all.addAll(List.of(command));
        return all;
    }

    /** Packets that passed an interface of the host, in both directions, as the kernel counts them. */
    public long packets(String name) throws VitrineException {
        return counter(name, "packets");
    }

    /** Bytes that passed an interface of the host, in both directions, as the kernel counts them. */
    public long bytes(String name) throws VitrineException {
        return counter(name, "bytes");
    }

    private long counter(String name, String unit) throws VitrineException {
        String text = Tool.require(List.of("ip", "-n", host, "-s", "-j", "link", "show", "dev", name), "", LIMIT);
        long sum = 0;
        var matcher = java.util.regex.Pattern.compile("\"" + unit + "\":(\\d+)").matcher(text);
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    @Override
    public void close() throws VitrineException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        for (String namespace : namespaces.reversed()) {
            if (NetworkNamespace.exists(namespace)) {
                Tool.require(List.of("ip", "netns", "del", namespace), "", LIMIT);
            }
        }
    }
}
