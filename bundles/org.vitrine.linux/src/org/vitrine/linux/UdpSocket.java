/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * A UDP socket of a server: receives the datagrams that are there by one system call (recvmmsg(2)) and sends the answers to them by
 * another (sendmmsg(2)), which is what a datagram costs most. One thread receives, answers and closes it; any
 * thread may {@link #send} and {@link #end}. Receiving and answering allocate nothing.
 *
 * <pre>
 *  struct sockaddr_in       offset      struct sockaddr_in6      offset
 *    u16 sin_family              0        u16 sin6_family             0
 *    be16 sin_port               2        be16 sin6_port              2
 *    be32 sin_addr               4        be32 sin6_flowinfo          4
 *    zeros                       8        u8 sin6_addr[16]            8
 *                                         u32 sin6_scope_id          24
 * </pre>
 *
 * The {@code struct mmsghdr} is drawn at {@link SendQueue}.
 */
public final class UdpSocket implements AutoCloseable {
    /** Most datagrams that are received at a time. */
    public static final int CAPACITY = 64;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt ADDRESS_4 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong ADDRESS_6 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int PORT_OFFSET = 2;
    private static final int ADDRESS_4_OFFSET = 4;
    private static final int ADDRESS_6_OFFSET = 8;
    private static final int LENGTH_4 = 16;
    private static final int LENGTH_6 = 28;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_V6ONLY = 26;

    private static final int MESSAGE = 64;
    private static final int MESSAGE_NAME_LENGTH = 8;
    private static final int MESSAGE_VECTORS = 16;
    private static final int MESSAGE_VECTOR_COUNT = 24;
    private static final int MESSAGE_LENGTH = 56;
    private static final int VECTOR = 16;
    private static final int VECTOR_LENGTH = 8;
    private static final int NAME = 32;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.allocateState(arena);
    private final MemorySegment requests = arena.allocate((long) MESSAGE * CAPACITY, 8);
    private final MemorySegment requestVectors = arena.allocate((long) VECTOR * CAPACITY, 8);
    private final MemorySegment answers = arena.allocate((long) MESSAGE * CAPACITY, 8);
    private final MemorySegment answerVectors = arena.allocate((long) VECTOR * CAPACITY, 8);
    private final MemorySegment senders = arena.allocate((long) NAME * CAPACITY, 8);
    private final MemorySegment memory;
    private final MemorySegment answerMemory;
    private final int longest;
    private final int longestAnswer;
    private final boolean ipv6;
    private final int socket;
    private int answerCount;
    private volatile boolean ended;
    private boolean closed;

    /** Where a datagram came from, for an answer that takes time. */
    public static final class Sender {
        private final byte[] socketAddress;

        private Sender(byte[] socketAddress) {
            this.socketAddress = socketAddress;
        }
    }

    /**
     * Opens a socket and binds it.
     *
     * @param at an IPv6 address takes what comes by IPv6, and {@code ::} by IPv4 too; port 0 for any
     * @param longest bytes of a datagram that are kept
     * @param longestAnswer bytes that an answer has at most
     * @throws VitrineException FAILED
     */
    public UdpSocket(InetSocketAddress at, int longest, int longestAnswer) throws VitrineException {
        this.longest = longest;
        this.longestAnswer = longestAnswer;
        ipv6 = at.getAddress() instanceof Inet6Address;
        memory = arena.allocate((long) longest * CAPACITY, 8);
        answerMemory = arena.allocate((long) longestAnswer * CAPACITY, 8);
        for (int i = 0; i < CAPACITY; i++) {
            // the kernel writes the length of the name back, and it is always the same
            prepare(requests, requestVectors, i, memory.address() + (long) i * longest, longest);
            requests.set(JAVA_LONG, (long) i * MESSAGE, senders.address() + (long) i * NAME);
            prepare(answers, answerVectors, i, answerMemory.address() + (long) i * longestAnswer, 0);
        }
        socket = Libc.socket(ipv6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
        try {
            checked(socket);
            bind(at);
        } catch (VitrineException e) {
            close();
            throw e;
        }
    }

    private void prepare(MemorySegment messages, MemorySegment vectors, int i, long address, int length) {
        messages.set(JAVA_INT, (long) i * MESSAGE + MESSAGE_NAME_LENGTH, nameLength());
        messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTORS, vectors.address() + (long) i * VECTOR);
        messages.set(JAVA_LONG, (long) i * MESSAGE + MESSAGE_VECTOR_COUNT, 1);
        vectors.set(JAVA_LONG, (long) i * VECTOR, address);
        vectors.set(JAVA_LONG, (long) i * VECTOR + VECTOR_LENGTH, length);
    }

    private int nameLength() {
        return ipv6 ? LENGTH_6 : LENGTH_4;
    }

    private void bind(InetSocketAddress at) throws VitrineException {
        try (Arena confined = Arena.ofConfined()) {
            if (ipv6) {
                checked(Libc.setSocketOption(socket, IPPROTO_IPV6, IPV6_V6ONLY, confined.allocateFrom(JAVA_INT, 0)));
            }
            MemorySegment name = confined.allocate(nameLength(), 8);
            name.set(JAVA_SHORT, 0, (short) (ipv6 ? Libc.AF_INET6 : Libc.AF_INET));
            name.set(PORT, PORT_OFFSET, (short) at.getPort());
            byte[] address = at.getAddress().getAddress();
            MemorySegment.copy(address, 0, name, JAVA_BYTE, ipv6 ? ADDRESS_6_OFFSET : ADDRESS_4_OFFSET, address.length);
            checked(Libc.bind(socket, name));
        }
    }

    private static void checked(int result) throws VitrineException {
        if (result < 0) {
            throw new VitrineException(Reason.FAILED, "the kernel refuses: errno " + -result);
        }
    }

    /** Where it is bound. */
    public InetSocketAddress address() {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment name = confined.allocate(NAME, 8);
            MemorySegment length = confined.allocateFrom(JAVA_INT, NAME);
            Libc.getSocketName(Libc.allocateState(confined), socket, name, length);
            long offset = ipv6 ? ADDRESS_6_OFFSET : ADDRESS_4_OFFSET;
            byte[] address = name.asSlice(offset, ipv6 ? 16 : 4).toArray(JAVA_BYTE);
            return new InetSocketAddress(InetAddress.getByAddress(address), name.get(PORT, PORT_OFFSET) & 0xffff);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has the wrong length", e);
        }
    }

    // ---- receiving and answering

    /**
     * Waits for datagrams; those before are forgotten, with their answers that were not sent.
     *
     * @return how many there are, {@link #CAPACITY} at most; 0 after {@link #end}
     * @throws VitrineException FAILED
     */
    public int receive() throws VitrineException {
        answerCount = 0;
        int count;
        do {
            count = ended ? 0 : Libc.receiveMany(state, socket, requests, CAPACITY);
        } while (count == -Libc.EINTR);
        if (ended) {
            return 0;
        }
        checked(count);
        return count;
    }

    /** Where the datagrams are. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where the {@code i}-th datagram begins. */
    public long offset(int i) {
        return (long) i * longest;
    }

    /** Bytes of the {@code i}-th datagram that are kept. */
    public int length(int i) {
        return requests.get(JAVA_INT, (long) i * MESSAGE + MESSAGE_LENGTH);
    }

    /** The upper half of a sender's address, of which one of IPv4 is in its mapped form. */
    public long sourceHigh(int i) {
        return ipv6 ? senders.get(ADDRESS_6, (long) i * NAME + ADDRESS_6_OFFSET) : 0;
    }

    /** The lower half. */
    public long sourceLow(int i) {
        return ipv6
                ? senders.get(ADDRESS_6, (long) i * NAME + ADDRESS_6_OFFSET + Long.BYTES)
                : MAPPED | senders.get(ADDRESS_4, (long) i * NAME + ADDRESS_4_OFFSET) & UNSIGNED_INT;
    }

    public int sourcePort(int i) {
        return senders.get(PORT, (long) i * NAME + PORT_OFFSET) & 0xffff;
    }

    /** The sender of the {@code i}-th datagram, to keep. */
    public Sender sender(int i) {
        return new Sender(senders.asSlice((long) i * NAME, nameLength()).toArray(JAVA_BYTE));
    }

    /** Has the {@code i}-th datagram answered, once at most, with a copy of some bytes, by the next {@link #sendAnswers}. */
    public void answer(int i, MemorySegment from, int length) {
        if (length > longestAnswer) {
            throw new IllegalArgumentException("an answer has at most " + longestAnswer + " bytes, got " + length);
        }
        MemorySegment.copy(from, 0, answerMemory, (long) answerCount * longestAnswer, length);
        answerVectors.set(JAVA_LONG, (long) answerCount * VECTOR + VECTOR_LENGTH, length);
        answers.set(JAVA_LONG, (long) answerCount * MESSAGE, senders.address() + (long) i * NAME);
        answerCount++;
    }

    /**
     * Sends what {@link #answer} was given. An answer that the kernel refuses is left out; the others go on.
     *
     * @return how many the kernel took
     */
    public int sendAnswers() {
        int taken = 0;
        int next = 0;
        while (next < answerCount) {
            MemorySegment rest = next == 0 ? answers : answers.asSlice((long) next * MESSAGE);
            int sent = Libc.sendMany(state, socket, rest, answerCount - next);
            if (sent > 0) {
                taken += sent;
                next += sent;
            } else if (sent != -Libc.EINTR) {
                next++;
            }
        }
        answerCount = 0;
        return taken;
    }

    /**
     * Sends a datagram. Any thread.
     *
     * @return whether the kernel took it
     */
    public synchronized boolean send(byte[] datagram, Sender receiver) {
        if (closed) {
            return false;
        }
        try (Arena confined = Arena.ofConfined()) {
            return Libc.sendTo(
                            socket,
                            confined.allocateFrom(JAVA_BYTE, datagram),
                            confined.allocateFrom(JAVA_BYTE, receiver.socketAddress))
                    >= 0;
        }
    }

    // ---- the end

    /** Ends the present and every later {@link #receive}. Any thread. */
    public synchronized void end() {
        ended = true;
        if (!closed) {
            Libc.shutdown(socket); // says that it is not connected, and wakes the receiver all the same
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (socket >= 0) {
                Libc.close(socket);
            }
            arena.close();
        }
    }
}
