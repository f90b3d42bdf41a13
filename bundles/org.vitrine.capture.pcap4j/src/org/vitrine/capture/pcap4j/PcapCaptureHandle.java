/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.pcap4j.core.PcapHandle;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * An interface opened by pcap4j and read by {@code pcap_dispatch}.
 *
 * <p>libpcap hands a frame's place in the ring back to the kernel when its callback returns, at the latest with the last frame of a
 * block, and does not say which one that is. So each frame is a batch of its own: gathering them would mean to copy them.
 */
final class PcapCaptureHandle implements CaptureHandle {
    /** All memory of the process: frames are where libpcap says that they are. */
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long UNSIGNED_INT = 0xffff_ffffL;
    private static final MethodHandle ON_FRAME;

    static {
        try {
            ON_FRAME = MethodHandles.lookup()
                    .findVirtual(
                            PcapCaptureHandle.class,
                            "onFrame",
                            MethodType.methodType(void.class, long.class, long.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("our own method", e);
        }
    }

    private final CaptureSource.Interface source;
    private final PcapHandle handle;
    private final long pcap;
    private final int descriptor;
    private final FrameBatch batch = new FrameBatch(1);
    private final int sampling;
    private int random = 0x9e37_79b9;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment stub;
    private final MemorySegment stats;
    private FrameSink sink;
    private Throwable failure;
    private long offered;
    private long dropped;
    private boolean closed;

    /** Takes over an active handle that does not block and gives nanoseconds. */
    PcapCaptureHandle(CaptureSource.Interface source, PcapHandle handle, int sampling) {
        this.source = source;
        this.sampling = sampling;
        batch.weight(sampling);
        this.handle = handle;
        pcap = PcapAddress.of(handle);
        descriptor = Libpcap.selectableDescriptor(pcap);
        stub = Libpcap.stub(ON_FRAME.bindTo(this), arena);
        stats = Libpcap.allocateStats(arena);
    }

    @Override
    public int read(FrameSink frameSink, int limit) throws VitrineException {
        sink = frameSink;
        int count = Libpcap.dispatch(pcap, limit, stub);
        if (failure != null) {
            throw new VitrineException(
                    Reason.FAILED, "the reader of " + Complaints.named(source) + " failed", "", failure);
        }
        if (count < 0) {
            throw Complaints.ofReading(source, Libpcap.error(pcap));
        }
        return count;
    }

    /** Called by libpcap. What is thrown here would end the process, so it waits until libpcap has returned. */
    @SuppressWarnings("unused") // by its handle only
    private void onFrame(long user, long header, long bytes) {
        if (failure != null || sampling > 1 && !isPicked()) {
            return;
        }
        try {
            long timestamp = ALL.get(JAVA_LONG, header + Libpcap.HEADER_SECONDS_OFFSET) * NANOS_PER_SECOND
                    + ALL.get(JAVA_LONG, header + Libpcap.HEADER_FRACTION_OFFSET);
            batch.start(ALL);
            batch.add(
                    bytes,
                    ALL.get(JAVA_INT, header + Libpcap.HEADER_CAPTURED_OFFSET),
                    ALL.get(JAVA_INT, header + Libpcap.HEADER_LENGTH_OFFSET),
                    timestamp,
                    Direction.UNKNOWN);
            sink.onFrames(batch);
        } catch (Throwable t) {
            failure = t;
        }
    }

    /** One in so many, by Marsaglia's xorshift: libpcap's language has no chance. */
    private boolean isPicked() {
        random ^= random << 13;
        random ^= random >>> 17;
        random ^= random << 5;
        return Integer.remainderUnsigned(random, sampling) == 0;
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    @Override
    public long offered() {
        readStats();
        return offered;
    }

    @Override
    public long dropped() {
        readStats();
        return dropped;
    }

    /** libpcap counts in 32 bits; what an interface that went away counted last is what stays. */
    private void readStats() {
        if (Libpcap.stats(pcap, stats) == 0) {
            offered += stats.getAtIndex(JAVA_INT, 0) - offered & UNSIGNED_INT;
            dropped += stats.getAtIndex(JAVA_INT, 1) - dropped & UNSIGNED_INT;
        }
    }

    @Override
    public synchronized void inject(MemorySegment memory, long offset, int length) throws VitrineException {
        if (closed) {
            throw new VitrineException(Reason.FAILED, "the capture on " + Complaints.named(source) + " is closed");
        }
        MemorySegment frame = memory.asSlice(offset, length);
        int sent;
        if (frame.isNative()) {
            sent = Libpcap.inject(pcap, frame);
        } else {
            try (Arena confined = Arena.ofConfined()) {
                sent = Libpcap.inject(pcap, confined.allocate(length).copyFrom(frame));
            }
        }
        if (sent != length) {
            throw new VitrineException(
                    Reason.FAILED,
                    "a frame of " + length + " bytes cannot be sent on " + Complaints.named(source) + ": "
                            + Libpcap.error(pcap));
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            handle.close();
            arena.close();
        }
    }
}
