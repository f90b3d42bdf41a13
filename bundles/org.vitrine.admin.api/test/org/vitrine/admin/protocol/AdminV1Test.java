/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vitrine.admin.RefusalReason;
import org.vitrine.common.IpAddress;

class AdminV1Test {
    private static final int OFFSET = 3; // nothing may rely on alignment

    private final byte[] bytes = new byte[OFFSET + AdminV1.MAX_LENGTH];
    private final MemorySegment memory = MemorySegment.ofArray(bytes);

    @Test
    void shouldWriteRequestsByteForByte() {
        assertEquals("10", written(AdminV1Encoder.statusRequest(memory, OFFSET)));
        assertEquals("110a4d0902", written(address(AdminV1.REQ_FILTER_IP, "10.77.9.2")));
        assertEquals("12c0a80001", written(address(AdminV1.REQ_UNFILTER_IP, "192.168.0.1")));
    }

    @Test
    void shouldWriteAnswersByteForByte() {
        assertEquals("52ffffffff", written(address(AdminV1.RSP_FILTER_IP, "255.255.255.255")));
        assertEquals("530a4d0902", written(address(AdminV1.RSP_UNFILTER_IP, "10.77.9.2")));
        assertEquals("5100", written(AdminV1Encoder.status(memory, OFFSET, 0)));
        int length = AdminV1Encoder.status(memory, OFFSET, 2);
        AdminV1Encoder.host(memory, OFFSET, 0, IpAddress.parse("10.0.0.1").ipv4Bits(), 1, 65_535);
        AdminV1Encoder.host(memory, OFFSET, 1, IpAddress.parse("10.0.0.2").ipv4Bits(), 256, 2);
        assertEquals("5102" + "0a0000010001ffff" + "0a00000201000002", written(length));
    }

    @Test
    void shouldReadWhatItWrote() {
        address(AdminV1.REQ_FILTER_IP, "10.77.9.2");
        assertEquals(AdminV1.REQ_FILTER_IP, AdminV1Decoder.opcode(memory, OFFSET));
        assertEquals(
                "10.77.9.2",
                IpAddress.ofIpv4(AdminV1Decoder.address(memory, OFFSET)).toString());
        int length = AdminV1Encoder.status(memory, OFFSET, 255);
        for (int i = 0; i < 255; i++) {
            AdminV1Encoder.host(memory, OFFSET, i, i, 2 * i, 65_535 - i);
        }
        assertTrue(AdminV1Decoder.isAnswer(memory, OFFSET, length, AdminV1.RSP_STATUS_ALL));
        assertEquals(255, AdminV1Decoder.hostCount(memory, OFFSET));
        for (int i = 0; i < 255; i++) {
            assertEquals(i, AdminV1Decoder.hostAddress(memory, OFFSET, i));
            assertEquals(2 * i, AdminV1Decoder.hostTx(memory, OFFSET, i));
            assertEquals(65_535 - i, AdminV1Decoder.hostRx(memory, OFFSET, i));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "511, 0",
        "512, 1",
        "1024, 1",
        "67107840, 65535",
        "67108864, 65535",
        "1e18, 65535",
        "Infinity, 65535",
        "-5, 0",
        "NaN, 0"
    })
    void shouldTellRatesInKibibytesAndNeverWrap(double bytesPerSecond, int told) {
        assertEquals(told, AdminV1.rate(bytesPerSecond));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "good",
            value = {
                "'', EMPTY",
                "10, good",
                "1000, TOO_LONG",
                "110a4d0902, good",
                "120a4d0902, good",
                "11, TOO_SHORT",
                "110a4d09, TOO_SHORT",
                "120a4d090200, TOO_LONG",
                "00, BAD_OPCODE",
                "51, BAD_OPCODE",
                "520a4d0902, BAD_OPCODE",
                "130a4d0902, BAD_OPCODE"
            })
    void shouldSayWhatIsWrongWithARequest(String hex, RefusalReason reason) {
        MemorySegment datagram = MemorySegment.ofArray(HexFormat.of().parseHex(hex));
        assertEquals(reason, AdminV1Decoder.refusalOf(datagram, 0, (int) datagram.byteSize()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 51, false",
        "51, 51, false",
        "5100, 51, true",
        "5101, 51, false",
        "51010a00000100010002, 51, true",
        "51010a0000010001000200, 51, false",
        "520a000001, 52, true",
        "520a000001, 53, false",
        "520a0000, 52, false",
        "110a000001, 52, false"
    })
    void shouldKnowAnAnswer(String hex, String opcode, boolean good) {
        MemorySegment datagram = MemorySegment.ofArray(HexFormat.of().parseHex(hex));
        assertEquals(
                good, AdminV1Decoder.isAnswer(datagram, 0, (int) datagram.byteSize(), Integer.parseInt(opcode, 16)));
    }

    @Test
    void shouldReadAnythingWithoutLeavingItsBounds() {
        Random random = new Random(555);
        for (int round = 0; round < 10_000_000; round++) {
            byte[] datagram = new byte[random.nextInt(40)];
            random.nextBytes(datagram);
            if (datagram.length > 0 && random.nextInt(4) > 0) {
                datagram[0] = (byte) (random.nextBoolean() ? 0x10 + random.nextInt(4) : 0x50 + random.nextInt(5));
            }
            MemorySegment m = MemorySegment.ofArray(datagram);
            if (AdminV1Decoder.refusalOf(m, 0, datagram.length) == null && AdminV1Decoder.opcode(m, 0) != 0x10) {
                AdminV1Decoder.address(m, 0);
            }
            for (int opcode = 0x51; opcode <= 0x53; opcode++) {
                if (AdminV1Decoder.isAnswer(m, 0, datagram.length, opcode)) {
                    int hosts = opcode == 0x51 ? AdminV1Decoder.hostCount(m, 0) : 0;
                    for (int i = 0; i < hosts; i++) {
                        AdminV1Decoder.hostRx(m, 0, i);
                    }
                }
            }
        }
        assertNull(AdminV1Decoder.refusalOf(MemorySegment.ofArray(new byte[] {0x10}), 0, 1));
        assertFalse(AdminV1Decoder.isAnswer(memory, 0, 0, AdminV1.RSP_STATUS_ALL));
    }

    private int address(int opcode, String address) {
        return AdminV1Encoder.address(
                memory, OFFSET, opcode, IpAddress.parse(address).ipv4Bits());
    }

    private String written(int length) {
        return HexFormat.of().formatHex(bytes, OFFSET, OFFSET + length);
    }
}
