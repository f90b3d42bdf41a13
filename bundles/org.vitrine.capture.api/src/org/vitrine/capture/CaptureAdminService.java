/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.util.Optional;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;

/** Changes how vNICs are watched. Any thread. */
public interface CaptureAdminService {
    /**
     * Watches vNICs so from now on, until the pipelines' bundle stops; recordings have nothing to do with it.
     *
     * @param level empty for what the settings say
     * @throws VitrineException NOT_FOUND for a vNIC that is not watched; then nothing has changed
     */
    void level(Set<NicId> nics, Optional<CaptureLevel> level) throws VitrineException;
}
