/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.yaml.YamlDocument;
import org.vitrine.yaml.YamlNode;

class ExampleLabsTest {
    private static final Path EXAMPLES = Path.of("../../examples/labs");
    private static final Path DOCUMENT = Path.of("../../docs/lab-files.md");

    @TempDir
    private Path state;

    @Test
    void shouldAllBeGood() throws Exception {
        try (var files = Files.list(EXAMPLES)) {
            for (Path file : files.toList()) {
                Lab lab = LabFile.read(file.toString(), Files.readString(file));
                assertEquals(lab.name() + ".yaml", file.getFileName().toString());
            }
        }
    }

    @Test
    void shouldBeGoodInTheDocumentationToo() throws Exception {
        Matcher whole =
                Pattern.compile("```yaml\n(lab: .*?)```", Pattern.DOTALL).matcher(Files.readString(DOCUMENT));
        assertTrue(whole.find());
        assertEquals("first", LabFile.read("lab-files.md", whole.group(1)).name());
    }

    @Test
    void shouldMakeSteadyTrafficInTheDemo() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        LabFixture fixture = new LabFixture(state);
        try {
            String text = Files.readString(EXAMPLES.resolve("demo.yaml"))
                    .replace("lab: demo", "lab: " + LabFixture.uniqueName("d"));
            fixture.up(text);
            fixture.await("the inventory", () -> !fixture.machines().isEmpty());
            List<Machine> guests = fixture.machines().stream()
                    .filter(machine -> machine.role() == MachineRole.GUEST)
                    .toList();
            assertEquals(5, guests.size());
            for (Machine guest : guests) {
                HostInterface port = guest.nics().getFirst().hostInterface().orElseThrow();
                long before = bytes(port);
                fixture.await("traffic of " + guest.name(), () -> bytes(port) > before + 20_000);
            }
            assertTrue(fixture.pings("admin", "10.77.20.12"), "the camera's VLAN");
            for (Machine machine : fixture.machines()) {
                assertEquals("", machine.message(), machine.name());
            }
        } finally {
            fixture.closeAndLeaveNothing();
        }
    }

    @Test
    void shouldSwitchByOpenVSwitchAndLeaveNothingOfIt() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        assumeTrue(Files.isExecutable(Path.of("/usr/sbin/ovs-vswitchd")), "needs openvswitch-switch");
        LabFixture fixture = new LabFixture(state);
        String name = LabFixture.uniqueName("o");
        Path folder = Path.of("/run/vitrine/ovs/vt-" + name + "-alpha");
        try {
            fixture.up(Files.readString(EXAMPLES.resolve("ovs.yaml")).replace("lab: ovs", "lab: " + name));
            fixture.await("the inventory", () -> !fixture.machines().isEmpty());
            assertEquals(NetworkKind.OPEN_VSWITCH, fixture.networks().getFirst().kind());
            assertTrue(fixture.pings("one", "10.79.1.1"));
            assertTrue(fixture.pings("one", "fd79:1::11"));
            fixture.stop("one");
            fixture.start("one");
            assertTrue(fixture.pings("one", "10.79.1.1"), "after its vNIC went and came back");
            assertTrue(Files.exists(folder.resolve("db.sock")));
        } finally {
            fixture.closeAndLeaveNothing();
        }
        assertFalse(Files.exists(folder));
    }

    private static long bytes(HostInterface port) throws Exception {
        YamlNode counters = YamlDocument.parse(
                        "ip", LabFixture.ip("-n " + port.netns() + " -j -s link show dev " + port.name()))
                .root()
                .items()
                .getFirst()
                .find("stats64");
        return counters.find("rx").find("bytes").integer(0, Long.MAX_VALUE).orElseThrow()
                + counters.find("tx").find("bytes").integer(0, Long.MAX_VALUE).orElseThrow();
    }
}
