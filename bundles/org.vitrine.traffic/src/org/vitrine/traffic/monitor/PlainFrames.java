/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.packet.Ethernet;
import org.vitrine.packet.IpProtocol;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.Udp;

/**
 * What flows need to know of some frames, in columns, for those of the plain shape that nearly all have:
 *
 * <pre>
 *  0        6        12     (14)        16        20                 23        26           34
 *  | destination | source | (VLAN tag) | 0800 | 45 | length | no fragment | 6 or 17 | addresses | ports | TCP or UDP whole ...
 * </pre>
 *
 * <p>Few wide loads in a loop without calls, so that the processor works on several frames at once; {@link org.vitrine.packet.Packet} takes the
 * others apart. Allocates nothing. Not thread-safe.
 */
final class PlainFrames {
    /** Most frames. */
    static final int CAPACITY = 256;

    private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong I64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final int IPV4_LENGTH = 20;
    private static final int PORTS_OFFSET = Ethernet.LENGTH + IPV4_LENGTH;
    private static final int TCP_LENGTH_OFFSET = PORTS_OFFSET + 12;
    private static final int ADDRESSES_OFFSET = 26;
    /** From here eight bytes: fragment 16, time to live 8, protocol 8, checksum 16, and others. */
    private static final int FRAGMENT_OFFSET = 20;

    private static final long FRAGMENT_MASK = 0x3fff;
    /** EtherType of IPv4, its version, and a header of five words. */
    private static final long IPV4_WITHOUT_OPTIONS = (long) Ethernet.TYPE_IPV4 << 8 | 0x45;

    /** The tuple of a frame that is not plain. */
    private static final long NOT_PLAIN = 0;

    private final long mac;
    /** Local address 32, remote address 32. */
    final long[] addresses = new long[CAPACITY];
    /** As {@link FlowTable#tuple}. */
    final long[] tuples = new long[CAPACITY];
    /** Where the TCP or UDP header begins in the batch's memory. */
    final long[] transports = new long[CAPACITY];
    /** Bytes behind the TCP or UDP header, captured or not. */
    final int[] payloads = new int[CAPACITY];

    /** Made of the last byte of each header, so that all of it is in the processor's cache when options are read. */
    int ends;

    final boolean[] tx = new boolean[CAPACITY];

    /**
     * @param mac of the guest
     */
    PlainFrames(long mac) {
        this.mac = mac;
    }

    boolean isPlain(int i) {
        return tuples[i] != NOT_PLAIN;
    }

    /** Looks at so many frames of a batch, from one on. */
    void read(FrameBatch batch, int from, int count) {
        for (int i = 0; i < count; i++) {
            tuples[i] = NOT_PLAIN;
            take(batch, from + i, i);
        }
    }

    private void take(FrameBatch batch, int frame, int i) {
        MemorySegment memory = batch.memory();
        long start = batch.offset(frame);
        int captured = batch.capturedLength(frame);
        if (captured < PORTS_OFFSET + Udp.LENGTH) {
            return;
        }
        long ip = start;
        long head = memory.get(I64, ip + Ethernet.TYPE_OFFSET);
        if (head >>> 48 == Ethernet.TYPE_VLAN && captured >= PORTS_OFFSET + Udp.LENGTH + Ethernet.TAG_LENGTH) {
            ip += Ethernet.TAG_LENGTH;
            captured -= Ethernet.TAG_LENGTH;
            head = memory.get(I64, ip + Ethernet.TYPE_OFFSET);
        }
        long middle = memory.get(I64, ip + FRAGMENT_OFFSET);
        if (head >>> 40 != IPV4_WITHOUT_OPTIONS || (middle >>> 48 & FRAGMENT_MASK) != 0) {
            return;
        }
        int protocol = (int) (middle >>> 32) & 0xff;
        int header = Udp.LENGTH;
        if (protocol == IpProtocol.TCP) {
            header = captured < PORTS_OFFSET + Tcp.LENGTH
                    ? Integer.MAX_VALUE
                    : (memory.get(JAVA_BYTE, ip + TCP_LENGTH_OFFSET) & 0xf0) >>> 2;
            if (header < Tcp.LENGTH || header > captured - PORTS_OFFSET) {
                return;
            }
        } else if (protocol != IpProtocol.UDP) {
            return;
        }
        int carried = (int) (head >>> 16 & 0xffff) - IPV4_LENGTH;
        if (carried < header) {
            return;
        }
        ends += memory.get(JAVA_BYTE, ip + PORTS_OFFSET + header - 1);
        Direction direction = batch.direction(frame);
        boolean isTx = direction == Direction.UNKNOWN
                ? memory.get(I64, start + Ethernet.SOURCE_OFFSET) >>> 16 == mac
                : direction == Direction.FROM_GUEST;
        long both = memory.get(I64, ip + ADDRESSES_OFFSET);
        int ports = memory.get(I32, ip + PORTS_OFFSET);
        tx[i] = isTx;
        addresses[i] = isTx ? both : Long.rotateLeft(both, 32);
        tuples[i] = FlowTable.tuple(isTx ? ports : Integer.rotateLeft(ports, 16), protocol);
        transports[i] = ip + PORTS_OFFSET;
        payloads[i] = carried - header;
    }
}
