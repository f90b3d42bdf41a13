/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.FrameMark;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.RingSocket;

/** Capture filters as programs of classic BPF, compiled by libpcap. */
final class Filters {
    // opcode BPF_RET | BPF_K of struct sock_filter { u16 code; u8 jt, jf; u32 k }
    private static final short RETURN = 0x06;
    private static final int TRUE_OFFSET = 2;
    private static final int FALSE_OFFSET = 3;
    private static final int VALUE_OFFSET = 4;
    // BPF_LD | BPF_W | BPF_ABS, at SKF_AD_OFF and more of linux/filter.h: the frame's mark, 32 random bits
    private static final short LOAD = 0x20;
    private static final int MARK = -0x1000 + 20;
    private static final int RANDOM = -0x1000 + 56;
    // BPF_JMP | BPF_JEQ | BPF_K, BPF_JMP | BPF_JGT | BPF_K, unsigned
    private static final short JUMP_IF_EQUAL = 0x15;
    private static final short JUMP_IF_GREATER = 0x25;
    private static final int PREFIX_INSTRUCTIONS = 3;

    private Filters() {}

    /**
     * The program for these options. It returns the snap length, and so the kernel copies no more. A frame that comes back from a queue
     * was seen before it went there, and does not count again.
     *
     * @throws VitrineException INVALID with libpcap's complaint, UNSUPPORTED without libpcap, else as when the interface is opened
     */
    static MemorySegment compiled(CaptureSource.Interface source, CaptureOptions options, Arena arena)
            throws VitrineException {
        MemorySegment program = filtering(source, options, arena);
        if (options.sampling() > 1) {
            int most = (int) ((1L << Integer.SIZE) / options.sampling() - 1);
            program = unless(RANDOM, JUMP_IF_GREATER, most, program, arena);
        }
        return unless(MARK, JUMP_IF_EQUAL, FrameMark.QUEUED, program, arena);
    }

    /** Lets a frame through to the program, whose jumps are all relative, unless something beside the frame compares like this. */
    private static MemorySegment unless(int what, short compare, int value, MemorySegment program, Arena arena) {
        MemorySegment whole =
                arena.allocate(PREFIX_INSTRUCTIONS * RingSocket.INSTRUCTION_LENGTH + program.byteSize(), 8);
        put(whole, 0, LOAD, 0, 0, what);
        put(whole, 1, compare, 0, 1, value);
        put(whole, 2, RETURN, 0, 0, 0);
        MemorySegment.copy(program, 0, whole, PREFIX_INSTRUCTIONS * RingSocket.INSTRUCTION_LENGTH, program.byteSize());
        return whole;
    }

    private static void put(MemorySegment program, int at, short code, int ifTrue, int ifFalse, int value) {
        long start = at * (long) RingSocket.INSTRUCTION_LENGTH;
        program.set(JAVA_SHORT, start, code);
        program.set(JAVA_BYTE, start + TRUE_OFFSET, (byte) ifTrue);
        program.set(JAVA_BYTE, start + FALSE_OFFSET, (byte) ifFalse);
        program.set(JAVA_INT, start + VALUE_OFFSET, value);
    }

    private static MemorySegment filtering(CaptureSource.Interface source, CaptureOptions options, Arena arena)
            throws VitrineException {
        if (options.filter().isEmpty()) {
            return returning(options.snapLength(), arena);
        }
        requireLibpcap();
        return NetworkNamespace.call(source.netns(), () -> {
            // Only a handle on the interface knows how this kernel keeps VLAN tags beside frames, and directions.
            try (Libpcap pcap = Libpcap.activated(source.name(), options.snapLength())) {
                return pcap.compile(options.filter(), arena);
            }
        });
    }

    static MemorySegment acceptingNothing(Arena arena) {
        return returning(0, arena);
    }

    private static MemorySegment returning(int bytes, Arena arena) {
        MemorySegment program = arena.allocate(RingSocket.INSTRUCTION_LENGTH, 8);
        put(program, 0, RETURN, 0, 0, bytes);
        return program;
    }

    /**
     * @throws VitrineException INVALID with libpcap's complaint, UNSUPPORTED without libpcap
     */
    static void check(String filter) throws VitrineException {
        requireLibpcap();
        if (!filter.isEmpty()) {
            try (Libpcap pcap = Libpcap.dead(CaptureOptions.HEADERS.snapLength());
                    Arena arena = Arena.ofConfined()) {
                pcap.compile(filter, arena);
            }
        }
    }

    private static void requireLibpcap() throws VitrineException {
        if (!Libpcap.isInstalled()) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "libpcap is not installed, which compiles filters",
                    "Install the Debian package libpcap0.8.");
        }
    }
}
