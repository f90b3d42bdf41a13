/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import org.vitrine.common.EpochClock;

/** What a pipeline gives to its stages. */
public interface StageContext {
    /** The time by which frames of this pipeline are stamped. */
    EpochClock clock();

    /**
     * Runs a task on the pipeline's thread between two batches, within some ten milliseconds when nothing flows. From any thread.
     *
     * @return false when the pipeline has ended and the task will not run
     */
    boolean execute(Runnable task);
}
