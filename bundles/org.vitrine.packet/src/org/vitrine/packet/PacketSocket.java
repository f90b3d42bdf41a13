/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.time.Duration;

/**
 * A network interface of Linux, read and written a frame at a time (packet(7)). The simple way for tools and tests, which takes a system
 * call a frame; capture backends read rings. Frames that the interface itself sends are not read, so that two of these make a bridge. A
 * VLAN tag that a network card took off stays off. Used by one thread at a time; {@link #write} by any.
 */
public final class PacketSocket implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final short ALL_PROTOCOLS = Short.reverseBytes((short) 3);
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short PROMISCUOUS = 1;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int LONGEST = 65_536 + Ethernet.LENGTH + Ethernet.MAX_TAGS * Ethernet.TAG_LENGTH;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SET =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RECEIVE = handle("recv", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle INDEX = handle("if_nametoindex", JAVA_INT, ADDRESS);
    private static final MethodHandle TEXT = handle("strerror", ADDRESS, JAVA_INT);

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(LONGEST, 8);
    private final MemorySegment readState = arena.allocate(CALL_STATE);
    private final String name;
    private final int descriptor;

    private static MethodHandle handle(String function, MemoryLayout result, MemoryLayout... parameters) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(function),
                FunctionDescriptor.of(result, parameters),
                Linker.Option.captureCallState("errno"));
    }

    private PacketSocket(String name, Duration patience) throws IOException {
        this.name = name;
        MemorySegment state = arena.allocate(CALL_STATE);
        int opened = -1;
        try {
            int index = (int) INDEX.invokeExact(state, arena.allocateFrom(name));
            check(index == 0 ? -1 : index, state, "there is no such interface");
            opened = (int) SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
            check(opened, state, "it cannot be opened");
            MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
            check((int) SET.invokeExact(state, opened, SOL_PACKET, PACKET_IGNORE_OUTGOING, on, 4), state, "an option");
            MemorySegment membership = arena.allocate(16, 4);
            membership.set(JAVA_INT, 0, index);
            membership.set(JAVA_SHORT, 4, PROMISCUOUS);
            check(
                    (int) SET.invokeExact(state, opened, SOL_PACKET, PACKET_ADD_MEMBERSHIP, membership, 16),
                    state,
                    "promiscuous mode");
            MemorySegment time = arena.allocate(16, 8);
            time.set(JAVA_LONG, 0, patience.toSeconds());
            time.set(JAVA_LONG, 8, patience.toNanosPart() / 1_000);
            check((int) SET.invokeExact(state, opened, SOL_SOCKET, SO_RCVTIMEO, time, 16), state, "a timeout");
            MemorySegment address = arena.allocate(20, 4); // sockaddr_ll
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(JAVA_SHORT, 2, ALL_PROTOCOLS);
            address.set(JAVA_INT, 4, index);
            check((int) BIND.invokeExact(state, opened, address, 20), state, "it cannot be bound to");
            descriptor = opened;
        } catch (Throwable t) {
            closeDescriptor(opened);
            arena.close();
            if (t instanceof IOException e) {
                throw e;
            }
            throw new IllegalStateException(t);
        }
    }

    /**
     * Connects to an interface.
     *
     * @param patience how long {@link #read} waits at most
     * @throws IOException when there is no such interface, or the process may not read it (CAP_NET_RAW)
     */
    public static PacketSocket connect(String name, Duration patience) throws IOException {
        return new PacketSocket(name, patience);
    }

    /**
     * Waits for a frame and takes it apart.
     *
     * @param packet laid over the frame, until the next call
     * @return false when none came in time
     * @throws IOException when the interface is down or has gone
     */
    public boolean read(Packet packet) throws IOException {
        long length;
        try {
            length = (long) RECEIVE.invokeExact(readState, descriptor, memory, memory.byteSize(), 0);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        if (length < 0) {
            int error = (int) ERRNO.get(readState, 0L);
            if (error == EAGAIN || error == EINTR) {
                return false;
            }
            check(-1, readState, "it cannot be read");
        }
        return packet.wrap(memory, 0, (int) length);
    }

    /**
     * Sends a frame.
     *
     * @throws IOException when the interface is down, has gone or takes no frame of that length
     */
    public void write(Packet packet) throws IOException {
        Ethernet frame = packet.ethernet();
        write(frame.memory(), frame.offset(), frame.available());
    }

    /** As {@link #write(Packet)}, from native memory. */
    public void write(MemorySegment from, long offset, int length) throws IOException {
        try (Arena own = Arena.ofConfined()) {
            MemorySegment state = own.allocate(CALL_STATE);
            long sent = (long) SEND.invokeExact(state, descriptor, from.asSlice(offset, length), (long) length, 0);
            check(sent, state, "it does not take a frame of " + length + " bytes");
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private void check(long result, MemorySegment state, String what) throws IOException {
        if (result < 0) {
            int error = (int) ERRNO.get(state, 0L);
            throw new IOException("interface " + name + ": " + what + ": " + text(state, error));
        }
    }

    private static String text(MemorySegment state, int error) {
        try {
            MemorySegment text = (MemorySegment) TEXT.invokeExact(state, error);
            return text.reinterpret(256).getString(0);
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    private void closeDescriptor(int open) {
        if (open >= 0) {
            try {
                int _ = (int) CLOSE.invokeExact(readState, open);
            } catch (Throwable t) {
                throw new IllegalStateException(t);
            }
        }
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            closeDescriptor(descriptor);
            arena.close();
        }
    }
}
