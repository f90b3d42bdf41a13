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
import java.time.Duration;
import java.util.Optional;
import org.vitrine.packet.Tcp;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TcpTraffic;

/**
 * Follows TCP connections from between their ends. What it remembers is in the row of {@link FlowTable}:
 *
 * <pre>
 *  in the tuple:   | timestamp whose echo is awaited, low 16 | it is awaited 1 | next tx known 1 | next rx known 1 | flags of the flow 2 | state 3 |
 *  SEQUENCES       | next sequence number tx 32 | rx 32 |
 *  COUNTS          | retransmissions 20 | out of order 16 | zero windows 16 | when a segment was missing last 12, in ticks, or 0 |
 *  TIMING          | when the segment passed whose answer is awaited 32, in microseconds | handshake 16 | round trip 16 |
 * </pre>
 *
 * <p>Round trips have five bits of exponent and eleven of mantissa, microseconds: exact up to 2 ms, and above to a thousandth. Numbers of
 * sequences and timestamps are compared modulo their size.
 */
final class TcpTracker {
    /** Words that it needs in a row, from {@link FlowTable#TCP} on. */
    static final int COLUMNS = 3;

    private static final int SEQUENCES = FlowTable.TCP;
    private static final int COUNTS = FlowTable.TCP + 1;
    private static final int TIMING = FlowTable.TCP + 2;

    private static final int STATE_MASK = 7;
    private static final int NONE = 0;
    private static final int SYN_SENT = 1;
    private static final int SYN_RECEIVED = 2;
    private static final int ESTABLISHED = 3;
    private static final int LOCAL_CLOSING = 4;
    private static final int REMOTE_CLOSING = 5;
    private static final int CLOSED = 6;
    private static final int RESET = 7;

    /** The first packet came from the guest. */
    static final long STARTED_BY_GUEST = 1 << 3;
    /** The guest's end serves. */
    static final long SERVED_BY_GUEST = 1 << 4;

    private static final long TX_KNOWN = 1 << 5;
    private static final long RX_KNOWN = 1 << 6;
    private static final long ECHO_AWAITED = 1 << 7;
    private static final int TIMESTAMP_SHIFT = 8;
    private static final long TIMESTAMP_MASK = 0xffffL << TIMESTAMP_SHIFT;

    private static final int RETRANSMISSIONS_SHIFT = 44;
    private static final int OUT_OF_ORDER_SHIFT = 28;
    private static final int ZERO_WINDOWS_SHIFT = 12;
    private static final long RETRANSMISSIONS_MASK = 0xf_ffff;
    private static final long SHORT_MASK = 0xffff;
    private static final long MISSING_MASK = 0xfff;
    /** Ticks for which a missing segment is only late, where the round trip is not known: 3 ms. */
    private static final int LATE_TICKS = 3;

    private static final long UNSIGNED_INT = 0xffff_ffffL;
    private static final int HANDSHAKE_SHIFT = 16;
    private static final int MANTISSA_BITS = 11;
    private static final int MICROS_PER_TICK = 1_049; // 2^20 ns
    private static final int SMOOTHING = 8; // RFC 6298, section 2.3: alpha

    private static final ValueLayout.OfInt I32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong I64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SEQUENCE_OFFSET = 4;
    /** From here eight bytes: length of the header 4, unused 4, flags 8, window 16, and others. */
    private static final int LENGTH_OFFSET = 12;

    private static final long WINDOW_MASK = 0xffffL << 32;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_TIMESTAMPS = 8;
    private static final int TIMESTAMPS_LENGTH = 10;
    /** Two NOPs, then the timestamps option and its length: as everybody sends it (RFC 7323, appendix A). */
    private static final int ALIGNED_TIMESTAMPS = 0x0101_080a;

    private static final int SET_UP_OR_END = Tcp.SYN | Tcp.FIN | Tcp.RST;

    private TcpTracker() {}

    /** A segment's flags, added up as in {@link Tcp}. */
    static int flags(MemorySegment memory, long segment) {
        return flags(memory.get(I64, segment + LENGTH_OFFSET));
    }

    private static int flags(long middle) {
        return (int) (middle >>> 48) & 0xff;
    }

    /** Whether a segment begins a new connection where this one has ended. */
    static boolean isAnew(long tuple, int flags) {
        return (flags & (Tcp.SYN | Tcp.ACK)) == Tcp.SYN && (tuple & STATE_MASK) >= CLOSED;
    }

    /** Whether it has ended. */
    static boolean isOver(long tuple) {
        return (tuple & STATE_MASK) >= CLOSED;
    }

    /**
     * Takes note of a segment.
     *
     * @param segment where its header, which is whole, begins in memory
     * @param payload bytes that it carries, captured or not
     * @param micros when it passed, modulo 2^32
     * @param now when it passed, in ticks
     */
    static void track(
            long[] page, int row, boolean tx, MemorySegment memory, long segment, int payload, int micros, int now) {
        long middle = memory.get(I64, segment + LENGTH_OFFSET);
        int flags = flags(middle);
        long tuple = page[row + FlowTable.TUPLE];
        int state = (int) tuple & STATE_MASK;
        if (state != ESTABLISHED || (flags & SET_UP_OR_END) != 0) {
            tuple = tuple & ~STATE_MASK | next(page, row, tx, flags, state, tuple, micros);
        }
        int length = payload + (flags & Tcp.SYN) / Tcp.SYN + (flags & Tcp.FIN);
        if (length > 0) {
            tuple = sequence(
                    page, row, tx, memory.get(I32, segment + SEQUENCE_OFFSET), length, payload, flags, tuple, now);
        }
        if ((middle & WINDOW_MASK) == 0 && (flags & SET_UP_OR_END) == 0) {
            add(page, row, ZERO_WINDOWS_SHIFT, SHORT_MASK);
        }
        if (state >= ESTABLISHED) {
            long timestamps = timestamps(memory, segment, (int) (middle >>> 60) << 2);
            if (timestamps != 0) {
                tuple = tx
                        ? sent(page, row, (int) (timestamps >>> 32), payload, tuple, micros)
                        : echoed(page, row, (int) timestamps, tuple, micros);
            }
        }
        page[row + FlowTable.TUPLE] = tuple;
    }

    private static int next(long[] page, int row, boolean tx, int flags, int state, long tuple, int micros) {
        boolean byStarter = tx == ((tuple & STARTED_BY_GUEST) != 0);
        if ((flags & Tcp.RST) != 0) {
            return RESET;
        }
        if ((flags & Tcp.SYN) != 0) {
            if ((flags & Tcp.ACK) != 0) {
                return state <= SYN_RECEIVED ? SYN_RECEIVED : state;
            }
            if (state <= SYN_RECEIVED) {
                time(page, row, micros); // of the newest, if there are several
            }
            return Math.max(state, SYN_SENT);
        }
        if ((flags & Tcp.FIN) != 0) {
            return switch (state) {
                case LOCAL_CLOSING -> tx ? state : CLOSED;
                case REMOTE_CLOSING -> tx ? CLOSED : state;
                case CLOSED, RESET -> state;
                default -> tx ? LOCAL_CLOSING : REMOTE_CLOSING;
            };
        }
        return switch (state) {
            case NONE, SYN_SENT -> ESTABLISHED; // its beginning was not seen
            case SYN_RECEIVED -> {
                if (byStarter) {
                    long began = page[row + TIMING] >>> 32;
                    if (began != 0) {
                        page[row + TIMING] |= encoded(micros - began & UNSIGNED_INT) << HANDSHAKE_SHIFT;
                    }
                    yield ESTABLISHED;
                }
                yield state;
            }
            default -> state;
        };
    }

    private static void time(long[] page, int row, int micros) {
        page[row + TIMING] = page[row + TIMING] & UNSIGNED_INT | (long) micros << 32;
    }

    // ---- what came twice, and what came late

    private static long sequence(
            long[] page, int row, boolean tx, int sequence, int length, int payload, int flags, long tuple, int now) {
        long sequences = page[row + SEQUENCES];
        int expected = tx ? (int) (sequences >>> 32) : (int) sequences;
        long known = tx ? TX_KNOWN : RX_KNOWN;
        int ahead = sequence - expected;
        if ((tuple & known) != 0 && ahead != 0) {
            if (ahead < 0) {
                boolean keepAlive = ahead == -1 && payload <= 1 && (flags & SET_UP_OR_END) == 0;
                if (keepAlive) {
                    return tuple;
                }
                if (isLate(page, row, now)) {
                    add(page, row, OUT_OF_ORDER_SHIFT, SHORT_MASK);
                } else {
                    add(page, row, RETRANSMISSIONS_SHIFT, RETRANSMISSIONS_MASK);
                }
                if (ahead + length <= 0) {
                    return tuple;
                }
            } else {
                long missing = Math.max(1, now & MISSING_MASK);
                page[row + COUNTS] = page[row + COUNTS] & ~MISSING_MASK | missing;
            }
        }
        long next = sequence + length & UNSIGNED_INT;
        page[row + SEQUENCES] = tx ? next << 32 | sequences & UNSIGNED_INT : sequences & ~UNSIGNED_INT | next;
        return tuple | known;
    }

    /** Whether a segment was missing so lately that it cannot have been sent again meanwhile. */
    private static boolean isLate(long[] page, int row, int now) {
        long missing = page[row + COUNTS] & MISSING_MASK;
        int handshake = (int) decoded(page[row + TIMING] >>> HANDSHAKE_SHIFT & SHORT_MASK);
        int limit = handshake == 0 ? LATE_TICKS : 1 + handshake / MICROS_PER_TICK;
        return missing != 0 && (now - missing & MISSING_MASK) < limit;
    }

    private static void add(long[] page, int row, int shift, long mask) {
        long counts = page[row + COUNTS];
        if ((counts >>> shift & mask) != mask) {
            page[row + COUNTS] = counts + (1L << shift);
        }
    }

    // ---- the way there and back

    /** The guest sent a timestamp; if it sent data, too, it will be answered soon. */
    private static long sent(long[] page, int row, int timestamp, int payload, long tuple, int micros) {
        long mine = (long) timestamp << TIMESTAMP_SHIFT & TIMESTAMP_MASK;
        if (payload == 0 || (tuple & ECHO_AWAITED) != 0 || (tuple & TIMESTAMP_MASK) == mine) {
            return tuple;
        }
        time(page, row, micros);
        return tuple & ~TIMESTAMP_MASK | mine | ECHO_AWAITED;
    }

    private static long echoed(long[] page, int row, int echo, long tuple, int micros) {
        if ((tuple & ECHO_AWAITED) == 0) {
            return tuple;
        }
        int later = (short) (echo - (int) (tuple >>> TIMESTAMP_SHIFT));
        if (later < 0) {
            return tuple;
        }
        if (later == 0) {
            long timing = page[row + TIMING];
            long sample = micros - (timing >>> 32) & UNSIGNED_INT;
            long before = decoded(timing & SHORT_MASK);
            long smoothed = before == 0 ? sample : before + (sample - before) / SMOOTHING;
            page[row + TIMING] = timing & ~SHORT_MASK | encoded(Math.max(1, smoothed));
        }
        return tuple & ~ECHO_AWAITED;
    }

    /** The timestamp and the echo of a segment with a header of that length, or 0. */
    private static long timestamps(MemorySegment memory, long start, int end) {
        int at = Tcp.LENGTH;
        if (end >= at + 2 + TIMESTAMPS_LENGTH && memory.get(I32, start + at) == ALIGNED_TIMESTAMPS) {
            return timestamps(memory, start + at + 2);
        }
        while (at + TIMESTAMPS_LENGTH <= end) {
            int kind = memory.get(JAVA_BYTE, start + at);
            if (kind == OPTION_END) {
                break;
            }
            if (kind == OPTION_NOP) {
                at++;
                continue;
            }
            int length = memory.get(JAVA_BYTE, start + at + 1) & 0xff;
            if (kind == OPTION_TIMESTAMPS && length == TIMESTAMPS_LENGTH) {
                return timestamps(memory, start + at);
            }
            at += Math.max(2, length);
        }
        return 0;
    }

    private static long timestamps(MemorySegment memory, long option) {
        return (long) memory.get(I32, option + 2) << 32 | memory.get(I32, option + 6) & UNSIGNED_INT;
    }

    // ---- microseconds in sixteen bits

    static long encoded(long micros) {
        int exponent = Math.max(0, 64 - MANTISSA_BITS - Long.numberOfLeadingZeros(micros));
        return (long) exponent << MANTISSA_BITS | micros >>> exponent;
    }

    static long decoded(long code) {
        return (code & (1 << MANTISSA_BITS) - 1) << (code >>> MANTISSA_BITS);
    }

    // ---- for others

    static TcpTraffic traffic(long[] page, int row) {
        long counts = page[row + COUNTS];
        long timing = page[row + TIMING];
        return new TcpTraffic(
                state(page[row + FlowTable.TUPLE]),
                duration(timing >>> HANDSHAKE_SHIFT & SHORT_MASK),
                duration(timing & SHORT_MASK),
                counts >>> RETRANSMISSIONS_SHIFT,
                counts >>> OUT_OF_ORDER_SHIFT & SHORT_MASK,
                counts >>> ZERO_WINDOWS_SHIFT & SHORT_MASK);
    }

    static TcpState state(long tuple) {
        return state((int) tuple & STATE_MASK);
    }

    private static TcpState state(int state) {
        return switch (state) {
            case SYN_SENT -> TcpState.SYN_SENT;
            case SYN_RECEIVED -> TcpState.SYN_RECEIVED;
            case LOCAL_CLOSING, REMOTE_CLOSING -> TcpState.CLOSING;
            case CLOSED -> TcpState.CLOSED;
            case RESET -> TcpState.RESET;
            default -> TcpState.ESTABLISHED;
        };
    }

    private static Optional<Duration> duration(long code) {
        return code == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(decoded(code) * 1_000));
    }

    static long retransmissions(long[] page, int row) {
        return page[row + COUNTS] >>> RETRANSMISSIONS_SHIFT;
    }

    /** Microseconds, 0 where it is not known. */
    static long roundTrip(long[] page, int row) {
        return decoded(page[row + TIMING] & SHORT_MASK);
    }
}
