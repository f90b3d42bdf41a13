/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/**
 * The few functions of libpcap that run while frames flow, called without pcap4j: its own way allocates several objects a frame.
 *
 * <p>{@code pcap_t*} is a {@code long}; the library is the same one that pcap4j has loaded.
 */
final class Libpcap {
    private static final List<String> NAMES =
            List.of("libpcap.so.0.8", "libpcap.so.1", "libpcap.so", "libpcap.dylib", "wpcap.dll");

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Optional<SymbolLookup> LIBRARY = load();

    /** What {@code pcap_dispatch} calls for each frame: user, header, bytes. As numbers, so that no segment is made for each. */
    static final FunctionDescriptor HANDLER = FunctionDescriptor.ofVoid(JAVA_LONG, JAVA_LONG, JAVA_LONG);

    /**
     * <pre>
     *  struct pcap_pkthdr {                offset
     *    struct timeval { long tv_sec;          0
     *                     long tv_usec; } ts;   8   nanoseconds, as we open it
     *    uint32_t caplen;                      16
     *    uint32_t len; };                      20
     * </pre>
     */
    static final long HEADER_SECONDS_OFFSET = 0;

    static final long HEADER_FRACTION_OFFSET = 8;
    static final long HEADER_CAPTURED_OFFSET = 16;
    static final long HEADER_LENGTH_OFFSET = 20;

    private static final MethodHandle DISPATCH =
            handle("pcap_dispatch", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle INJECT =
            handle("pcap_inject", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG));
    private static final MethodHandle STATS = handle("pcap_stats", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle DESCRIPTOR =
            handle("pcap_get_selectable_fd", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final MethodHandle ERROR = handle("pcap_geterr", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
    private static final MethodHandle VERSION = handle("pcap_lib_version", FunctionDescriptor.of(ADDRESS));
    private static final long LONGEST_TEXT = 1_024;

    private Libpcap() {}

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
    private static MethodHandle handle(String name, FunctionDescriptor type) {
        return LIBRARY.flatMap(library -> library.find(name))
                .map(symbol -> LINKER.downcallHandle(symbol, type))
                .orElse(null);
    }

    /** Whether libpcap is installed; without it no other method may be called. */
    static boolean isInstalled() {
        return LIBRARY.isPresent();
    }

    static MemorySegment stub(MethodHandle onFrame, Arena arena) {
        return LINKER.upcallStub(onFrame, HANDLER, arena);
    }

    /** Calls the stub for frames that are there, at most so many; negative on failure. */
    static int dispatch(long pcap, int limit, MemorySegment stub) {
        try {
            return (int) DISPATCH.invokeExact(pcap, limit, stub, 0L);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int inject(long pcap, MemorySegment frame) {
        try {
            return (int) INJECT.invokeExact(pcap, frame, frame.byteSize());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Writes {@code struct pcap_stat { u_int ps_recv, ps_drop, ps_ifdrop; }}; negative on failure. */
    static int stats(long pcap, MemorySegment to) {
        try {
            return (int) STATS.invokeExact(pcap, to);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int selectableDescriptor(long pcap) {
        try {
            return (int) DESCRIPTOR.invokeExact(pcap);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static String error(long pcap) {
        try {
            return text((MemorySegment) ERROR.invokeExact(pcap));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Such as {@code libpcap version 1.10.3 (with TPACKET_V3)}. */
    static String version() {
        try {
            return text((MemorySegment) VERSION.invokeExact());
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    private static String text(MemorySegment address) {
        return address.reinterpret(LONGEST_TEXT).getString(0);
    }

    static MemorySegment allocateStats(Arena arena) {
        return arena.allocate(ValueLayout.JAVA_INT, 3);
    }

    private static AssertionError unexpected(Throwable t) {
        return new AssertionError("a call into libpcap failed to be made", t);
    }
}
