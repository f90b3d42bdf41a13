/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

/**
 * One look at the frames of one vNIC: a traffic monitor, a recorder, a service. All calls come on the thread of the pipeline, so a
 * stage needs no locks; what others ask of it, it answers through {@link StageContext#execute}.
 */
public interface FrameStage extends FrameSink, AutoCloseable {
    /**
     * Frames passed that this stage will never see: the backend was away, or the kernel dropped them.
     *
     * @param frames how many, as far as can be told
     */
    default void onMissed(long frames) {
        // most stages count nothing themselves
    }

    /** The pipeline lets go of it: no call comes afterwards. */
    @Override
    void close();
}
