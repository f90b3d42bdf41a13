/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.vitrine.packet.Packet;
import org.vitrine.packet.Tcp;

/**
 * What the two ends of a conversation said, in its order: what TCP sent again is there once, what came out of order is put right, and what
 * was not captured is said to be missing.
 *
 * @param isWhole false when there is more than {@link #MOST_BYTES}
 */
public record Exchange(Conversation conversation, List<Piece> pieces, boolean isWhole) {
    /** What is read of one conversation at most. */
    public static final int MOST_BYTES = 16 << 20;

    /**
     * What one end said without a break.
     *
     * @param isClient which end
     * @param timestamp nanoseconds since the epoch
     * @param missing bytes before it that were not captured
     */
    public record Piece(boolean isClient, long timestamp, long missing, byte[] bytes) {}

    /**
     * Reads a conversation.
     *
     * @param rows its packets
     * @throws InterruptedException when the thread is interrupted
     */
    public static Exchange read(CaptureFile file, Conversation conversation, Rows rows)
            throws IOException, InterruptedException {
        try (FrameReader reader = FrameReader.inOrder(file)) {
            Assembly assembly = new Assembly(conversation);
            for (int packet : rows.inOrder()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (!assembly.add(reader.read(packet))) {
                    return new Exchange(conversation, assembly.pieces, false);
                }
            }
            assembly.finish();
            return new Exchange(conversation, assembly.pieces, true);
        }
    }

    /** Puts the segments of both directions together. */
    private static final class Assembly {
        private final Conversation conversation;
        private final List<Piece> pieces = new ArrayList<>();
        private final Direction fromClient = new Direction(true);
        private final Direction fromServer = new Direction(false);
        private long bytes;

        Assembly(Conversation conversation) {
            this.conversation = conversation;
        }

        boolean add(Frame frame) {
            Packet packet = frame.innermost();
            Direction direction =
                    Conversation.of(packet).client().equals(conversation.client()) ? fromClient : fromServer;
            if (packet.isTcp()) {
                direction.add(packet.tcp(), frame.timestamp);
            } else if (packet.isUdp() && packet.udp().payloadLength() > 0) {
                say(
                        direction.isClient,
                        frame.timestamp,
                        0,
                        copy(
                                packet.udp().memory(),
                                packet.udp().payloadOffset(),
                                packet.udp().payloadLength()));
            }
            return bytes < MOST_BYTES;
        }

        private static byte[] copy(MemorySegment memory, long offset, int length) {
            return memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        }

        private void say(boolean isClient, long timestamp, long missing, byte[] said) {
            pieces.add(new Piece(isClient, timestamp, missing, said));
            bytes += said.length;
        }

        void finish() {
            fromClient.finish();
            fromServer.finish();
        }

        /** One direction of TCP. */
        private final class Direction {
            private final boolean isClient;
            /** What came too early, by its distance from the first byte. */
            private final TreeMap<Long, Piece> early = new TreeMap<>();

            private boolean hasBegun;
            private int first;
            /** Bytes that were said so far, from the first one on. */
            private long said;

            Direction(boolean isClient) {
                this.isClient = isClient;
            }

            void add(Tcp tcp, long timestamp) {
                boolean isSyn = (tcp.flags() & Tcp.SYN) != 0;
                if (!hasBegun && (isSyn || tcp.payloadLength() > 0)) {
                    hasBegun = true;
                    first = tcp.sequence() + (isSyn ? 1 : 0);
                }
                if (tcp.payloadLength() == 0) {
                    return;
                }
                // near what was said so far, so that numbers may wrap around
                int ahead = tcp.sequence() + (isSyn ? 1 : 0) - (first + (int) said);
                Piece piece =
                        new Piece(isClient, timestamp, 0, copy(tcp.memory(), tcp.payloadOffset(), tcp.payloadLength()));
                if (ahead > 0) {
                    early.putIfAbsent(said + ahead, piece);
                } else {
                    emit(piece, -ahead, 0);
                    drain(false);
                }
            }

            private void emit(Piece piece, int known, long missing) {
                if (known < piece.bytes().length) {
                    byte[] fresh = known == 0
                            ? piece.bytes()
                            : java.util.Arrays.copyOfRange(piece.bytes(), known, piece.bytes().length);
                    say(isClient, piece.timestamp(), missing, fresh);
                    said += missing + fresh.length;
                }
            }

            private void drain(boolean overGaps) {
                while (!early.isEmpty() && (overGaps || early.firstKey() <= said)) {
                    var next = early.pollFirstEntry();
                    long missing = Math.max(0, next.getKey() - said);
                    emit(
                            next.getValue(),
                            (int) Math.min(Integer.MAX_VALUE, Math.max(0, said - next.getKey())),
                            missing);
                }
            }

            void finish() {
                drain(true);
            }
        }
    }
}
