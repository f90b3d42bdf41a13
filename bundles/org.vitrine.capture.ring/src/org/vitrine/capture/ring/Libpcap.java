/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.RingSocket;

/** A handle of libpcap's, only to compile filters with. */
final class Libpcap implements AutoCloseable {
    private static final List<String> NAMES = List.of("libpcap.so.0.8", "libpcap.so.1", "libpcap.so");
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Optional<SymbolLookup> LIBRARY = load();

    private static final MethodHandle VERSION = handle("pcap_lib_version", ADDRESS);
    private static final MethodHandle CREATE = handle("pcap_create", ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SET_SNAPLEN = handle("pcap_set_snaplen", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET_BUFFER_SIZE = handle("pcap_set_buffer_size", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle ACTIVATE = handle("pcap_activate", JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN_DEAD = handle("pcap_open_dead", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle COMPILE =
            handle("pcap_compile", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle FREECODE = handle("pcap_freecode", null, ADDRESS);
    private static final MethodHandle GETERR = handle("pcap_geterr", ADDRESS, ADDRESS);
    private static final MethodHandle CLOSE = handle("pcap_close", null, ADDRESS);

    private static final int DLT_EN10MB = 1;
    private static final int NETMASK_UNKNOWN = -1;
    private static final int OPTIMIZE = 1;
    private static final int ERROR_LENGTH = 256;
    /** Nothing is read from it. */
    private static final int BUFFER_BYTES = 1 << 19;
    /** {@code struct bpf_program { u_int bf_len; struct bpf_insn *bf_insns; }} */
    private static final int PROGRAM_LENGTH = 16;

    private static final int INSTRUCTIONS_OFFSET = 8;

    private final MemorySegment pcap;

    private Libpcap(MemorySegment pcap) {
        this.pcap = pcap;
    }

    private static Optional<SymbolLookup> load() {
        for (String name : NAMES) {
            try {
                return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException _) {
                // not under this name
            }
        }
        return Optional.empty();
    }

    /** Null without the library; nothing is called then. */
    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        FunctionDescriptor type =
                result == null ? FunctionDescriptor.ofVoid(arguments) : FunctionDescriptor.of(result, arguments);
        return LIBRARY.flatMap(library -> library.find(name))
                .map(symbol -> LINKER.downcallHandle(symbol, type))
                .orElse(null);
    }

    /** Whether it is there; else nothing of this class may be used. */
    static boolean isInstalled() {
        return LIBRARY.isPresent();
    }

    static String version() {
        try {
            return text((MemorySegment) VERSION.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A handle that knows no interface. */
    static Libpcap dead(int snapLength) {
        try {
            return new Libpcap((MemorySegment) OPEN_DEAD.invokeExact(DLT_EN10MB, snapLength));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * A handle on an interface of the calling thread's namespace.
     *
     * @throws VitrineException FAILED with libpcap's complaint
     */
    static Libpcap activated(String name, int snapLength) throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = arena.allocate(ERROR_LENGTH);
            MemorySegment created = (MemorySegment) CREATE.invokeExact(arena.allocateFrom(name), error);
            if (created.equals(MemorySegment.NULL)) {
                throw failed(name, error.getString(0));
            }
            Libpcap opened = new Libpcap(created);
            int result = (int) SET_SNAPLEN.invokeExact(created, snapLength);
            if (result == 0) {
                result = (int) SET_BUFFER_SIZE.invokeExact(created, BUFFER_BYTES);
            }
            if (result == 0) {
                result = (int) ACTIVATE.invokeExact(created); // more than 0 is a warning
            }
            if (result < 0) {
                String complaint = opened.error();
                opened.close();
                throw failed(name, complaint);
            }
            return opened;
        } catch (VitrineException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static VitrineException failed(String name, String complaint) {
        return new VitrineException(
                Reason.FAILED, "the filter for interface " + name + " cannot be compiled: " + complaint);
    }

    /**
     * Compiles a filter.
     *
     * @param arena in which the instructions are put
     * @throws VitrineException INVALID with libpcap's complaint
     */
    MemorySegment compile(String filter, Arena arena) throws VitrineException {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment program = confined.allocate(PROGRAM_LENGTH, 8);
            int result =
                    (int) COMPILE.invokeExact(pcap, program, confined.allocateFrom(filter), OPTIMIZE, NETMASK_UNKNOWN);
            if (result < 0) {
                throw new VitrineException(
                        Reason.INVALID,
                        "the filter \"" + filter + "\" is not understood: " + error(),
                        "Filters are written as for tcpdump: see pcap-filter(7).");
            }
            long length = (long) program.get(JAVA_INT, 0) * RingSocket.INSTRUCTION_LENGTH;
            MemorySegment copy = arena.allocate(length, 8)
                    .copyFrom(program.get(ADDRESS, INSTRUCTIONS_OFFSET).reinterpret(length));
            FREECODE.invokeExact(program);
            return copy;
        } catch (VitrineException e) {
            throw e;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private String error() {
        try {
            return text((MemorySegment) GETERR.invokeExact(pcap));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static String text(MemorySegment address) {
        return address.reinterpret(ERROR_LENGTH).getString(0);
    }

    @Override
    public void close() {
        try {
            CLOSE.invokeExact(pcap);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static AssertionError unexpected(Throwable t) {
        return new AssertionError("a call into libpcap failed to be made", t);
    }
}
