/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BooleanSupplier;

/** Reads a file from its beginning on and, as long as somebody writes it, waits at its end for more. */
final class GrowingChannel implements ReadableByteChannel {
    private static final long PAUSE_MILLIS = 50;

    private final FileChannel file;
    private final BooleanSupplier isWritten;
    private final Listener listener;
    private long bytes;

    /** Told before every read, so also before it waits: whoever reads has seen all that was read before. */
    interface Listener {
        void read(long bytes) throws IOException;
    }

    GrowingChannel(Path path, BooleanSupplier isWritten, Listener listener) throws IOException {
        this.isWritten = isWritten;
        this.listener = listener;
        file = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        listener.read(bytes);
        while (true) {
            boolean more = isWritten.getAsBoolean(); // asked first: what was written before it ended is not missed
            int count = file.read(to);
            if (count > 0) {
                bytes += count;
                return count;
            }
            if (!more) {
                return -1;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException _) {
                throw new ClosedByInterruptException();
            }
        }
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
