/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacketTest {
    private static final long GUEST_MAC = 0x5254_0000_0001L;
    private static final long OTHER_MAC = 0x5254_0000_0002L;
    private static final int GUEST = 0x0a05_0002;
    private static final int OTHER = 0x0a05_0003;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment memory = arena.allocate(2_048);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final Packet packet = new Packet();

    @AfterEach
    void close() {
        arena.close();
    }

    private int udp4(byte... payload) {
        return builder.ethernet(GUEST_MAC, OTHER_MAC)
                .ipv4(OTHER, GUEST)
                .udp(40_000, 555)
                .payload(payload)
                .finish();
    }

    private byte[] payloadOf(Udp udp) {
        return udp.memory().asSlice(udp.payloadOffset(), udp.payloadLength()).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void shouldGiveBackWhatWasBuilt() {
        Random random = new Random(2);
        for (int round = 0; round < 20_000; round++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            long source = random.nextLong() >>> 16;
            long destination = random.nextLong() >>> 16;
            builder.ethernet(destination, source);
            int tags = random.nextInt(3);
            int[] controls = {random.nextInt(1 << 16), random.nextInt(1 << 16)};
            for (int tag = 0; tag < tags; tag++) {
                builder.tag(tag < tags - 1 ? Ethernet.TYPE_SERVICE_VLAN : Ethernet.TYPE_VLAN, controls[tag]);
            }
            boolean ipv4 = random.nextBoolean();
            long[] address = {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
            if (ipv4) {
                builder.ipv4((int) address[0], (int) address[2]);
            } else {
                builder.ipv6(address[0], address[1], address[2], address[3]);
            }
            int sourcePort = random.nextInt(1 << 16);
            int destinationPort = random.nextInt(1 << 16);
            int length =
                    builder.udp(sourcePort, destinationPort).payload(payload).finish();

            assertTrue(packet.wrap(memory, 0, length));
            assertEquals(source, packet.ethernet().source());
            assertEquals(destination, packet.ethernet().destination());
            assertEquals(tags, packet.ethernet().tagCount());
            for (int tag = 0; tag < tags; tag++) {
                assertEquals(controls[tag], packet.ethernet().tagControl(tag));
                assertEquals(controls[tag] & 0xfff, packet.ethernet().vlanId(tag));
            }
            assertEquals(ipv4, packet.isIpv4());
            assertEquals(!ipv4, packet.isIpv6());
            if (ipv4) {
                assertEquals((int) address[0], packet.ipv4().source());
                assertEquals((int) address[2], packet.ipv4().destination());
                assertEquals(0xffff_0000_0000L | address[0] & 0xffff_ffffL, packet.sourceLow());
                assertEquals(0, packet.destinationHigh());
                assertTrue(packet.ipv4().isChecksumGood());
            } else {
                assertArrayEquals(address, new long[] {
                    packet.sourceHigh(), packet.sourceLow(), packet.destinationHigh(), packet.destinationLow()
                });
            }
            assertEquals(sourcePort, packet.udp().sourcePort());
            assertEquals(destinationPort, packet.udp().destinationPort());
            assertArrayEquals(payload, payloadOf(packet.udp()));
            assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        }
    }

    @Test
    void shouldAnswerWithSidesChangedAndTagsKept() {
        Random random = new Random(3);
        MemorySegment answer = arena.allocate(2_048);
        PacketBuilder answers = new PacketBuilder(answer);
        Packet reply = new Packet();
        for (int tags = 0; tags <= 2; tags++) {
            for (boolean ipv4 : new boolean[] {true, false}) {
                builder.ethernet(GUEST_MAC, OTHER_MAC);
                for (int tag = 0; tag < tags; tag++) {
                    builder.tag(Ethernet.TYPE_VLAN, 100 + tag);
                }
                if (ipv4) {
                    builder.ipv4(OTHER, GUEST);
                } else {
                    builder.ipv6(1, 2, 3, 4);
                }
                byte[] payload = new byte[50];
                random.nextBytes(payload);
                packet.wrap(
                        memory, 0, builder.udp(40_000, 555).payload(new byte[1]).finish());
                int length = answers.answer(packet).payload(payload).finish();

                assertTrue(reply.wrap(answer, 0, length));
                assertEquals(GUEST_MAC, reply.ethernet().source());
                assertEquals(OTHER_MAC, reply.ethernet().destination());
                assertEquals(tags, reply.ethernet().tagCount());
                assertEquals(
                        tags == 0 ? 0 : 99 + tags,
                        tags == 0 ? 0 : reply.ethernet().vlanId(tags - 1));
                assertEquals(packet.destinationLow(), reply.sourceLow());
                assertEquals(packet.sourceHigh(), reply.destinationHigh());
                assertEquals(555, reply.udp().sourcePort());
                assertEquals(40_000, reply.udp().destinationPort());
                assertArrayEquals(payload, payloadOf(reply.udp()));
                assertEquals(ChecksumState.GOOD, reply.transportChecksum());
            }
        }
    }

    @Test
    void shouldTellAbsentAndOffloadedChecksumsFromBadOnes() {
        int length = udp4(new byte[] {1, 2, 3});
        packet.wrap(memory, 0, length);
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        int good = packet.udp().checksum();

        packet.udp().put16(Udp.CHECKSUM_OFFSET, good ^ 0x100);
        assertEquals(ChecksumState.BAD, packet.transportChecksum());

        packet.udp().put16(Udp.CHECKSUM_OFFSET, 0);
        assertEquals(ChecksumState.ABSENT, packet.transportChecksum());

        packet.udp().put16(Udp.CHECKSUM_OFFSET, Checksum.fold(Checksum.pseudoHeader(OTHER, GUEST, 17, 11)));
        assertEquals(ChecksumState.OFFLOADED, packet.transportChecksum());

        packet.wrap(memory, 0, length - 1);
        assertEquals(ChecksumState.UNCHECKED, packet.transportChecksum());
    }

    @Test
    void shouldCallAMissingChecksumBadOnIpv6() {
        int length = builder.ethernet(1, 2).ipv6(1, 2, 3, 4).udp(1, 2).finish();
        packet.wrap(memory, 0, length);
        packet.udp().put16(Udp.CHECKSUM_OFFSET, 0);
        assertEquals(ChecksumState.BAD, packet.transportChecksum());
    }

    @Test
    void shouldSendAComputedZeroAsAllOnes() {
        int length = udp4((byte) 0, (byte) 0);
        packet.wrap(memory, 0, length);
        int checksum = packet.udp().checksum();
        // what the sum lacks to all ones makes the checksum 0
        memory.set(ValueLayout.JAVA_BYTE, packet.udp().payloadOffset(), (byte) (checksum >>> 8));
        memory.set(ValueLayout.JAVA_BYTE, packet.udp().payloadOffset() + 1, (byte) checksum);
        assertTrue(packet.writeChecksums());
        assertEquals(0xffff, packet.udp().checksum());
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());
    }

    @Test
    void shouldKeepTheHeaderChecksumGoodWhenFieldsChange() {
        Random random = new Random(4);
        int length = udp4();
        packet.wrap(memory, 0, length);
        for (int round = 0; round < 10_000; round++) {
            packet.ipv4().source(random.nextInt()).destination(random.nextInt()).timeToLive(random.nextInt(256));
            assertTrue(packet.ipv4().isChecksumGood());
        }
    }

    @Test
    void shouldNotCountPaddingOfAShortFrameAsPayload() {
        int length = udp4((byte) 7);
        packet.wrap(memory, 0, Math.max(60, length));
        assertArrayEquals(new byte[] {7}, payloadOf(packet.udp()));
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());
    }

    @Test
    void shouldSeeNoPortsInALaterFragment() {
        int length = udp4(new byte[64]);
        packet.wrap(memory, 0, length);
        packet.ipv4().put16(Ipv4.FRAGMENT_OFFSET, 0x2000 | 185);
        packet.wrap(memory, 0, length);
        assertTrue(packet.isFragment());
        assertFalse(packet.isUdp());
        assertEquals(1_480, packet.ipv4().fragmentOffset());
        assertEquals(ChecksumState.UNCHECKED, packet.transportChecksum());
        assertThrows(IllegalStateException.class, packet::udp);
        packet.ipv4().put16(Ipv4.FRAGMENT_OFFSET, 0x2000);
        packet.wrap(memory, 0, length);
        assertTrue(packet.isFragment());
        assertTrue(packet.isUdp());
        assertEquals(ChecksumState.UNCHECKED, packet.transportChecksum());
    }

    @Test
    void shouldWalkNoMoreExtensionHeadersThanAnybodySends() {
        ByteBuffer frame = memory.asByteBuffer();
        builder.ethernet(1, 2).ipv6(1, 2, 3, 4);
        frame.put(Ethernet.LENGTH + Ipv6.NEXT_HEADER_OFFSET, (byte) IpProtocol.DESTINATION_OPTIONS);
        int at = Ethernet.LENGTH + Ipv6.LENGTH;
        for (int i = 0; i < 20; i++, at += 8) {
            frame.put(at, (byte) IpProtocol.DESTINATION_OPTIONS).put(at + 1, (byte) 0);
        }
        frame.putShort(Ethernet.LENGTH + Ipv6.PAYLOAD_LENGTH_OFFSET, (short) (at - Ethernet.LENGTH - Ipv6.LENGTH));
        packet.wrap(memory, 0, at);
        assertTrue(packet.isIpv6());
        assertFalse(packet.ipv6().isComplete());
        frame.put(at - 20 * 8 + 15 * 8, (byte) IpProtocol.NOTHING);
        packet.wrap(memory, 0, at);
        assertTrue(packet.ipv6().isComplete());
        assertEquals(IpProtocol.NOTHING, packet.ipv6().protocol());
    }

    @Test
    void shouldTakeOnlyTwoTags() {
        int length = builder.ethernet(1, 2)
                .tag(Ethernet.TYPE_SERVICE_VLAN, 1)
                .tag(Ethernet.TYPE_VLAN, 2)
                .tag(Ethernet.TYPE_VLAN, 3)
                .ipv4(1, 2)
                .finish();
        packet.wrap(memory, 0, length);
        assertEquals(2, packet.ethernet().tagCount());
        assertEquals(Ethernet.TYPE_VLAN, packet.ethernet().etherType());
        assertFalse(packet.isIp());
    }

    @Test
    void shouldTakeAPacketTooLongForItsLengthFieldAsLongAsItsFrame() {
        int length = builder.ethernet(1, 2)
                .ipv4(1, 2)
                .protocol(IpProtocol.TCP)
                .payload(new byte[1_000])
                .finish();
        packet.wrap(memory, 0, length);
        packet.ipv4().put16(Ipv4.TOTAL_LENGTH_OFFSET, 0);
        assertEquals(1_000, packet.ipv4().payloadLength());
    }

    @Test
    void shouldRefuseToShowWhatIsNotThere() {
        assertFalse(packet.wrap(memory, 0, 13));
        assertThrows(IndexOutOfBoundsException.class, packet.ethernet()::source);
        assertThrows(IllegalStateException.class, packet::ipv4);
    }
}
