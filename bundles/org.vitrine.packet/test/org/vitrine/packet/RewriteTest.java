/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What changes a field must leave every checksum as if it had been computed anew. */
class RewriteTest {
    private static final int ROUNDS = 100_000;

    private final Random random = new Random(21);
    private final Packet packet = new Packet();

    private byte[] soundFrame() {
        while (true) {
            byte[] frame = Frames.sound(random);
            packet.wrap(MemorySegment.ofArray(frame), 0, frame.length);
            if (packet.isIp() && packet.transportChecksum() == ChecksumState.GOOD) {
                packet.writeChecksums(); // IPv4's, too
                return frame;
            }
        }
    }

    private void change() {
        switch (random.nextInt(6)) {
            case 0 -> changeSource();
            case 1 -> changeDestination();
            case 2, 3 -> changePort();
            case 4 -> {
                if (packet.isTcp()) {
                    changeTcp(packet.tcp());
                } else if (packet.isIcmp()) {
                    packet.icmp().identifier(random.nextInt(1 << 16)).sequence(random.nextInt(1 << 16));
                } else {
                    packet.udp().sourcePort(random.nextInt(1 << 16)).destinationPort(random.nextInt(1 << 16));
                }
            }
            default -> {
                if (packet.isIpv4()) {
                    changeIpv4(packet.ipv4());
                } else {
                    packet.ipv6()
                            .hopLimit(random.nextInt(256))
                            .trafficClass(random.nextInt(256))
                            .flowLabel(random.nextInt(1 << 20));
                }
            }
        }
    }

    private void changeSource() {
        if (packet.isIpv4()) {
            packet.source(random.nextInt());
        } else {
            packet.source(random.nextLong(), random.nextLong());
        }
    }

    private void changeDestination() {
        if (packet.isIpv4()) {
            packet.destination(random.nextInt());
        } else {
            packet.destination(random.nextLong(), random.nextLong());
        }
    }

    private void changePort() {
        if (packet.isUdp() || packet.isTcp()) {
            packet.sourcePort(random.nextInt(1 << 16)).destinationPort(random.nextInt(1 << 16));
        }
    }

    private void changeTcp(Tcp tcp) {
        tcp.sequence(random.nextInt())
                .acknowledgment(random.nextInt())
                .flags(random.nextInt(256))
                .window(random.nextInt(1 << 16));
    }

    private void changeIpv4(Ipv4 ip) {
        ip.trafficClass(random.nextInt(256))
                .identification(random.nextInt(1 << 16))
                .dontFragment(random.nextBoolean())
                .timeToLive(random.nextInt(256));
    }

    @Test
    void shouldEqualChecksumsThatAreComputedAnew() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] frame = soundFrame();
            for (int i = random.nextInt(4); i >= 0; i--) {
                change();
            }
            byte[] anew = frame.clone();
            Packet other = new Packet();
            other.wrap(MemorySegment.ofArray(anew), 0, anew.length);
            assertTrue(other.writeChecksums());
            assertArrayEquals(anew, frame);
            assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        }
    }

    @Test
    void shouldKeepAChecksumThatIsLeftToANetworkCard() {
        for (int round = 0; round < ROUNDS / 10; round++) {
            soundFrame();
            if (packet.isIcmp() && packet.isIpv4()) {
                continue;
            }
            leaveChecksumToACard();
            for (int i = 0; i < 4; i++) {
                changeSource();
                changeDestination();
                changePort();
            }
            assertEquals(ChecksumState.OFFLOADED, packet.transportChecksum());
            assertTrue(packet.writeChecksums());
            assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        }
    }

    private void leaveChecksumToACard() {
        int length = packet.coveredByIp();
        long sum = packet.isIpv4()
                ? Checksum.pseudoHeader(packet.ipv4().source(), packet.ipv4().destination(), packet.protocol(), length)
                : Checksum.pseudoHeader(
                        packet.sourceHigh(),
                        packet.sourceLow(),
                        packet.destinationHigh(),
                        packet.destinationLow(),
                        packet.protocol(),
                        length);
        Flyweight header = packet.isUdp() ? packet.udp() : packet.isTcp() ? packet.tcp() : packet.icmp();
        header.put16(packet.checksumOffset(), Checksum.fold(sum));
        assertEquals(ChecksumState.OFFLOADED, packet.transportChecksum());
    }

    @Test
    void shouldLeaveTheMissingChecksumOfUdpMissing() {
        MemorySegment memory = MemorySegment.ofArray(new byte[100]);
        int length =
                new PacketBuilder(memory).ethernet(1, 2).ipv4(3, 4).udp(5, 6).finish();
        packet.wrap(memory, 0, length);
        packet.udp().put16(Udp.CHECKSUM_OFFSET, 0);
        packet.source(7).destinationPort(8).udp().sourcePort(9);
        assertEquals(ChecksumState.ABSENT, packet.transportChecksum());
        assertTrue(packet.ipv4().isChecksumGood());
    }

    @Test
    void shouldChangeOptionsOfTcpAtAnyPlace() {
        MemorySegment memory = MemorySegment.ofArray(new byte[200]);
        for (int padding = 0; padding < 8; padding++) {
            PacketBuilder builder =
                    new PacketBuilder(memory).ethernet(1, 2).ipv4(3, 4).tcp(5, 6, 7, 8, Tcp.SYN, 9);
            byte[] options = new byte[24];
            java.util.Arrays.fill(options, (byte) Tcp.OPTION_NOTHING);
            java.nio.ByteBuffer.wrap(options)
                    .position(padding)
                    .put((byte) 2)
                    .put((byte) 4)
                    .putShort((short) 1460)
                    .put((byte) 8)
                    .put((byte) 10);
            int length = builder.tcpOptions(options).finish();
            packet.wrap(memory, 0, length);
            packet.tcp().maximumSegmentSize(random.nextInt(1 << 16)).timestamps(random.nextInt(), random.nextInt());
            assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        }
    }

    @Test
    void shouldRefuseWhatThePacketDoesNotHave() {
        MemorySegment memory = MemorySegment.ofArray(new byte[100]);
        int length = new PacketBuilder(memory)
                .ethernet(1, 2)
                .ipv4(3, 4)
                .icmp(8, 0, 0)
                .finish();
        packet.wrap(memory, 0, length);
        assertThrows(IllegalStateException.class, () -> packet.sourcePort(1));
        assertThrows(IllegalStateException.class, () -> packet.source(1, 2));
    }

    @Test
    void shouldAllocateNothing() {
        byte[][] frames = new byte[1_000][];
        Packet[] packets = new Packet[frames.length];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = soundFrame();
            packets[i] = new Packet();
            packets[i].wrap(MemorySegment.ofArray(frames[i]), 0, frames[i].length);
        }
        Allocation.assertNone(() -> {
            for (Packet one : packets) {
                if (one.isIpv4()) {
                    one.source(one.ipv4().destination()).destination(one.ipv4().source() + 1);
                } else {
                    one.source(one.destinationHigh(), one.destinationLow() + 1);
                }
                if (one.isTcp()) {
                    one.tcp().sequence(one.tcp().sequence() + 1);
                }
            }
        });
    }
}
