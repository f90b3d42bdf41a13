/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.spi.DataPlaneProvider;
import org.vitrine.dataplane.spi.Outcome;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.testkit.DeclarationsContract;
import org.vitrine.dataplane.testkit.Lab;

/** The contract on the kernel of this machine, and what only this provider has: queues of others, and a table of its own. */
class DeclarationsKernelTest extends DeclarationsContract {
    private static final List<String> ONE_OF_EACH = oneOfEach(true);

    private LinuxDataPlane plane;

    @Override
    protected Lab.Fabric fabric() {
        return Lab.Fabric.BRIDGE;
    }

    @Override
    protected DataPlaneProvider provider() {
        plane = new LinuxDataPlane();
        return plane;
    }

    @Override
    protected void stop(DataPlaneProvider provider) {
        ((LinuxDataPlane) provider).stop();
    }

    @Test
    void shouldLeaveTheQueueOfSomebodyElseAlone() throws Exception {
        Lab.run(lab.host, "tc", "qdisc", "add", "dev", "g0", "root", "handle", "9:", "pfifo", "limit", "77");
        String before = Lab.run(lab.host, "tc", "-j", "qdisc");
        var refusal = plane.apply(wanted("limit everything direction=to-guest rate=20Mbit/s burst=32KiB"))
                .failures()
                .get(lab.host);
        assertEquals(Reason.CONFLICT, refusal.reason());
        assertEquals(before, Lab.run(lab.host, "tc", "-j", "qdisc"));
        Lab.run(lab.host, "tc", "qdisc", "del", "dev", "g0", "root");
    }

    // ---- together

    @Test
    void shouldLeaveNothingBehindAndTouchNothingOfOthers() throws Exception {
        Lab.nft(lab.host, """
                add table netdev others
                add chain netdev others c { type filter hook ingress device "g0" priority 0; }
                add counter netdev others n
                add rule netdev others c counter name n
                """);
        Lab.run(
                lab.host, "tc", "qdisc", "add", "dev", "r0", "root", "tbf", "rate", "1gbit", "burst", "1mb", "latency",
                "9ms");
        Lab.run(lab.host, "tc", "qdisc", "add", "dev", "g0", "ingress");
        String links = Lab.run(lab.host, "ip", "-o", "link");
        Set<JsonElement> rules = ruleset();
        Set<JsonElement> queues = queues();
        apply(ONE_OF_EACH.toArray(String[]::new));
        assertEquals(rules, others(ruleset()));
        assertTrue(queues().containsAll(queues.stream()
                .filter(q -> !(isAtGuest(q) && isRoot(q)))
                .toList()));
        assertEquals(List.of(), plane.verify());
        new LinuxDataPlane().apply(wanted()); // whoever cleans up may be the next life
        assertEquals(rules, ruleset());
        assertEquals(queues, queues());
        assertEquals(links, Lab.run(lab.host, "ip", "-o", "link"));
        Lab.nft(lab.host, "delete table netdev others");
        Lab.run(lab.host, "tc", "qdisc", "del", "dev", "r0", "root");
        Lab.run(lab.host, "tc", "qdisc", "del", "dev", "g0", "ingress");
    }

    /** libvirt takes the queue of a tap away. */
    @Test
    void shouldPutBackThatThereIsNoQueueAlsoAfterACrash() throws Exception {
        Lab.run(lab.host, "tc", "qdisc", "replace", "dev", "g0", "root", "noqueue");
        apply(ONE_OF_EACH.toArray(String[]::new));
        assertEquals("tbf", rootAtGuest().get("kind").getAsString());
        new LinuxDataPlane().apply(wanted(ONE_OF_EACH.toArray(String[]::new)));
        new LinuxDataPlane().apply(wanted());
        assertEquals("noqueue", rootAtGuest().get("kind").getAsString());
        assertNotEquals("0:", rootAtGuest().get("handle").getAsString());
        Lab.run(lab.host, "tc", "qdisc", "del", "dev", "g0", "root");
    }

    private JsonObject rootAtGuest() throws Exception {
        return queues().stream()
                .filter(queue -> isAtGuest(queue) && isRoot(queue))
                .findFirst()
                .orElseThrow()
                .getAsJsonObject();
    }

    @Test
    void shouldAdoptWhatAKilledRuntimeLeftAndCountOn() throws Exception {
        apply(ONE_OF_EACH.toArray(String[]::new));
        Lab.ping(lab.guest, "10.5.0.2");
        String line = "mirror everything direction=both to=test/other:eth0";
        assertEquals(3, count(line).fromGuest().packets());
        String links = Lab.run(lab.host, "ip", "-o", "link");
        Set<JsonElement> queues = queues();
        LinuxDataPlane next = new LinuxDataPlane();
        assertEquals(new Outcome(Set.of(), Map.of()), next.apply(wanted(ONE_OF_EACH.toArray(String[]::new))));
        assertEquals(links, Lab.run(lab.host, "ip", "-o", "link"));
        assertEquals(queues, queues());
        Lab.ping(lab.guest, "10.5.0.2");
        assertEquals(6, next.counters().get(declaration(line)).fromGuest().packets());
        assertEquals(List.of(), next.verify());
        next.stop();
        assertEquals(3, Lab.ping(lab.guest, "10.5.0.2"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nft delete table netdev vitrine",
                "nft flush chain netdev vitrine from_g0",
                "nft insert rule netdev vitrine to_g0 accept",
                "nft add counter netdev vitrine alien",
                "tc qdisc del dev g0 root",
                "tc qdisc change dev g0 root handle 7674: tbf rate 1gbit burst 1mb latency 50ms",
                "tc qdisc del dev QUEUE root",
                "tc qdisc del dev QUEUEx ingress",
                "ip link set QUEUE down",
                "ip link del QUEUE"
            })
    void shouldPutRightWhatSomebodyChangedByHand(String damage) throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH.toArray(String[]::new));
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        Set<JsonElement> rules = ruleset();
        Lab.run(lab.host, damage.replace("QUEUE", "vt-L" + g0.index()).split(" "));
        assertTrue(!plane.verify().isEmpty());
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        assertEquals(List.of(), plane.verify());
        assertEquals(rules.size(), ruleset().size());
        assertEquals(
                2,
                queues().stream()
                        .filter(q ->
                                q.getAsJsonObject().get("handle").getAsString().equals("7674:"))
                        .count());
        lab.awaitReachable("10.5.0.2");
    }

    @Test
    void shouldFollowAnInterfaceThatCameBack() throws Exception {
        Wanted wanted = wanted(ONE_OF_EACH.toArray(String[]::new));
        assertEquals(new Outcome(Set.of(), Map.of()), plane.apply(wanted));
        for (String gone : List.of("o0", "g0")) {
            Lab.run(lab.host, "ip", "link", "del", gone);
            plane.verify();
            assertEquals(Map.of(), plane.apply(wanted).failures());
            lab.plug(gone, gone.equals("g0") ? 1 : 3);
        }
        g0 = lab.at("g0");
        apply(ONE_OF_EACH.toArray(String[]::new));
        lab.awaitReachable("10.5.0.2");
        try (var other = new Lab.Sniffer(lab.other, "eth0", "icmp")) {
            Lab.ping(lab.guest, "10.5.0.2");
            Lab.until(() -> other.frames() == 6);
        }
        assertEquals(
                2,
                Lab.run(lab.host, "ip", "-o", "link")
                        .lines()
                        .filter(l -> l.contains("vt-L"))
                        .count());
    }

    /** Everything there is, without what packets change. */
    private Set<JsonElement> ruleset() throws Exception {
        Set<JsonElement> all = new java.util.HashSet<>();
        for (JsonElement item : nftables(Lab.run(lab.host, "nft", "-j", "list", "ruleset"))) {
            item.getAsJsonObject().asMap().values().forEach(object -> {
                object.getAsJsonObject().remove("packets");
                object.getAsJsonObject().remove("bytes");
            });
            all.add(item);
        }
        return all;
    }

    private static Set<JsonElement> others(Set<JsonElement> ruleset) {
        Set<JsonElement> others = new java.util.HashSet<>(ruleset);
        others.removeIf(item -> item.toString().contains("\"vitrine\""));
        return others;
    }

    private Set<JsonElement> queues() throws Exception {
        return Set.copyOf(JsonParser.parseString(Lab.run(lab.host, "tc", "-j", "qdisc"))
                .getAsJsonArray()
                .asList());
    }

    private static boolean isAtGuest(JsonElement queue) {
        return queue.getAsJsonObject().get("dev").getAsString().equals("g0");
    }

    private static boolean isRoot(JsonElement queue) {
        return queue.getAsJsonObject().has("root");
    }
}
