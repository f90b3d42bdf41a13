/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The demo's lab, brought up, watched, filtered, administered and taken down from the command line. */
class LabTest {
    private static final Path CLIENT = Vitrine.CHECKOUT.resolve("releng/acceptance/src/test/resources/v1client.py");

    private static Vitrine vitrine;
    private static JsonArray machines;

    @BeforeAll
    static void bringUp() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        vitrine = new Vitrine();
        vitrine.run("lab", "up").mustSucceed();
        machines = JsonParser.parseString(
                        vitrine.run("lab", "list", "--json").mustSucceed().output())
                .getAsJsonArray();
    }

    @AfterAll
    static void takeDown() throws Exception {
        if (vitrine != null) {
            vitrine.run("lab", "down").mustSucceed();
            assertFalse(
                    Files.exists(vitrine.state().resolve("runtime.pid")),
                    "the runtime went with the lab that it was started for");
            assertEquals(Set.of(), vitrine.traces("demo"));
            vitrine.close();
        }
    }

    @Test
    void shouldListMachinesForScripts() {
        for (JsonElement each : machines) {
            JsonObject machine = each.getAsJsonObject();
            for (String key : new String[] {"name", "role", "netns", "hostInterface", "addresses"}) {
                assertTrue(machine.has(key), key + " of " + machine);
            }
        }
        assertEquals("administrator", machine("admin").get("role").getAsString());
        assertEquals("guest", machine("web").get("role").getAsString());
    }

    @Test
    void shouldAnswerTheStatusRequestByteForByte() throws Exception {
        byte[] answer = ask(address("web"), "10");
        assertEquals(0x51, answer[0]);
        assertEquals(2 + 8 * answer[1], answer.length);
        assertTrue(answer[1] > 0 && answer[1] <= 30, "hosts: " + answer[1]);
        TreeSet<String> hosts = new TreeSet<>();
        for (int i = 0; i < answer[1]; i++) {
            hosts.add(InetAddress.getByAddress(Arrays.copyOfRange(answer, 2 + 8 * i, 6 + 8 * i))
                    .getHostAddress());
        }
        assertTrue(hosts.contains(address("office")), hosts.toString());
        ask("fd77:1::10", "10"); // and over IPv6
    }

    @Test
    void shouldFilterAndUnfilterOverTheProtocol() throws Exception {
        byte[] office = InetAddress.getByName(address("office")).getAddress();
        String hex = HexFormat.of().formatHex(office);
        assertTrue(Shell.pings(netns("web"), address("office")));
        assertEquals("52" + hex, HexFormat.of().formatHex(ask(address("web"), "11" + hex)));
        assertFalse(Shell.pings(netns("web"), address("office")));
        assertTrue(Shell.pings(netns("web"), address("cdn")), "others go on");
        assertTrue(Shell.pings(netns("db"), address("office")), "other guests go on");
        assertEquals("52" + hex, HexFormat.of().formatHex(ask(address("web"), "11" + hex)), "again is no error");
        assertEquals("53" + hex, HexFormat.of().formatHex(ask(address("web"), "12" + hex)));
        assertTrue(Shell.pings(netns("web"), address("office")));
    }

    @Test
    void shouldAnswerNothingThatIsNoRequest() throws Exception {
        String[] requests = {"13", "1000", "110a", "12", "51", "ff".repeat(1000), "10"};
        List<String> answers = exchange("admin", address("web"), requests);
        assertEquals(1, answers.size(), "only the last is a request: " + answers);
        assertTrue(answers.getFirst().startsWith("51"), answers.toString());
        assertEquals(List.of(), exchange("office", address("web"), "10"), "a forbidden source");
        String refused = vitrine.run("admin", "--json").mustSucceed().output();
        JsonObject counts = JsonParser.parseString(refused).getAsJsonObject().getAsJsonObject("refused");
        for (String reason : new String[] {"BAD_OPCODE", "TOO_LONG", "TOO_SHORT", "FORBIDDEN_SOURCE"}) {
            assertTrue(counts.get(reason).getAsLong() > 0, reason + " in " + counts);
        }
    }

    @Test
    void shouldLetTheGuestSeeNothingOfIt() throws Exception {
        Path seen = vitrine.folder().resolve("inside.pcap");
        Process tcpdump = Shell.startIn(
                netns("db"), "tcpdump", "-Z", "root", "-U", "-i", "eth0", "-w", seen.toString(), "udp port 555");
        tcpdump.errorReader().readLine(); // it says that it listens
        for (int i = 0; i < 5; i++) {
            ask(address("db"), "10");
        }
        tcpdump.destroy();
        tcpdump.waitFor(10, TimeUnit.SECONDS);
        assertEquals("", Shell.run("tshark", "-r", seen.toString()));
    }

    @Test
    void shouldFilterFromTheCommandLine() throws Exception {
        vitrine.run("filter", "app", address("db"), "fd77:100::30").mustSucceed();
        assertFalse(Shell.pings(netns("app"), address("db")));
        assertFalse(Shell.pings(netns("app"), "fd77:100::30"));
        assertTrue(vitrine.run("filters").mustSucceed().output().contains("APPLIED"));
        assertTrue(Shell.runIn("vt-demo-beta", "nft", "list", "table", "netdev", "vitrine")
                .contains(address("db")));
        vitrine.run("unfilter", "app", address("db"), "fd77:100::30").mustSucceed();
        assertTrue(Shell.pings(netns("app"), address("db")));
        assertEquals(4, vitrine.run("filter", "nobody", "10.0.0.1").exitCode());
        assertEquals(3, vitrine.run("filter", "app", "10.0.0").exitCode());
    }

    /** The frames of a limited guest come to its vNIC's interface twice: before and after they queue. */
    @Test
    void shouldLimitAGuestAndCountItsFramesOnce() throws Exception {
        vitrine.run("limit", "db", "10Mbit/s").mustSucceed();
        vitrine.run("exec", "db", "--", "ping", "-q", "-c", "20", "-i", "0.05", address("mirror"))
                .mustSucceed();
        vitrine.run("limit", "db", "--off").mustSucceed();
        JsonObject totals = flow("db", address("mirror")).getAsJsonObject("totals");
        assertEquals(20, totals.get("txPackets").getAsInt());
        assertEquals(20, totals.get("rxPackets").getAsInt());
    }

    private static JsonObject flow(String guest, String remote) throws Exception {
        JsonObject page = JsonParser.parseString(vitrine.run("flows", guest, "--top", "1000", "--json")
                        .mustSucceed()
                        .output())
                .getAsJsonObject();
        for (JsonElement flow : page.getAsJsonArray("flows")) {
            JsonObject key = flow.getAsJsonObject().getAsJsonObject("key");
            if (key.get("remote").getAsString().equals(remote)
                    && key.get("protocol").getAsInt() == 1) {
                return flow.getAsJsonObject();
            }
        }
        throw new AssertionError("no ping from " + guest + " to " + remote + " in " + page);
    }

    @Test
    void shouldShowWhoTalks() throws Exception {
        JsonObject status = JsonParser.parseString(
                        vitrine.run("status", "cam", "--json").mustSucceed().output())
                .getAsJsonObject();
        JsonObject cam = status.getAsJsonArray("nics").get(0).getAsJsonObject();
        assertTrue(cam.getAsJsonObject("rates").get("txBytesPerSecond").getAsDouble() > 10_000, cam.toString());
        assertEquals(
                address("office"),
                cam.getAsJsonArray("hosts")
                        .get(0)
                        .getAsJsonObject()
                        .get("address")
                        .getAsString());
    }

    @Test
    void shouldCaptureFramesThatTsharkReads() throws Exception {
        Path file = vitrine.folder().resolve("web.pcap");
        vitrine.run("capture", "web", "-w", "web.pcap", "-c", "20", "-f", "ip").mustSucceed();
        assertEquals(20, Shell.run("tshark", "-r", file.toString()).lines().count());
        assertEquals(
                3,
                vitrine.run("capture", "web", "-w", "-", "-f", "no such filter").exitCode());
    }

    @Test
    void shouldRunCommandsInMachinesAndPowerThemOffAndOn() throws Exception {
        assertTrue(vitrine.run("exec", "build", "--", "ip", "-br", "address")
                .mustSucceed()
                .output()
                .contains(address("build")));
        assertEquals(7, vitrine.run("exec", "build", "--", "sh", "-c", "exit 7").exitCode());
        vitrine.run("stop", "build").mustSucceed();
        assertFalse(Shell.pings(netns("admin"), address("build")));
        vitrine.run("start", "build").mustSucceed();
        assertTrue(Shell.pings(netns("admin"), address("build")));
    }

    @Test
    void shouldSayWhatIsWrongWithALabFile() throws Exception {
        Files.writeString(
                vitrine.folder().resolve("bad.yaml"),
                "lab: bad\nnetworks:\n  lan: {subnets: [10.0.0.0/33]}\nmachines:\n  m: {role: gast}\n");
        var outcome = vitrine.run("lab", "up", "bad.yaml");
        assertEquals(3, outcome.exitCode());
        assertTrue(
                outcome.errors().contains("bad.yaml:3:") && outcome.errors().contains("bad.yaml:5:"), outcome.errors());
        assertEquals(4, vitrine.run("lab", "up", "none.yaml").exitCode());
        assertEquals(5, vitrine.run("lab", "up", "demo").exitCode(), "it is up already");
    }

    @Test
    void shouldWriteDownWhoDidWhat() throws Exception {
        vitrine.run("filter", "cam", "10.99.0.1").mustSucceed();
        vitrine.run("unfilter", "cam", "10.99.0.1").mustSucceed();
        String audit = Files.readString(vitrine.state().resolve("audit.log"));
        assertTrue(audit.lines().anyMatch(line -> line.contains("root (socket)") && line.contains("10.99.0.1")), audit);
    }

    private static byte[] ask(String guest, String hex) throws Exception {
        List<String> answers = exchange("admin", guest, hex);
        assertFalse(answers.isEmpty(), "no answer from " + guest + " to " + hex);
        return HexFormat.of().parseHex(answers.getFirst());
    }

    private static List<String> exchange(String from, String to, String... requests) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", CLIENT.toString(), to));
        command.addAll(List.of(requests));
        return Shell.runIn(netns(from), command.toArray(String[]::new)).lines().toList();
    }

    private static String netns(String name) {
        return machine(name).get("netns").getAsString();
    }

    private static String address(String name) {
        return machine(name).getAsJsonArray("addresses").get(0).getAsString();
    }

    private static JsonObject machine(String name) {
        for (JsonElement each : machines) {
            if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
                return each.getAsJsonObject();
            }
        }
        throw new AssertionError("no machine " + name);
    }
}
