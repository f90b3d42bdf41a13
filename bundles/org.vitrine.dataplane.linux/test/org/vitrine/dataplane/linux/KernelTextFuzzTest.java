/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** What nft, tc, ip and the kernel say of what is ours, also when it is nonsense: never more than an error that says so. */
class KernelTextFuzzTest {
    private static final int MUTATIONS = 100_000;
    private static final String NFT = """
            {"nftables":[{"metainfo":{"version":"1.0.6"}},{"table":{"family":"netdev","name":"vitrine","handle":1}},
            {"counter":{"family":"netdev","name":"drop_1_from_g0","table":"vitrine","handle":2,"packets":3,"bytes":84}},
            {"set":{"family":"netdev","name":"from4_g0","table":"vitrine","type":"ipv4_addr","handle":3,
            "elem":[{"elem":{"val":"10.5.0.2","counter":{"packets":1,"bytes":84}}}]}},
            {"chain":{"family":"netdev","table":"vitrine","name":"from_g0","handle":4,"dev":"g0","type":"filter","hook":"ingress",
            "prio":0,"policy":"accept"}},{"rule":{"family":"netdev","table":"vitrine","chain":"from_g0","handle":5,
            "expr":[{"counter":"drop_1_from_g0"},{"drop":null}]}}]}""";
    private static final String TC = """
            [{"kind":"tbf","handle":"7674:","dev":"g0","root":true,"options":{"rate":2500000},"bytes":1,"drops":7},
            {"kind":"noqueue","handle":"0:","dev":"lo","root":true,"options":{}}]""";
    private static final String IP = """
            [{"ifindex":3,"link":"vt-L7x","ifname":"vt-L7","flags":["BROADCAST","UP"],"ifalias":"vitrine"}]
            [{"ifindex":4,"link":"vt-L7","ifname":"vt-L7x","flags":["UP"],"ifalias":"vitrine"}]""";
    private static final String PIECES = "{}[],:\"0123456789-.eE netdvirabl\\ntruefalsnull";

    @FunctionalInterface
    private interface Parser {
        Object parse(String text) throws VitrineException;
    }

    private static void fuzz(String good, Parser parser) throws Exception {
        parser.parse(good);
        Random random = new Random(good.length());
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder bad = new StringBuilder(good);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                int at = random.nextInt(bad.length() - 12);
                char piece = PIECES.charAt(random.nextInt(PIECES.length()));
                switch (random.nextInt(4)) {
                    case 0 -> bad.setCharAt(at, piece);
                    case 1 -> bad.insert(at, piece);
                    case 2 -> bad.delete(at, at + random.nextInt(12));
                    default -> bad.setLength(at + 12);
                }
                if (bad.length() < 24) {
                    break;
                }
            }
            try {
                parser.parse(bad.toString());
            } catch (VitrineException e) {
                assertEquals(Reason.FAILED, e.reason());
                refused++;
            }
        }
        assertTrue(refused > MUTATIONS / 4, refused + " were refused");
    }

    @Test
    void shouldRefuseRulesThatAreNoSense() throws Exception {
        fuzz(NFT, text -> KernelTable.parse(text).image());
    }

    @Test
    void shouldRefuseQueuesThatAreNoSense() throws Exception {
        fuzz(TC, Shapers::parse);
    }

    @Test
    void shouldRefuseInterfacesThatAreNoSense() throws Exception {
        fuzz(IP, VethPairs::parse);
    }

    @Test
    void shouldPassOverNotificationsThatAreNoSense() {
        ByteBuffer good = ByteBuffer.allocate(32).order(ByteOrder.nativeOrder());
        good.putInt(32)
                .putShort((short) (10 << 8 | 8))
                .putShort((short) 0)
                .putInt(0)
                .putInt(0);
        good.put((byte) 5)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) 12)
                .putShort((short) 1);
        good.put("vitrine\0".getBytes(StandardCharsets.US_ASCII));
        assertTrue(KernelWatch.isOurs(true, good));
        assertFalse(KernelWatch.isOurs(false, good));
        Random random = new Random(5);
        for (int i = 0; i < MUTATIONS; i++) {
            ByteBuffer bad = ByteBuffer.allocate(random.nextInt(33)).order(ByteOrder.nativeOrder());
            bad.put(0, good, 0, bad.limit());
            for (int n = random.nextInt(4); n > 0 && bad.limit() > 0; n--) {
                bad.put(random.nextInt(bad.limit()), (byte) random.nextInt());
            }
            KernelWatch.isOurs(i % 2 == 0, bad);
        }
    }
}
