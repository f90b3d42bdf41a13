/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.util.Optional;
import org.vitrine.hypervisor.Nic;

/** Makes a stage for each vNIC that is watched. Whiteboard service; the service ranking orders the stages, highest first. */
public interface FrameStageFactory {
    /** Its name in status and messages. */
    String name();

    /** A stage for this vNIC, or empty when it does not want to look at it. Called on the pipeline's thread. */
    Optional<FrameStage> open(Nic nic, StageContext context);
}
