/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Streams over a socket channel that is read and written at the same time. {@code Channels.newInputStream} and its sibling will not
 * do: a read that waits holds the lock that a write needs.
 */
final class ChannelStreams {
    private static final int WAITING_WRITES = 64;

    private ChannelStreams() {}

    static InputStream input(SocketChannel channel) {
        return new InputStream() {
            private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10).limit(0);

            @Override
            public int read() throws IOException {
                return filled() ? buffer.get() & 0xff : -1;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (!filled()) {
                    return -1;
                }
                int count = Math.min(length, buffer.remaining());
                buffer.get(to, offset, count);
                return count;
            }

            private boolean filled() throws IOException {
                if (!buffer.hasRemaining()) {
                    buffer.clear();
                    int count = channel.read(buffer);
                    buffer.flip();
                    return count > 0;
                }
                return true;
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }

    /**
     * A stream that gives what is written to a thread of its own. A thread that writes to the channel itself and is interrupted
     * would close the channel for everybody, and calls are cancelled by interrupting their threads.
     */
    static OutputStream output(SocketChannel channel) {
        BlockingQueue<ByteBuffer> waiting = new ArrayBlockingQueue<>(WAITING_WRITES);
        Thread writer = Thread.ofPlatform().name("socket writer").daemon().start(() -> {
            try {
                while (true) {
                    ByteBuffer next = waiting.take();
                    while (next.hasRemaining()) {
                        channel.write(next);
                    }
                }
            } catch (IOException | InterruptedException _) {
                close(channel); // the reading side tells everybody
            }
        });
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                put(ByteBuffer.wrap(Arrays.copyOfRange(from, offset, offset + length)));
            }

            /** Half a message must not be left out, so an interrupt has to wait. */
            private void put(ByteBuffer bytes) throws IOException {
                boolean interrupted = false;
                try {
                    while (channel.isOpen()) {
                        try {
                            if (waiting.offer(bytes, 100, TimeUnit.MILLISECONDS)) {
                                return;
                            }
                        } catch (InterruptedException _) {
                            interrupted = true;
                        }
                    }
                    throw new ClosedChannelException();
                } finally {
                    if (interrupted) {
                        Thread.currentThread().interrupt();
                    }
                }
            }

            @Override
            public void close() {
                writer.interrupt();
            }
        };
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
