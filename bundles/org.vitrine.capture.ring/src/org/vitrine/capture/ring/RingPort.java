/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import java.lang.foreign.MemorySegment;
import org.vitrine.capture.spi.ForwardingPort;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.RingSocket;
import org.vitrine.linux.SendQueue;

/** Reads frames from a ring and sends those of other rings from where they lie. */
final class RingPort implements ForwardingPort {
    private final RingSocket socket;
    private final Ring ring;
    private final SendQueue queue = new SendQueue();
    private long sent;
    private long refused;

    /** Takes over a socket that forwards and is bound. */
    RingPort(RingSocket socket, Ring ring) {
        this.socket = socket;
        this.ring = ring;
    }

    @Override
    public int read(FrameSink sink, int limit) throws VitrineException {
        int given = ring.read(sink, limit);
        if (given == 0) {
            socket.check(); // an error makes the descriptor readable, too
        }
        return given;
    }

    @Override
    public int descriptor() {
        return socket.descriptor();
    }

    @Override
    public void send(FrameBatch batch, int i) {
        if (batch.capturedLength(i) < batch.length(i)) {
            refused++; // a piece of a frame is none
            return;
        }
        makeRoom();
        queue.addWithOffloads(batch.memory().address() + batch.offset(i), batch.length(i));
    }

    @Override
    public void send(MemorySegment memory, long offset, int length) {
        makeRoom();
        queue.add(memory.address() + offset, length);
    }

    private void makeRoom() {
        if (queue.isFull()) {
            flush();
        }
    }

    @Override
    public void flush() {
        int waiting = queue.size();
        if (waiting > 0) {
            int taken = socket.send(queue);
            sent += taken;
            refused += waiting - taken;
        }
    }

    @Override
    public long sent() {
        return sent;
    }

    @Override
    public long refused() {
        return refused;
    }

    @Override
    public long dropped() {
        return socket.drops();
    }

    @Override
    public void close() {
        socket.close();
        queue.close();
    }
}
