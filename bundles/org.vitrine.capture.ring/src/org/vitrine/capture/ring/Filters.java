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
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.RingSocket;

/** Capture filters as programs of classic BPF, compiled by libpcap. */
final class Filters {
    // opcode BPF_RET | BPF_K of struct sock_filter { u16 code; u8 jt, jf; u32 k }
    private static final short RETURN = 0x06;
    private static final int VALUE_OFFSET = 4;

    private Filters() {}

    /**
     * The program for these options. It returns the snap length, and so the kernel copies no more.
     *
     * @throws VitrineException INVALID with libpcap's complaint, UNSUPPORTED without libpcap, else as when the interface is opened
     */
    static MemorySegment compiled(CaptureSource.Interface source, CaptureOptions options, Arena arena)
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
        program.set(JAVA_SHORT, 0, RETURN);
        program.set(JAVA_BYTE, 2, (byte) 0);
        program.set(JAVA_INT, VALUE_OFFSET, bytes);
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
