/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A TCP header (RFC 9293) with its common options. What changes a field changes the checksum with it (RFC 1624). Sequence numbers are
 * compared modulo 2^32: see {@link Sequence}.
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +-------------------------------+-------------------------------+
 *  |          Source Port          |       Destination Port        |
 *  +-------------------------------+-------------------------------+
 *  |                        Sequence Number                        |
 *  +---------------------------------------------------------------+
 *  |                     Acknowledgment Number                     |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  | Words | Rsrvd |C|E|U|A|P|R|S|F|            Window             |
 *  +-------+-------+-+-+-+-+-+-+-+-+-------------------------------+
 *  |           Checksum            |        Urgent Pointer         |
 *  +-------------------------------+-------------------------------+
 *  |                  Options, 0 to 40 bytes ...
 *  +---------------------------------------------------------------+
 * </pre>
 */
public final class Tcp extends Flyweight {
    public static final int SOURCE_PORT_OFFSET = 0;
    public static final int DESTINATION_PORT_OFFSET = 2;
    public static final int SEQUENCE_OFFSET = 4;
    public static final int ACKNOWLEDGMENT_OFFSET = 8;
    public static final int DATA_OFFSET = 12;
    public static final int FLAGS_OFFSET = 13;
    public static final int WINDOW_OFFSET = 14;
    public static final int CHECKSUM_OFFSET = 16;
    public static final int URGENT_POINTER_OFFSET = 18;

    /** Bytes of a header without options. */
    public static final int LENGTH = 20;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    public static final int OPTION_END = 0;
    public static final int OPTION_NOTHING = 1;
    /** RFC 9293, section 3.2. */
    public static final int OPTION_MAXIMUM_SEGMENT_SIZE = 2;
    /** RFC 7323, section 2. */
    public static final int OPTION_WINDOW_SCALE = 3;
    /** RFC 2018. */
    public static final int OPTION_SACK_PERMITTED = 4;

    public static final int OPTION_SACK = 5;
    /** RFC 7323, section 3. */
    public static final int OPTION_TIMESTAMPS = 8;

    static final int TIMESTAMPS_LENGTH = 10;
    private static final int SACK_BLOCK = 8;
    /** Two that do nothing and time stamps, which is how nearly all segments begin their options (RFC 7323, appendix A). */
    private static final int USUAL_TIMESTAMPS = 0x0101_080a;

    private final Options options = new Options();
    private int headerLength;
    private boolean areOptionsRead;
    private int maximumSegmentSizeAt;
    private int windowScaleAt;
    private boolean isSackPermitted;
    private int sackAt;
    private int sackCount;
    private int timestampsAt;

    /**
     * Lays this over a segment.
     *
     * @return whether it has a header and all of it was captured, options included
     */
    public boolean wrap(MemorySegment memory, long offset, int available) {
        if (available < LENGTH) {
            return detach();
        }
        attach(memory, offset, available);
        headerLength = u8(DATA_OFFSET) >>> 4 << 2;
        areOptionsRead = false;
        return headerLength >= LENGTH && headerLength <= available || detach();
    }

    public int sourcePort() {
        return u16(SOURCE_PORT_OFFSET);
    }

    public int destinationPort() {
        return u16(DESTINATION_PORT_OFFSET);
    }

    /** Sequence number; compare modulo 2^32. */
    public int sequence() {
        return i32(SEQUENCE_OFFSET);
    }

    /** Acknowledgment number; compare modulo 2^32. */
    public int acknowledgment() {
        return i32(ACKNOWLEDGMENT_OFFSET);
    }

    public int headerLength() {
        return headerLength;
    }

    /** {@link #SYN}, {@link #ACK} and so on, added up. */
    public int flags() {
        return u8(FLAGS_OFFSET);
    }

    public Tcp sourcePort(int port) {
        return change16(SOURCE_PORT_OFFSET, port);
    }

    public Tcp destinationPort(int port) {
        return change16(DESTINATION_PORT_OFFSET, port);
    }

    public Tcp sequence(int number) {
        change32(SEQUENCE_OFFSET, number, CHECKSUM_OFFSET);
        return this;
    }

    public Tcp acknowledgment(int number) {
        change32(ACKNOWLEDGMENT_OFFSET, number, CHECKSUM_OFFSET);
        return this;
    }

    public Tcp flags(int flags) {
        return change16(DATA_OFFSET, u8(DATA_OFFSET) << 8 | flags & 0xff);
    }

    public Tcp window(int window) {
        return change16(WINDOW_OFFSET, window);
    }

    private Tcp change16(int at, int value) {
        change16(at, value & 0xffff, CHECKSUM_OFFSET);
        return this;
    }

    /** Where urgent data ends, counted from the sequence number, if {@link #URG} is set. */
    public int urgentPointer() {
        return u16(URGENT_POINTER_OFFSET);
    }

    /** As it stands in the header, before scaling. */
    public int window() {
        return u16(WINDOW_OFFSET);
    }

    public int checksum() {
        return u16(CHECKSUM_OFFSET);
    }

    // ---- options

    /** Lays a cursor over the options. */
    public void options(Options cursor) {
        cursor.wrap(Options.Format.IP, memory(), offset() + LENGTH, headerLength - LENGTH);
    }

    /** The option, or -1 when there is none. */
    public int maximumSegmentSize() {
        readOptions();
        return maximumSegmentSizeAt == 0 ? -1 : u16(maximumSegmentSizeAt);
    }

    /** Changes the option; nothing when there is none. */
    public Tcp maximumSegmentSize(int bytes) {
        readOptions();
        return maximumSegmentSizeAt == 0 ? this : change16(maximumSegmentSizeAt, bytes);
    }

    /** By how many bits windows that this side will announce are to be shifted, as it stands there; -1 when there is no such option. */
    public int windowScale() {
        readOptions();
        return windowScaleAt == 0 ? -1 : u8(windowScaleAt);
    }

    public boolean isSackPermitted() {
        readOptions();
        return isSackPermitted;
    }

    public boolean hasTimestamps() {
        readOptions();
        return timestampsAt != 0;
    }

    /** The sender's clock. Only if {@link #hasTimestamps}. */
    public int timestamp() {
        return i32(timestampsAt());
    }

    /** What the sender saw last of the other side's clock. Only if {@link #hasTimestamps}. */
    public int timestampEcho() {
        return i32(timestampsAt() + 4);
    }

    /** Changes both time stamps. Only if {@link #hasTimestamps}. */
    public Tcp timestamps(int timestamp, int echo) {
        change32(timestampsAt(), timestamp, CHECKSUM_OFFSET);
        change32(timestampsAt() + 4, echo, CHECKSUM_OFFSET);
        return this;
    }

    private int timestampsAt() {
        if (!hasTimestamps()) {
            throw new IllegalStateException("the segment has no time stamps");
        }
        return timestampsAt;
    }

    /** Blocks that the receiver has out of order, 0 to 4 (RFC 2018). */
    public int sackCount() {
        readOptions();
        return sackCount;
    }

    /** The first sequence number of a block. */
    public int sackLeft(int block) {
        return i32(sackAt + Objects.checkIndex(block, sackCount()) * SACK_BLOCK);
    }

    /** The sequence number behind a block. */
    public int sackRight(int block) {
        return i32(sackAt + Objects.checkIndex(block, sackCount()) * SACK_BLOCK + 4);
    }

    private void readOptions() {
        if (areOptionsRead) {
            return;
        }
        areOptionsRead = true;
        maximumSegmentSizeAt = 0;
        windowScaleAt = 0;
        isSackPermitted = false;
        sackAt = 0;
        sackCount = 0;
        timestampsAt = 0;
        if (headerLength == LENGTH + 12 && i32(LENGTH) == USUAL_TIMESTAMPS) {
            timestampsAt = LENGTH + 4;
        } else if (headerLength > LENGTH) {
            walkOptions();
        }
    }

    private void walkOptions() {
        options(options);
        while (options.next()) {
            int at = LENGTH + options.position() + 2;
            int length = options.dataLength();
            switch (options.kind()) {
                case OPTION_MAXIMUM_SEGMENT_SIZE -> maximumSegmentSizeAt = length == 2 ? at : maximumSegmentSizeAt;
                case OPTION_WINDOW_SCALE -> windowScaleAt = length == 1 ? at : windowScaleAt;
                case OPTION_SACK_PERMITTED -> isSackPermitted |= length == 0;
                case OPTION_SACK -> {
                    sackAt = at;
                    sackCount = length / SACK_BLOCK;
                }
                case OPTION_TIMESTAMPS -> timestampsAt = length == TIMESTAMPS_LENGTH - 2 ? at : timestampsAt;
                default -> {
                    // another one
                }
            }
        }
    }

    public long payloadOffset() {
        return offset() + headerLength;
    }

    /** Bytes of payload that were captured. */
    public int payloadLength() {
        return available() - headerLength;
    }
}
