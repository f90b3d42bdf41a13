/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.spi;

import java.util.Map;
import java.util.Set;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.HostInterface;

/**
 * What came of {@link DataPlaneProvider#apply}. Everything that is not named here is in the kernel as wanted.
 *
 * @param absent interfaces that are not there now: what is wanted at them waits for them
 * @param failures why a network namespace could not be made as wanted, by namespace; DENIED, UNSUPPORTED or FAILED
 */
public record Outcome(Set<HostInterface> absent, Map<String, VitrineException> failures) {
    public Outcome {
        absent = Set.copyOf(absent);
        failures = Map.copyOf(failures);
    }
}
