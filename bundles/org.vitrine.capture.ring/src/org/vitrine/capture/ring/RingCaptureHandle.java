/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.RingSocket;

/** An interface whose frames the kernel puts into a ring. */
final class RingCaptureHandle implements CaptureHandle {
    private final RingSocket socket;
    private final Ring ring;

    /** Takes over a socket that is bound. */
    RingCaptureHandle(RingSocket socket, Ring ring) {
        this.socket = socket;
        this.ring = ring;
    }

    @Override
    public int read(FrameSink sink, int limit) throws VitrineException {
        int given;
        try {
            given = ring.read(sink, limit);
        } catch (RuntimeException e) {
            throw new VitrineException(Reason.FAILED, "the reader of " + socket.named() + " failed", "", e);
        }
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
    public Optional<Trouble> trouble() throws VitrineException {
        String name = socket.currentName();
        if (!socket.isUp()) {
            return Optional.of(new Trouble(true, socket.down().getMessage()));
        }
        return name.equals(socket.name())
                ? Optional.empty()
                : Optional.of(new Trouble(false, "interface " + socket.named() + " is called " + name + " now"));
    }

    @Override
    public long offered() {
        return socket.packets();
    }

    @Override
    public long dropped() {
        return socket.drops();
    }

    @Override
    public void inject(MemorySegment memory, long offset, int length) throws VitrineException {
        MemorySegment frame = memory.asSlice(offset, length);
        int result;
        if (frame.isNative()) {
            result = socket.send(frame);
        } else {
            try (Arena confined = Arena.ofConfined()) {
                result = socket.send(confined.allocate(length).copyFrom(frame));
            }
        }
        if (result < 0) {
            throw new VitrineException(
                    Reason.FAILED,
                    "a frame of " + length + " bytes cannot be sent on " + socket.named() + ": errno " + -result);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
