/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VlanTaggerTest {
    private final String left = "vt-vlanl-" + ProcessHandle.current().pid();
    private final String right = "vt-vlanr-" + ProcessHandle.current().pid();

    @AfterEach
    void delete() throws Exception {
        for (String name : List.of(left, right)) {
            if (NetworkNamespace.exists(name)) {
                ip("netns del " + name);
            }
        }
    }

    @Test
    void shouldCarryTaggedAndUntaggedTrafficSideBySide() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        ip("netns add " + left);
        ip("netns add " + right);
        ip("-n " + left + " link add name eth0 type veth peer name eth0 netns " + right);
        for (String name : List.of(left, right)) {
            String host = name.equals(left) ? "1" : "2";
            ip("-n " + name + " link set dev eth0 up");
            ip("-n " + name + " addr add 10.5.0." + host + "/24 dev eth0");
            for (int id : List.of(20, 4094)) {
                ip("-n " + name + " link add name v" + id + " up type veth peer name t" + id);
                ip("-n " + name + " link set dev t" + id + " up");
                VlanTagger.attach(name, index(name, "eth0"), index(name, "t" + id), id);
                ip("-n " + name + " addr add 10." + id % 100 + ".0." + host + "/24 dev v" + id);
                ip("-n " + name + " addr add fd" + id % 100 + "::" + host + "/64 nodad dev v" + id);
            }
        }
        assertTrue(ping(left, "10.5.0.2"), "untagged");
        assertTrue(ping(left, "10.20.0.2"), "VLAN 20");
        assertTrue(ping(left, "fd20::2"), "VLAN 20, IPv6");
        assertTrue(ping(right, "10.94.0.1"), "VLAN 4094");

        var sniffer = new ProcessBuilder(
                        "nsenter",
                        "--net=" + NetworkNamespace.path(right),
                        "tcpdump",
                        "-lnei",
                        "eth0",
                        "-c",
                        "2",
                        "icmp or vlan")
                .redirectErrorStream(true)
                .start();
        try (var lines = sniffer.inputReader()) {
            assertTrue(lines.lines().anyMatch(line -> line.contains("listening")));
            ping(left, "10.20.0.2");
            assertTrue(lines.lines()
                    .anyMatch(line -> line.contains("ethertype 802.1Q (0x8100), length 102: vlan 20, p 0,")));
        } finally {
            sniffer.destroyForcibly().waitFor();
        }
    }

    private static boolean ping(String netns, String address) throws Exception {
        var command = List.of("nsenter", "--net=" + NetworkNamespace.path(netns), "ping", "-c1", "-W2", address);
        return Tool.run(command, new byte[0], Duration.ofSeconds(10)).exitCode() == 0;
    }

    private static int index(String netns, String name) throws Exception {
        return Link.list(netns).stream()
                .filter(link -> link.name().equals(name))
                .findFirst()
                .orElseThrow()
                .index();
    }

    private static void ip(String arguments) throws Exception {
        assertEquals("", Tool.require(List.of(("ip " + arguments).split(" ")), "", Duration.ofSeconds(10)));
    }
}
