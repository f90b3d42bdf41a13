/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** Whether what is declared is written down safely, and whether somebody makes it so. */
@Component
public final class EngineHealth implements HealthCheck {
    private static final String AREA = "data plane";

    private final Engine engine;

    @Activate
    public EngineHealth(@Reference Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<HealthItem> check() {
        List<String> providers = engine.providerNames();
        return List.of(
                engine.fileTrouble()
                        .map(e -> new HealthItem(AREA, "declarations", Level.DEGRADED, e.getMessage(), e.advice()))
                        .orElseGet(() -> HealthItem.ok(AREA, "declarations", "kept in " + engine.path())),
                providers.isEmpty()
                        ? new HealthItem(
                                AREA,
                                "providers",
                                Level.FAILED,
                                "none: nothing that is declared is applied",
                                "Start the bundle org.vitrine.dataplane.linux.")
                        : HealthItem.ok(AREA, "providers", String.join(", ", providers)));
    }
}
