/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.packet.ConnectionModel.Direction;
import org.vitrine.packet.ConnectionModel.End;

class ConnectionModelTest {
    private static final int GUEST = 0x0a00_0001;
    private static final int PEER = 0x0a00_0002;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[2_048]);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final Packet packet = new Packet();

    private PacketBuilder segment(Direction direction, long sequence, long acknowledgment, int flags, int window) {
        boolean isOut = direction == Direction.OUTBOUND;
        return builder.ethernet(isOut ? 2 : 1, isOut ? 1 : 2)
                .ipv4(isOut ? GUEST : PEER, isOut ? PEER : GUEST)
                .tcp(isOut ? 40_000 : 80, isOut ? 80 : 40_000, (int) sequence, (int) acknowledgment, flags, window);
    }

    private Packet finished(PacketBuilder built) {
        packet.wrap(memory, 0, built.finish());
        return packet;
    }

    /** What an end of the connection has sent, counted without an end. */
    private static final class Reference {
        long next;
        long acknowledged;
    }

    @Test
    void shouldFollowAConnectionAcrossTheEndOfTheNumbers() {
        Random random = new Random(51);
        for (int round = 0; round < 300; round++) {
            Reference[] ends = {new Reference(), new Reference()};
            ConnectionModel model = open(ends, random);
            for (int step = 0; step < 300; step++) {
                int side = random.nextInt(2);
                Direction direction = Direction.values()[side];
                Reference from = ends[side];
                Reference to = ends[1 - side];
                int length = random.nextInt(1_400);
                boolean isOld = random.nextInt(4) == 0;
                // a retransmission goes back by less than was sent, and acknowledges what was so then
                long sequence = isOld ? from.next - length - random.nextInt(3_000) : from.next;
                if (!isOld) {
                    from.acknowledged = to.next;
                    from.next += length;
                }
                long acknowledgment = isOld ? from.acknowledged - random.nextInt(1_000) : from.acknowledged;
                int window = isOld && acknowledgment != from.acknowledged ? 1 : 1_000;
                assertTrue(model.sync(finished(segment(direction, sequence, acknowledgment, Tcp.ACK, window)
                        .payload(new byte[length]))));
                assertEquals((int) from.next, model.sender(direction).sequence());
                assertEquals((int) from.acknowledged, model.sender(direction).acknowledgment());
                assertEquals(1_000, model.sender(direction).window());
                assertCreates(model, direction, from);
            }
        }
    }

    private ConnectionModel open(Reference[] ends, Random random) {
        ends[0].next = (1L << 32) - random.nextInt(200_000);
        ends[1].next = (1L << 32) - random.nextInt(200_000);
        ConnectionModel model = ConnectionModel.of(
                finished(segment(Direction.OUTBOUND, ends[0].next++, 0, Tcp.SYN, 1_000)), Direction.OUTBOUND);
        ends[1].acknowledged = ends[0].next;
        model.sync(finished(segment(Direction.INBOUND, ends[1].next++, ends[0].next, Tcp.SYN | Tcp.ACK, 1_000)));
        ends[0].acknowledged = ends[1].next;
        model.sync(finished(segment(Direction.OUTBOUND, ends[0].next, ends[1].next, Tcp.ACK, 1_000)));
        return model;
    }

    private void assertCreates(ConnectionModel model, Direction direction, Reference from) {
        Packet created = finished(model.create(builder, direction));
        assertEquals((int) from.next, created.tcp().sequence());
        assertEquals((int) from.acknowledged, created.tcp().acknowledgment());
        assertEquals(direction, model.direction(created));
        assertEquals(ChecksumState.GOOD, created.transportChecksum());
    }

    @Test
    void shouldGoOnFromAnExample() {
        Packet example = finished(builder.ethernet(2, 1)
                .tag(Ethernet.TYPE_VLAN, 7)
                .ipv4(GUEST, PEER)
                .identification(99)
                .hops(33)
                .tcp(40_000, 80, 1_000, 2_000, Tcp.ACK | Tcp.PSH, 500)
                .timestamps(11, 22)
                .payload(new byte[10]));
        ConnectionModel model = ConnectionModel.of(example, Direction.OUTBOUND);
        Packet created = finished(model.create(builder, Direction.OUTBOUND).payload(new byte[5]));
        assertEquals(7, created.ethernet().vlanId(0));
        assertEquals(100, created.ipv4().identification());
        assertEquals(33, created.ipv4().timeToLive());
        assertEquals(1_010, created.tcp().sequence());
        assertEquals(2_000, created.tcp().acknowledgment());
        assertEquals(500, created.tcp().window());
        assertEquals(11, created.tcp().timestamp());
        assertEquals(ChecksumState.GOOD, created.transportChecksum());
        model.sync(created);
        assertEquals(1_015, model.guest().sequence());

        Packet answer = finished(model.create(builder, Direction.INBOUND));
        assertEquals(2_000, answer.tcp().sequence());
        assertEquals(1, answer.ethernet().destination());
        assertEquals(80, answer.tcp().sourcePort());
    }

    @Test
    void shouldBeInitialisedByHand() {
        ConnectionModel model = new ConnectionModel(IpProtocol.TCP);
        model.guest()
                .at(1, 10, 20, 5)
                .sequence(-1)
                .acknowledgment(7)
                .window(8)
                .timestamp(9)
                .hops(10)
                .windowScale(4);
        model.peer()
                .at(2, 30, 40, 6)
                .sequence(7)
                .acknowledgment(-1)
                .timestamp(3)
                .identification(1);
        Packet created = finished(model.create(builder, Direction.OUTBOUND).payload(new byte[2]));
        assertTrue(created.isIpv6());
        assertEquals(10, created.ipv6().hopLimit());
        assertEquals(3, created.tcp().timestampEcho());
        assertTrue(model.sync(created));
        assertEquals(1, model.guest().sequence());
        assertEquals(8 << 4, model.guest().windowBytes());
        assertThrows(IllegalArgumentException.class, () -> new ConnectionModel(IpProtocol.ICMP));
    }

    @Test
    void shouldLearnWhatBothEndsAgreeOn() {
        ConnectionModel model = ConnectionModel.of(
                finished(segment(Direction.OUTBOUND, 1, 0, Tcp.SYN, 9)
                        .maximumSegmentSize(1_460)
                        .windowScale(7)
                        .sackPermitted()
                        .timestamps(5, 0)),
                Direction.OUTBOUND);
        assertEquals(1_460, model.guest().maximumSegmentSize());
        model.sync(finished(
                segment(Direction.INBOUND, 100, 2, Tcp.SYN | Tcp.ACK, 9).maximumSegmentSize(536)));
        assertEquals(-1, model.guest().windowScale());
        assertFalse(model.guest().isSackPermitted());
        assertFalse(model.guest().hasTimestamps());
        assertEquals(536, model.peer().maximumSegmentSize());
        assertFalse(finished(model.create(builder, Direction.OUTBOUND)).tcp().hasTimestamps());
    }

    @Test
    void shouldNoticeTheEndAndANewBeginning() {
        Reference[] ends = {new Reference(), new Reference()};
        ConnectionModel model = open(ends, new Random(52));
        model.sync(finished(segment(Direction.OUTBOUND, ends[0].next, ends[1].next, Tcp.FIN | Tcp.ACK, 1)));
        assertTrue(model.guest().isFinished());
        assertFalse(model.peer().isFinished());
        assertEquals((int) ends[0].next + 1, model.guest().sequence());
        model.sync(finished(segment(Direction.INBOUND, ends[1].next, 0, Tcp.RST, 0)));
        assertTrue(model.isReset());
        model.sync(finished(segment(Direction.OUTBOUND, 77, 0, Tcp.SYN, 1)));
        assertFalse(model.isReset() || model.guest().isFinished());
        assertEquals(78, model.guest().sequence());
        model.sync(finished(segment(Direction.OUTBOUND, 78, 5, Tcp.ACK, 1).payload(new byte[4])));
        model.sync(finished(segment(Direction.OUTBOUND, 77, 0, Tcp.SYN, 1))); // again
        assertEquals(82, model.guest().sequence());
    }

    @Test
    void shouldLeaveOtherConnectionsAlone() {
        ConnectionModel model =
                ConnectionModel.of(finished(segment(Direction.OUTBOUND, 1, 2, Tcp.ACK, 3)), Direction.OUTBOUND);
        assertFalse(model.sync(finished(builder.ethernet(1, 2).ipv4(GUEST, PEER).tcp(40_001, 80, 1, 2, 3, 4))));
        assertFalse(model.sync(finished(builder.ethernet(1, 2).ipv4(GUEST, PEER).udp(40_000, 80))));
        assertFalse(model.sync(finished(builder.ethernet(1, 2).arp(1, 2, 3, 4, 5))));
        assertNull(model.direction(packet));
        End guest = model.guest();
        assertEquals(1, guest.sequence());
    }

    @Test
    void shouldModelConversationsOfUdp() {
        ConnectionModel model = ConnectionModel.of(
                finished(builder.ethernet(2, 1).ipv4(GUEST, PEER).udp(5, 6)), Direction.INBOUND);
        assertEquals(6, model.guest().port());
        Packet created = finished(model.create(builder, Direction.OUTBOUND).payload(new byte[3]));
        assertEquals(6, created.udp().sourcePort());
        assertEquals(3, created.udp().payloadLength());
        assertTrue(model.matches(created));
    }

    @Test
    void shouldAllocateNothing() {
        Reference[] ends = {new Reference(), new Reference()};
        ConnectionModel model = open(ends, new Random(53));
        Packet created = new Packet();
        byte[] payload = new byte[100];
        Allocation.assertNone(() -> {
            for (int i = 0; i < 20; i++) {
                int length = model.create(builder, Direction.OUTBOUND)
                        .payload(memory, 1_000, payload.length)
                        .finish();
                created.wrap(memory, 0, length);
                model.sync(created);
            }
        });
    }

    @Test
    void shouldOrderNumbersAcrossTheirEnd() {
        Random random = new Random(54);
        for (int i = 0; i < 100_000; i++) {
            int number = random.nextInt();
            int step = 1 + random.nextInt(Integer.MAX_VALUE);
            assertTrue(Sequence.isAfter(number + step, number) && Sequence.isBefore(number, number + step));
            assertEquals(step, Sequence.distance(number + step, number));
            assertEquals(number + step, Sequence.later(number, number + step));
            assertTrue(Sequence.isWithin(number + step, number, step + 1L));
            assertFalse(Sequence.isWithin(number + step, number, step));
        }
    }

    @Test
    void shouldQueuePacketsInTheirOrderAndCountWhatDoesNotFit() {
        try (PacketQueue queue = new PacketQueue(3, 100)) {
            StringBuilder given = new StringBuilder();
            for (int i = 0; i < 10; i++) {
                memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) i);
                assertEquals(i % 5 < 3, queue.add(memory, 0, 50 + i));
                if (i % 5 == 4) {
                    assertEquals(
                            2,
                            queue.drain(
                                    (m, offset, length) -> given.append(
                                                    m.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset))
                                            .append(':')
                                            .append(length)
                                            .append(' '),
                                    2));
                    queue.drain((_, _, _) -> given.append("and "), 9);
                }
            }
            assertEquals("0:50 1:51 and 5:55 6:56 and ", given.toString());
            assertFalse(queue.add(memory, 0, 101));
            assertEquals(5, queue.dropped());
            assertEquals(0, queue.size());
        }
    }
}
