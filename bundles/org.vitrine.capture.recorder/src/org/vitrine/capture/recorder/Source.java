/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.capture.spi.Gap;
import org.vitrine.common.EpochClock;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.HostInterface;

/** A vNIC of a recording: who reads its frames at the moment, and what was lost of them. On the reader's thread. */
final class Source implements FrameSink {
    private static final int DRAIN_ROUND = 256;
    /** Frames read from a handle that is about to be closed: as many as wait in a large buffer of small frames. */
    private static final int DRAIN_LIMIT = 1 << 17;

    /** Takes the frames of all vNICs. */
    interface Target {
        void onFrames(Source source, FrameBatch batch);
    }

    /**
     * What became of the frames of a vNIC.
     *
     * @param start nanoseconds since the epoch, as is the end
     * @param received frames that were read
     */
    record Count(long start, long end, long received, long droppedByKernel, long droppedByUs, long missed, int gaps) {
        /** What the numbers of an interface statistics block cannot say. */
        String words() {
            String lost =
                    droppedByUs == 0 ? "" : "Frames lost because their reader was too slow: " + droppedByUs + ". ";
            String away = gaps == 0 ? "" : "Frames that passed while nobody read: " + missed + ", gaps: " + gaps + ".";
            return (lost + away).strip();
        }
    }

    private final int number;
    private final NicId nic;
    private final HostInterface at;
    private final CaptureSource from;
    private final long start = EpochClock.SYSTEM.nanos();
    private Target target;
    private Opened opened;
    private Gap gap;
    private boolean hasEnded;
    /** What the next frame's comment shall be. */
    private String remark;

    private long received;
    /** Of the present handle, as {@link #received} and the next. */
    private long receivedBefore;

    private long dropped;
    private long droppedBefore;
    private long droppedByUs;
    private long missed;
    private int gaps;

    /**
     * @param number place in the file
     * @param at the host's end of the vNIC, which must not change
     */
    Source(int number, NicId nic, HostInterface at, CaptureSource from) {
        this.number = number;
        this.nic = nic;
        this.at = at;
        this.from = from;
    }

    void target(Target frames) {
        target = frames;
    }

    int number() {
        return number;
    }

    NicId nic() {
        return nic;
    }

    HostInterface at() {
        return at;
    }

    CaptureSource from() {
        return from;
    }

    boolean isOpen() {
        return opened != null;
    }

    boolean isReadBy(CaptureBackend backend) {
        return opened != null && opened.backend() == backend;
    }

    CaptureHandle handle() {
        return opened.handle();
    }

    CaptureBackend backend() {
        return opened.backend();
    }

    /** Nobody reads it, but somebody shall. */
    boolean isWaiting() {
        return opened == null && !hasEnded;
    }

    boolean hasEnded() {
        return hasEnded;
    }

    /** Goes on with a handle; takes it over. */
    void attach(Opened fresh) {
        opened = fresh;
        receivedBefore = received;
        droppedBefore = dropped;
        if (gap != null) {
            long frames = gap.missed(fresh.interfaceIndex(), fresh.reading());
            gap = null;
            gaps++;
            missed += frames;
            remark = "Frames that passed before this one while the capture backend was replaced: " + frames;
        }
    }

    /** Reads what is there and lets go of the handle; what passes from now on is missed. */
    void detach() {
        Gap.Reading reading = opened.reading();
        drain();
        noticeDropped();
        gap = new Gap(
                opened.interfaceIndex(),
                reading.packets(),
                reading.offered() - (received - receivedBefore) - (dropped - droppedBefore));
        close();
    }

    private void drain() {
        try {
            for (int drained = 0; drained < DRAIN_LIMIT; ) {
                int count = read(DRAIN_ROUND);
                if (count == 0) {
                    return;
                }
                drained += count;
            }
        } catch (VitrineException | RuntimeException _) {
            // what cannot be read is counted as missed
        }
    }

    int read(int limit) throws VitrineException {
        return opened.handle().read(this, limit);
    }

    /** Whether frames are there that were neither read nor dropped. */
    boolean isBehind(long offered) {
        return received - receivedBefore + opened.handle().dropped() < offered;
    }

    @Override
    public void onFrames(FrameBatch batch) {
        received += batch.size();
        target.onFrames(this, batch);
    }

    void lose(int frames) {
        droppedByUs += frames;
    }

    void noticeDropped() {
        dropped = droppedBefore + opened.handle().dropped();
    }

    /** The comment for the next frame, once; null for none. */
    String takeRemark() {
        String taken = remark;
        remark = null;
        return taken;
    }

    boolean hasRemark() {
        return remark != null;
    }

    Count count() {
        if (opened != null) {
            noticeDropped();
        }
        return new Count(start, EpochClock.SYSTEM.nanos(), received, dropped, droppedByUs, missed, gaps);
    }

    long lost() {
        return dropped + droppedByUs;
    }

    long missed() {
        return missed;
    }

    int gaps() {
        return gaps;
    }

    /** Nothing more will come. */
    void end() {
        hasEnded = true;
        close();
    }

    void close() {
        if (opened != null) {
            Opened old = opened;
            opened = null;
            old.close();
        }
    }
}
