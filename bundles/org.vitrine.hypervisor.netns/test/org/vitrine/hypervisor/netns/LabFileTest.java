/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.MachineRole;

class LabFileTest {
    static final String GOOD = """
            lab: demo
            title: Two hosts
            hosts:
              alpha:
              beta: {}
            networks:
              lan-a:
                host: alpha
                subnets: [10.77.1.0/24, "fd77:1::/64"]
                vlans:
                  20: {subnets: [10.77.20.0/24]}
              lan-b: {host: beta, subnets: [10.77.2.0/24]}
              outside: {kind: bridge, subnets: [10.77.100.0/24]}
              desk: {kind: cable, subnets: [10.77.9.0/31]}
            machines:
              web:
                role: guest
                host: alpha
                nics:
                  eth0:
                    network: lan-a
                    addresses: [10.77.1.10/24, "fd77:1::10/64"]
                    mac: 02:00:00:00:00:01
                    vlans:
                      20: {addresses: [10.77.20.10/24]}
                routes:
                - {via: 10.77.1.1}
                - {via: "fd77:1::1"}
                - {to: 10.77.2.0/24, via: 10.77.20.1}
                files:
                  www/index.html: hello
                  www/big: {size: 64 KiB}
                run:
                - busybox httpd -f -h www
                - [sh, -c, "exit 3"]
              router:
                role: router
                nics:
                  eth0: {network: lan-a, addresses: [10.77.1.1/24]}
                  eth1: {network: outside, addresses: [10.77.100.1/24]}
                  eth2: {network: desk, addresses: [10.77.9.0/31]}
              mirror:
                role: remote
                nics: {eth0: {network: outside, addresses: [10.77.100.10/24]}}
              admin:
                role: administrator
                nics: {eth0: {network: desk, addresses: [10.77.9.1/31]}}
            administration:
              allow: [10.77.9.0/24, "fd77:9::/64"]
            """;

    @Test
    void shouldReadEverythingThatAFileCanSay() throws Exception {
        Lab lab = LabFile.read("demo.yaml", GOOD);
        assertEquals("Two hosts", lab.title());
        assertEquals(
                List.of(
                        "vt-demo-alpha",
                        "vt-demo-beta",
                        "vt-demo-outside",
                        "vt-demo-web",
                        "vt-demo-router",
                        "vt-demo-mirror",
                        "vt-demo-admin"),
                lab.namespaces());
        assertEquals(List.of(IpPrefix.parse("10.77.9.0/24"), IpPrefix.parse("fd77:9::/64")), lab.allow());
        Lab.Member web = lab.machine("web").orElseThrow();
        assertEquals(MachineRole.GUEST, web.role());
        Lab.Plug nic = web.nics().getFirst();
        assertEquals(new MacAddress(0x020000000001L), nic.mac());
        assertEquals("web-eth0", nic.port());
        assertEquals(Map.of(20, List.of(IpPrefix.parse("10.77.20.10/24"))), nic.vlans());
        assertEquals(
                List.of("0.0.0.0/0 10.77.1.1", "::/0 fd77:1::1", "10.77.2.0/24 10.77.20.1"),
                web.routes().stream().map(r -> r.to() + " " + r.via()).toList());
        assertEquals(65_536, web.files().get("www/big").size());
        assertEquals(
                List.of("busybox", "httpd", "-f", "-h", "www"),
                web.programs().get(0).command());
        assertEquals(List.of("sh", "-c", "exit 3"), web.programs().get(1).command());
        Lab.Member router = lab.machine("router").orElseThrow();
        assertTrue(router.forwarding() && !web.forwarding());
        assertEquals("", router.nics().get(2).port());
        assertEquals(
                "admin", lab.otherEnd(router, router.nics().get(2)).machine().name());
    }

    @Test
    void shouldMakeTheSameOfTheSameFileEveryTime() throws Exception {
        assertEquals(LabFile.read("a", GOOD), LabFile.read("b", GOOD));
    }

    /** Each changes one thing in the good file and expects one complaint, at that line. */
    @Test
    void shouldTellEveryMistakeWithItsLineAndReason() {
        bad("lab: demo", "lab: De-mo", "1:6: expected 1 to 12 of the characters a-z and 0-9, found \"De-mo\"");
        bad("lab: demo", "lab: abcdefghijklm", "1:6: expected 1 to 12 of");
        bad("lab: demo\n", "", "1:1: \"lab\" is missing");
        bad(
                "  beta: {}",
                "  web: {}",
                "16:3: the name \"web\" is taken by the one in line 5",
                "12:17: there is no host \"beta\"");
        bad("  beta: {}", "  beta: {cpus: 3}", "5:10: there is no key \"cpus\"");
        bad("  lan-b:", "  lan-a:", "12:3: \"lan-a\" is here a second time; first in line 7");
        bad("  lan-b:", "  Lan-b:", "12:3: the name of a network is 1 to 15 of the characters");
        bad("  lan-b:", "  br:", "12:3: \"br\" is a word of the ip command (or short for one); choose another name");
        bad(
                "  outside: {kind: bridge",
                "  outside: {kind: hub",
                "13:19: expected one of bridge, open-vswitch, cable, found \"hub\"");
        bad(
                "{kind: cable, subnets: [10.77.9.0/31]}",
                "{kind: cable, host: beta, subnets: [10.77.9.0/31]}",
                "14:29: a cable is on no host; remove this, or make it kind: bridge");
        bad(
                "{kind: cable, subnets: [10.77.9.0/31]}",
                "{kind: cable, vlans: {3: }, subnets: [10.77.9.0/31]}",
                "14:30: a cable carries no VLANs; make it kind: bridge");
        bad(
                "host: beta, subnets: [10.77.2.0/24]",
                "host: gamma, subnets: [10.77.2.0/24]",
                "12:17: there is no host \"gamma\"; known are alpha, beta");
        bad(
                "subnets: [10.77.2.0/24]",
                "subnets: [10.77.2.1/24]",
                "12:33: 10.77.2.1/24 is an address in a subnet; the subnet is 10.77.2.0/24");
        bad(
                "subnets: [10.77.2.0/24]",
                "subnets: [10.77.2.0/24, 10.77.0.0/16]",
                "12:47: 10.77.0.0/16 overlaps 10.77.2.0/24");
        bad(
                "subnets: [10.77.2.0/24]",
                "subnets: [10.77.2.0/33]",
                "12:33: prefix length of 10.77.2.0 must be 0 to 32, got 33");
        bad(
                "      20: {subnets",
                "      4095: {subnets",
                "11:7: expected a whole number from 1 to 4094, found \"4095\"",
                "25:11: network lan-a has no VLAN 20");
        bad("role: guest", "role: host", "17:11: virtualization hosts stand under hosts, not under machines");
        bad(
                "role: guest",
                "role: gest",
                "17:11: expected one of guest, host, router, remote, administrator, found \"gest\"");
        bad("    role: guest\n", "", "17:5: \"role\" is missing");
        bad("    host: alpha\n    nics:", "    nics:", "17:5: \"host\" is missing");
        bad(
                "    host: alpha\n    nics:",
                "    host: beta\n    nics:",
                "21:18: network lan-a is on host alpha, but the machine is on host beta");
        bad(
                "  mirror:\n    role: remote",
                "  mirror:\n    host: alpha\n    role: remote",
                "45:28: network outside is on no host, but the machine is on host alpha");
        bad(
                "role: administrator",
                "role: guest\n    host: alpha",
                "48:28: a guest is plugged into a bridge of its host, but desk is a cable");
        bad("      eth0:\n        network", "      dev:\n        network", "20:7: \"dev\" is a word of the ip command");
        bad(
                "      eth0:\n        network",
                "      Eth-0:\n        network",
                "20:7: the name of a vNIC is 1 to 9 of the characters");
        bad("network: lan-a\n", "network: lan-x\n", "21:18: there is no network \"lan-x\"; did you mean \"lan-a\"?");
        bad(
                "        network: lan-a\n",
                "        netwrk: lan-a\n",
                "21:9: \"network\" is missing",
                "21:9: there is no key \"netwrk\"; did you mean \"network\"?");
        bad(
                "mac: 02:00:00:00:00:01",
                "mac: 03:00:00:00:00:01",
                "23:14: 03:00:00:00:00:01 cannot be the address of one vNIC");
        bad("mac: 02:00:00:00:00:01", "mac: 02:00:00:00:00", "23:14: \"02:00:00:00:00\" is not a MAC address");
        bad(
                "eth0: {network: lan-a, addresses: [10.77.1.1/24]}",
                "eth0: {network: lan-a, mac: 02:00:00:00:00:01, addresses: [10.77.1.1/24]}",
                "39:35: the MAC address 02:00:00:00:00:01 is in network lan-a already, see line 23");
        bad(
                "[10.77.1.10/24,",
                "[10.78.1.10/24,",
                "22:21: 10.78.1.10 is in no subnet of network lan-a (10.77.1.0/24, fd77:1::/64)");
        bad("[10.77.1.10/24,", "[10.77.1.10,", "22:21: the subnet is 10.77.1.0/24, so write 10.77.1.10/24");
        bad("[10.77.1.10/24,", "[10.77.1.0/24,", "22:21: 10.77.1.0 names the subnet 10.77.1.0/24 itself");
        bad("[10.77.1.10/24,", "[10.77.1.255/24,", "22:21: 10.77.1.255 is the broadcast address of 10.77.1.0/24");
        bad(
                "addresses: [10.77.1.1/24]",
                "addresses: [10.77.1.10/24]",
                "39:42: 10.77.1.10 is in network lan-a already, see line 22");
        bad(
                "addresses: [10.77.20.10/24]",
                "addresses: [10.77.1.11/24]",
                "25:28: 10.77.1.11 is in no subnet of network lan-a VLAN 20 (10.77.20.0/24)");
        bad("          20: {addresses", "          21: {addresses", "25:11: network lan-a has no VLAN 21");
        bad(
                "- {via: 10.77.1.1}",
                "- {via: 10.77.3.1}",
                "27:13: 10.77.3.1 is in no subnet of this machine (10.77.1.0/24, fd77:1::/64, 10.77.20.0/24)");
        bad("- {via: 10.77.1.1}", "- {via: 10.77.1.10}", "27:13: 10.77.1.10 is an address of this machine itself");
        bad(
                "- {via: 10.77.1.1}",
                "- {to: \"::/0\", via: 10.77.1.1}",
                "27:7: a route to ::/0 cannot go via 10.77.1.1: one is IPv4, the other IPv6");
        bad("- {via: \"fd77:1::1\"}", "- {via: 10.77.1.1}", "28:7: there is a route to 0.0.0.0/0 already, see line 27");
        bad("- {via: 10.77.1.1}", "- {to: 10.0.0.0/8}", "27:7: \"via\" is missing");
        bad("www/index.html: hello", "../index.html: hello", "31:7: expected a relative path such as www/index.html");
        bad("www/index.html: hello", "/etc/passwd: hello", "31:7: expected a relative path");
        bad("www/index.html: hello", "www/big/x: hello", "32:7: \"www/big/x\" and \"www/big\" cannot both be files");
        bad(
                "size: 64 KiB",
                "size: 64 kB",
                "32:23: expected a size such as 500 B, 64 KiB or 2 MiB, at most 16 MiB, found \"64 kB\"");
        bad("size: 64 KiB", "size: 17 MiB", "32:23: expected a size such as");
        bad(
                "- busybox httpd -f -h www",
                "- busybox httpd > log",
                "34:7: no shell reads this line, so > must be in quotes");
        bad("- busybox httpd -f -h www", "- \"\"", "34:7: there is no program to run");
        bad("- [sh, -c, \"exit 3\"]", "- [\"\"]", "35:7: there is no program to run");
        bad(
                "- [sh, -c, \"exit 3\"]",
                "- [sh, \"\\0\"]",
                "35:7: no argument of a program can have the character U+0000");
        bad(
                "  mirror:\n    role: remote",
                "  alpha:\n    role: remote",
                "42:3: the name \"alpha\" is taken by the one in line 4");
        bad("  mirror:\n    role: remote", "  Mirror:\n    role: remote", "42:3: the name of a machine is 1 to 20");
        bad("  mirror:\n", "  empty:\n  mirror:\n", "42:3: the machine \"empty\" has nothing in it");
        bad(
                "network: desk, addresses: [10.77.9.1/31]",
                "network: outside",
                "14:3: a cable has two ends, but 1 vNICs are plugged into it");
        bad(
                "eth1: {network: outside, addresses: [10.77.100.1/24]}",
                "eth1: {network: desk}",
                "14:3: a cable has two ends, but 3 vNICs");
        bad("allow: [10.77.9.0/24,", "allow: [10.77.9.1/24,", "49:11: 10.77.9.1/24 is an address in a subnet");
        bad(
                "administration:",
                "administrtion:",
                "48:1: there is no key \"administrtion\"; did you mean \"administration\"?");
        bad("forwarding", "x"); // nothing to replace: the good file is good
    }

    @Test
    void shouldTellAllMistakesAtOnce() {
        String text = GOOD.replace("role: router", "role: ruter")
                .replace("allow: [10.77.9.0/24", "allow: [10.77.9.0/99")
                .replace("lab: demo", "lab: DEMO");
        String complaints = assertThrows(VitrineException.class, () -> LabFile.read("demo.yaml", text))
                .getMessage();
        assertEquals(
                List.of("demo.yaml:1:6", "demo.yaml:37:11", "demo.yaml:49:11"),
                complaints.lines().map(line -> line.split(": ")[0]).toList());
    }

    @Test
    void shouldRefuseMoreMachinesThanItCanCarry() {
        StringBuilder text = new StringBuilder("lab: big\nnetworks:\n  lan: {}\nmachines:\n");
        for (int i = 0; i <= 1_000; i++) {
            text.append("  m").append(i).append(": {role: remote}\n");
        }
        assertTrue(assertThrows(VitrineException.class, () -> LabFile.read("f", text.toString()))
                .getMessage()
                .endsWith("at most 1000 machines, found 1001"));
    }

    /** Whatever a random good file looks like, what is made of it cannot collide in the kernel. */
    @Test
    void shouldNameEverythingSoThatNothingCollides() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            Lab lab = LabFile.read("random", randomLab(random));
            assertEquals(
                    new HashSet<>(lab.namespaces()).size(), lab.namespaces().size());
            Map<String, Set<String>> names = new HashMap<>();
            Map<String, Set<MacAddress>> macs = new HashMap<>();
            for (Lab.Network network : lab.networks()) {
                network.place()
                        .ifPresent(place -> names.computeIfAbsent(place.netns(), _ -> new HashSet<>())
                                .add(network.name()));
            }
            for (Lab.Member machine : lab.machines()) {
                for (Lab.Plug nic : machine.nics()) {
                    assertTrue(macs.computeIfAbsent(nic.network().name(), _ -> new HashSet<>())
                            .add(nic.mac()));
                    nic.network().place().ifPresent(place -> {
                        assertTrue(nic.port().length() <= 15, nic.port());
                        assertTrue(names.get(place.netns()).add(nic.port()), nic.port());
                    });
                }
            }
        }
    }

    @Test
    void shouldAnswerAnyTextWithALabOrWithComplaints() {
        Random random = new Random(21);
        int good = 0;
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int change = random.nextInt(1, 4); change > 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, "{}[]:,- \n0az/\"'".charAt(random.nextInt(15)));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                }
            }
            try {
                LabFile.read("fuzz", text.toString());
                good++;
            } catch (VitrineException e) {
                assertEquals(Reason.INVALID, e.reason());
                assertTrue(e.getMessage().matches("(?s)fuzz:\\d+:\\d+: .*"), e.getMessage());
            }
        }
        assertTrue(good > 20, "some changes should do no harm, got " + good);
    }

    private static String randomLab(Random random) {
        StringBuilder text = new StringBuilder("lab: r" + random.nextInt(1000) + "\nhosts: {h0: , h1: }\nnetworks:\n");
        int networks = random.nextInt(1, 6);
        for (int i = 0; i < networks; i++) {
            text.append("  n%d: {%s}\n".formatted(i, random.nextInt(3) == 0 ? "" : "host: h" + random.nextInt(2)));
        }
        text.append("machines:\n");
        int machines = random.nextInt(1, 20);
        for (int i = 0; i < machines; i++) {
            String name = "m".repeat(random.nextInt(1, 16)) + "-" + i;
            text.append("  %s:\n    role: remote\n    nics:\n".formatted(name));
            for (int nic = random.nextInt(1, 4); nic > 0; nic--) {
                text.append("      eth%d: {network: n%d}\n".formatted(nic, random.nextInt(networks)));
            }
        }
        return text.toString();
    }

    private static void bad(String part, String replacement, String... expected) {
        String text = GOOD.replace(part, replacement);
        if (expected.length == 0) {
            try {
                LabFile.read("f", text);
            } catch (VitrineException e) {
                throw new AssertionError(e);
            }
            return;
        }
        assertTrue(GOOD.contains(part), part);
        VitrineException e = assertThrows(VitrineException.class, () -> LabFile.read("f", text), replacement);
        List<String> complaints = e.getMessage().lines().toList();
        assertEquals(expected.length, complaints.size(), e.getMessage());
        for (String start : expected) {
            assertTrue(
                    complaints.stream().anyMatch(line -> line.startsWith("f:" + start)),
                    start + " in\n" + e.getMessage());
        }
    }
}
