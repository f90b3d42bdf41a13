/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.dataplane.linux.trace.RuleTraces.Decoder;
import org.vitrine.dataplane.linux.trace.RuleTraces.Dropped;
import org.vitrine.hypervisor.ExecResult;

/** What the kernel, ping and the shell say, also when they say nonsense. */
class EvidenceTest {
    private static final int MUTATIONS = 200_000;

    /** A message of nftables as Linux 6.18 writes it: of a packet that came in at interface 3, dropped by rule 4 of chain d. */
    private static ByteBuffer message(int type, int verdict) {
        ByteBuffer buffer = ByteBuffer.allocate(512).order(ByteOrder.nativeOrder());
        buffer.putInt(0)
                .putShort((short) (10 << 8 | 17))
                .putShort((short) 0)
                .putInt(0)
                .putInt(0);
        buffer.put((byte) 5).put((byte) 0).putShort((short) 0);
        attribute(buffer, 4, number(type));
        attribute(buffer, 6, number(0x0ef1bacd));
        attribute(buffer, 2, "d\0".getBytes(StandardCharsets.US_ASCII));
        attribute(buffer, 1, "theirs\0".getBytes(StandardCharsets.US_ASCII));
        attribute(buffer, 3, ByteBuffer.allocate(8).putLong(4).array());
        ByteBuffer nested = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
        attribute(nested, 1, number(verdict));
        attribute(buffer, 5 | 0x8000, nested.array());
        attribute(buffer, 10, number(3));
        attribute(buffer, 16, number(verdict));
        buffer.putInt(0, buffer.position());
        return buffer.flip();
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static void attribute(ByteBuffer buffer, int type, byte[] value) {
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
    }

    @Test
    void shouldUnderstandWhichRuleDropped() {
        assertEquals(
                List.of(new Dropped("h", "netdev", "theirs", "d", 4, 3, 0)), new Decoder().drops("h", message(3, 0)));
        assertEquals(List.of(), new Decoder().drops("h", message(3, 1)), "accepted");
        assertEquals(List.of(), new Decoder().drops("h", message(3, -1)), "goes on");
        assertEquals(
                List.of(new Dropped("h", "netdev", "theirs", "d", 0, 3, 0)),
                new Decoder().drops("h", message(1, 0)),
                "the policy of the chain");
    }

    @Test
    void shouldPassOverMessagesThatAreBroken() {
        Random random = new Random(7);
        byte[] good = message(3, 0).slice().array();
        int length = message(3, 0).limit();
        for (int i = 0; i < MUTATIONS; i++) {
            ByteBuffer bad = ByteBuffer.allocate(random.nextInt(length + 1)).order(ByteOrder.nativeOrder());
            bad.put(0, good, 0, bad.limit());
            for (int n = random.nextInt(4); n > 0 && bad.limit() > 0; n--) {
                bad.put(random.nextInt(bad.limit()), (byte) random.nextInt());
            }
            assertTrue(new Decoder().drops("h", bad).size() <= 1);
        }
    }

    @Test
    void shouldTellTheKernelsReasonOfOurPackets() {
        List<String> lines = List.of(
                "# tracer: nop",
                " ping-1 [000] ..s2. 10.1: netif_receive_skb: dev=g0 skbaddr=00000000aa len=115",
                " ping-1 [000] ..s2. 10.2: net_dev_queue: dev=r0 skbaddr=00000000aa len=129",
                " ping-1 [000] ..s2. 10.3: kfree_skb: skbaddr=00000000bb rx_sk=0 protocol=2048"
                        + " location=ip_rcv_core+0x1/0x2 reason: NO_SOCKET",
                " ping-1 [000] ..s2. 10.4: kfree_skb: skbaddr=00000000aa rx_sk=0 protocol=2048"
                        + " location=nft_do_chain+0x1/0x2 reason: NETFILTER_DROP",
                " ping-1 [000] ..s2. 10.5: kfree_skb: skbaddr=00000000aa rx_sk=0 protocol=2048"
                        + " location=again+0x1/0x2 reason: NOT_SPECIFIED");
        assertEquals(
                Map.of(new DropReasons.Dropped("r0", "NETFILTER_DROP", "nft_do_chain"), 1),
                DropReasons.drops(lines, Set.of("g0", "r0")));
    }

    @Test
    void shouldReadWhatTheSenderSays() {
        String summary = "3 packets transmitted, 1 received, 66% packet loss, time 400ms";
        assertEquals(new Probe(3, 1, false, ""), Probe.ofPing(new ExecResult(1, summary, "", false)));
        assertEquals(
                new Probe(3, 3, false, ""),
                Probe.ofPing(
                        new ExecResult(0, "3 packets transmitted, 3 packets received, 0% packet loss", "", false)));
        assertEquals(
                new Probe(0, 0, false, "ping: connect: Network is unreachable"),
                Probe.ofPing(new ExecResult(2, "", "ping: connect: Network is unreachable", false)));
        assertEquals(
                new Probe(1, 0, true, ""),
                Probe.ofShell(
                        new ExecResult(1, "", "bash: connect: Connection refused\nbash: /dev/tcp/…: …", false), true));
        assertEquals(new Probe(1, 0, false, ""), Probe.ofShell(new ExecResult(124, "", "", false), true));
        assertEquals(new Probe(1, 1, false, ""), Probe.ofShell(new ExecResult(0, "", "", false), true));
    }

    @Test
    void shouldTakeWhatIsNoJsonForNothing() {
        Random random = new Random(11);
        String good =
                "[{\"ifname\":\"g0\",\"addr_info\":[{\"local\":\"10.0.0.1\",\"n\":1}]},{\"kind\":\"tbf\",\"drops\":7}]";
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder bad = new StringBuilder(good.substring(0, random.nextInt(good.length() + 1)));
            for (int n = random.nextInt(4); n > 0 && !bad.isEmpty(); n--) {
                bad.setCharAt(random.nextInt(bad.length()), good.charAt(random.nextInt(good.length())));
            }
            Said.objects(bad.toString()).forEach(object -> {
                Said.text(object, "ifname");
                Said.number(object, "drops");
            });
        }
        assertEquals(7, Said.number(Said.objects(good).get(1), "drops"));
    }
}
