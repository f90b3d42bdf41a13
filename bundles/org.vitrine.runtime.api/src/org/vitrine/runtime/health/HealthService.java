/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.health;

import java.util.List;
import org.vitrine.common.VitrineException;

/** All checks together. Any thread. */
public interface HealthService {
    /** Runs all checks now, side by side; one that takes too long or throws is itself a finding. Sorted by area and name. */
    List<HealthItem> items() throws VitrineException;
}
