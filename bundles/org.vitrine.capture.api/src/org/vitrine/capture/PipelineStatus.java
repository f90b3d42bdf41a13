/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.util.List;
import org.vitrine.common.NicId;

/**
 * How the pipeline of one vNIC does: frames are read by a backend and shown to stages (traffic monitor, recorder, services).
 *
 * @param level how closely it watches
 * @param sampling one frame in so many is read; 1 for every one
 * @param packets that passed the interface since it was made, by the kernel's counters; 0 when that is not known
 * @param backend name of the backend that reads, empty while there is none
 * @param message why it does not run, or what is the matter while it does; empty otherwise
 * @param statistics sums over the pipeline's life
 * @param stages who looks at the frames, in their order
 */
public record PipelineStatus(
        NicId nic,
        State state,
        CaptureLevel level,
        int sampling,
        long packets,
        String backend,
        String message,
        CaptureStatistics statistics,
        List<StageStatus> stages) {
    public PipelineStatus {
        stages = List.copyOf(stages);
    }

    /** What a pipeline is doing. */
    public enum State {
        RUNNING,
        /** No backend, or the interface is away or down: it goes on by itself when that changes. */
        WAITING,
        /** A recorded file came to its end. */
        ENDED
    }

    /**
     * How one stage does.
     *
     * @param frames frames it was shown
     * @param missed frames that passed while its bundle was away and which it will never see
     * @param failures exceptions it threw; a stage that throws is taken out and named in the log, the others go on
     */
    public record StageStatus(String name, long frames, long missed, long failures) {}
}
