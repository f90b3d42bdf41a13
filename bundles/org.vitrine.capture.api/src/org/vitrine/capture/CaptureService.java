/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.util.List;
import org.vitrine.common.VitrineException;

/** How the watching of vNICs goes. Any thread. */
public interface CaptureService {
    /** One status for each vNIC that is watched or should be, sorted by vNIC. */
    List<PipelineStatus> pipelines() throws VitrineException;
}
