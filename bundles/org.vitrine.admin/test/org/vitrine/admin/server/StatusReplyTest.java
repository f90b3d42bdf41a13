/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.admin.protocol.AdminV1Decoder;
import org.vitrine.admin.server.Twins.MemoryTraffic;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;

class StatusReplyTest {
    private static final NicId A = Twins.nic("a");
    private static final NicId B = Twins.nic("b");

    private final MemoryTraffic traffic = new MemoryTraffic();

    @Test
    void shouldMakeItsMessageAtMostOnceAPeriod() {
        traffic.host(A, "10.0.0.1", 2048, 3072);
        StatusReply reply = new StatusReply(Set.of(A), () -> traffic, 100);
        long now = Long.MAX_VALUE - 5; // nanoTime may wrap
        for (int i = 0; i < 1000; i++) {
            assertEquals("51010a00000100020003", message(reply, now + i));
        }
        assertEquals(1, traffic.snapshots.get());
        message(reply, now + TimeUnit.MILLISECONDS.toNanos(100));
        assertEquals(2, traffic.snapshots.get());
    }

    @Test
    void shouldListTheBusiestThirty() {
        for (int i = 0; i < 50; i++) {
            traffic.host(A, IpAddress.ofIpv4(i + 1).toString(), 1024 * (100 - i), 0);
        }
        StatusReply reply = new StatusReply(Set.of(A), () -> traffic, 100);
        assertEquals(AdminV1.statusLength(30), reply.renewed(0));
        for (int i = 0; i < 30; i++) {
            assertEquals(i + 1, AdminV1Decoder.hostAddress(reply.memory(), 0, i));
            assertEquals(100 - i, AdminV1Decoder.hostTx(reply.memory(), 0, i));
        }
    }

    @Test
    void shouldListIpv4HostsBehindBusierIpv6Hosts() {
        for (int i = 0; i < 200; i++) {
            traffic.host(A, "fd00::" + Integer.toHexString(i + 1), 1e9, 0);
        }
        traffic.host(A, "10.0.0.1", 1024, 0);
        StatusReply reply = new StatusReply(Set.of(A), () -> traffic, 100);
        assertEquals("51010a00000100010000", message(reply, 0));
    }

    @Test
    void shouldSumUpSeveralVnics() {
        traffic.host(A, "10.0.0.1", 1024, 0).host(A, "10.0.0.2", 1024, 1024);
        traffic.host(B, "10.0.0.1", 1024, 2048).host(B, "fd00::1", 1e9, 1e9);
        StatusReply reply = new StatusReply(Set.of(A, B), () -> traffic, 100);
        assertEquals("5102" + "0a00000100020002" + "0a00000200010001", message(reply, 0));
    }

    @Test
    void shouldSayNothingOfWhatIsNotWatched() {
        assertEquals("", message(new StatusReply(Set.of(A), () -> traffic, 100), 0));
        assertEquals("", message(new StatusReply(Set.of(), () -> traffic, 100), 0));
        assertEquals("", message(new StatusReply(Set.of(A), () -> null, 100), 0));
    }

    private static String message(StatusReply reply, long now) {
        int length = reply.renewed(now);
        return HexFormat.of().formatHex(reply.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }
}
