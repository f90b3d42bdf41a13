/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.vitrine.admin.RefusalReason;
import org.vitrine.common.IpAddress;
import org.vitrine.packet.ChecksumState;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Udp;

/**
 * Turns frames that were on their way to a guest into the frames with which the guest would have answered (paper 000,
 * "Administration"). A status request allocates nothing. Used by one thread.
 */
final class FrameResponder implements RequestHandler.Origin {
    private static final int ROOM = 2048;
    private static final long GROUP_BIT = 0x0100_0000_0000L;

    private final int port;
    private final RequestHandler handler;
    private final Counters counters;
    private final Later later;
    private final Packet packet = new Packet();
    private final MemorySegment answer = Arena.ofAuto().allocate(ROOM);
    private final PacketBuilder builder = new PacketBuilder(answer);
    private long offset;
    private int length;

    /** Takes a request whose answer must wait. */
    @FunctionalInterface
    interface Later {
        /**
         * @param frame a copy of the request
         * @return called, on any thread, with the payload of the answer; null when there is none
         */
        Consumer<byte[]> keep(byte[] frame);
    }

    FrameResponder(int port, RequestHandler handler, Counters counters, Later later) {
        this.port = port;
        this.handler = handler;
        this.counters = counters;
        this.later = later;
    }

    /**
     * Answers a frame, refuses it, or has it answered later.
     *
     * @param now by {@link System#nanoTime()}
     * @return bytes of the frame in {@link #answer} to send back; 0 for none now
     */
    int respond(MemorySegment memory, long frameOffset, int frameLength, Guest.Table guests, long now) {
        offset = frameOffset;
        length = frameLength;
        if (!packet.wrap(memory, frameOffset, frameLength)) {
            return refuse(RefusalReason.MALFORMED_PACKET);
        }
        Guest guest = guests.find(packet.ethernet().destination());
        if (guest == null) {
            return 0; // our own answer on its way
        }
        RefusalReason reason = refusalOf(guest);
        if (reason != null) {
            return refuse(reason);
        }
        Udp udp = packet.udp();
        int bytes = handler.handle(memory, udp.payloadOffset(), udp.payloadLength(), guest.status(), this, now);
        return bytes == 0
                ? 0
                : builder.answer(packet).payload(handler.answer(), 0, bytes).finish();
    }

    /** The frame to send. */
    MemorySegment answer() {
        return answer;
    }

    /**
     * Makes the answer to a request that was kept.
     *
     * @param payload of the answer
     * @return bytes of the frame in {@link #answer}
     */
    int answerTo(byte[] frame, byte[] payload) {
        MemorySegment memory = MemorySegment.ofArray(frame);
        packet.wrap(memory, 0, frame.length);
        return builder.answer(packet).payload(payload).finish();
    }

    /** @return null when the packet is a datagram that may be answered */
    private RefusalReason refusalOf(Guest guest) {
        if (!isWholeDatagram()) {
            return RefusalReason.MALFORMED_PACKET;
        }
        boolean goodHeader = !packet.isIpv4() || packet.ipv4().isChecksumGood();
        if (!goodHeader || packet.transportChecksum() == ChecksumState.BAD) {
            return RefusalReason.BAD_CHECKSUM;
        }
        if (!isAnswerable()) {
            return RefusalReason.UNANSWERABLE_SOURCE;
        }
        return guest.allowed().contains(packet.sourceHigh(), packet.sourceLow())
                ? null
                : RefusalReason.FORBIDDEN_SOURCE;
    }

    private boolean isWholeDatagram() {
        if (!packet.isUdp()
                || packet.isFragment()
                || packet.isIpv6() && packet.ipv6().isRouted()) {
            return false;
        }
        int stated = packet.udp().length();
        int carried =
                packet.isIpv4() ? packet.ipv4().payloadLength() : packet.ipv6().payloadLength();
        return packet.udp().destinationPort() == port
                && stated >= Udp.LENGTH
                && stated <= carried
                && isHost(packet.destinationHigh(), packet.destinationLow());
    }

    private boolean isAnswerable() {
        long sourceMac = packet.ethernet().source();
        boolean sameHost =
                packet.sourceHigh() == packet.destinationHigh() && packet.sourceLow() == packet.destinationLow();
        return (sourceMac & GROUP_BIT) == 0
                && sourceMac != 0
                && sourceMac != packet.ethernet().destination()
                && !sameHost
                && isHost(packet.sourceHigh(), packet.sourceLow())
                && packet.udp().sourcePort() != 0;
    }

    /** Whether an address is that of one machine: not unspecified, loopback, multicast, broadcast or reserved. */
    static boolean isHost(long high, long low) {
        if (SourceNetworks.isIpv4(high, low)) {
            int first = (int) (low >>> 24) & 0xff;
            return first != 0 && first != 127 && first < 224;
        }
        boolean embedded = high == 0 && low >>> Integer.SIZE == 0; // :: and ::1 are among these
        return !embedded && high >>> 56 != 0xff;
    }

    @Override
    public V2Service.Sender sender() {
        IpAddress source = new IpAddress(packet.sourceHigh(), packet.sourceLow());
        return new V2Service.Sender(source, packet.udp().sourcePort());
    }

    @Override
    public boolean isMine(long addressHigh, long addressLow) {
        return addressHigh == packet.destinationHigh() && addressLow == packet.destinationLow();
    }

    @Override
    public Consumer<byte[]> keep() {
        byte[] frame = new byte[length];
        MemorySegment.copy(packet.ethernet().memory(), JAVA_BYTE, offset, frame, 0, length);
        return later.keep(frame);
    }

    private int refuse(RefusalReason reason) {
        counters.refuse(reason);
        return 0;
    }
}
