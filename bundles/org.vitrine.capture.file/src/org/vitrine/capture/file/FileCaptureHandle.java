/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.file;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameBatch.Direction;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapngReader;

/** A capture file, or one interface of it, whose packets are given where the reader has them. */
final class FileCaptureHandle implements CaptureHandle {
    private static final int BATCH = 256;

    private final CaptureReader reader;
    /** Only its packets are given; empty for those of all. */
    private final String interfaceName;

    private final int snapLength;
    private final Pace pace;
    private final FrameBatch batch = new FrameBatch(BATCH);
    /** Whether the reader stands at a packet that was not given yet. */
    private boolean pending;

    private boolean isDueKnown;
    private long dueAt;
    private boolean ended;
    private long given;
    /** Not Ethernet's. */
    private long foreign;

    private int lastInterface = -1;
    private boolean isLastWanted;

    FileCaptureHandle(CaptureReader reader, String interfaceName, int snapLength, Pace pace) {
        this.reader = reader;
        this.interfaceName = interfaceName;
        this.snapLength = snapLength;
        this.pace = pace;
    }

    @Override
    public int read(FrameSink sink, int limit) throws VitrineException {
        batch.start(reader.memory());
        while (batch.size() < limit && !batch.isFull() && isPending() && pace.isDue(dueAt)) {
            batch.add(
                    reader.offset(),
                    Math.min(reader.capturedLength(), snapLength),
                    reader.length(),
                    pace.timestamp(reader.timestamp()),
                    Direction.UNKNOWN);
            pending = false;
            isDueKnown = false;
        }
        int count = batch.size();
        if (count > 0) {
            given += count;
            give(sink);
        } else if (ended && complaint().isPresent()) {
            throw new VitrineException(Reason.FAILED, complaint().get());
        }
        return count;
    }

    /** What is to be said about the file once it has been read. */
    private Optional<String> complaint() {
        Optional<String> passedOver = foreign == 0
                ? Optional.empty()
                : Optional.of(foreign + " packets were passed over: they are not Ethernet's");
        return reader.damage().or(() -> passedOver);
    }

    /**
     * Whether there is a packet that is to be given; goes to the next, unless that would move those that are in the batch.
     */
    boolean isPending() throws VitrineException {
        try {
            while (!pending && !ended && (batch.size() == 0 || reader.isNextInMemory())) {
                ended = !reader.next();
                pending = !ended && isWanted();
            }
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the file cannot be read on: " + e.getMessage(), "", e);
        }
        if (pending && !isDueKnown) {
            isDueKnown = true;
            dueAt = pace.dueAt(reader.timestamp());
        }
        return pending;
    }

    private boolean isWanted() {
        if (!interfaceName.isEmpty() && reader instanceof PcapngReader pcapng) {
            int id = pcapng.interfaceId();
            if (id != lastInterface) {
                lastInterface = id;
                isLastWanted = pcapng.interfaces().get(id).name().equals(interfaceName);
            }
            if (!isLastWanted) {
                return false;
            }
        }
        if (reader.linkType() != PcapFormat.LINK_TYPE_ETHERNET) {
            foreign++;
            return false;
        }
        return true;
    }

    private void give(FrameSink sink) throws VitrineException {
        try {
            sink.onFrames(batch);
        } catch (RuntimeException e) {
            throw new VitrineException(Reason.FAILED, "the reader of the file failed", "", e);
        }
    }

    @Override
    public int descriptor() {
        return NO_DESCRIPTOR;
    }

    @Override
    public long nextAt() {
        return pending ? dueAt : ended ? Long.MAX_VALUE : System.nanoTime();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public long offered() {
        return given;
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public void inject(MemorySegment memory, long offset, int length) throws VitrineException {
        throw new VitrineException(Reason.UNSUPPORTED, "frames cannot be sent into a file");
    }

    @Override
    public void close() {
        close(reader);
    }

    static void close(CaptureReader reader) {
        try {
            reader.close();
        } catch (IOException e) {
            System.getLogger(FileCaptureHandle.class.getName())
                    .log(System.Logger.Level.DEBUG, "a file that was only read does not close", e);
        }
    }
}
