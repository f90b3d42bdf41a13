/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ring;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** What packet rings need of the machine: a kernel that has them, and libpcap for filters. */
@Component
public final class RingHealth implements HealthCheck {
    private static final String AREA = "capture";

    private final RingBackend backend;

    @Activate
    public RingHealth(@Reference RingBackend backend) {
        this.backend = backend;
    }

    @Override
    public List<HealthItem> check() {
        return List.of(ring(), filters());
    }

    private HealthItem ring() {
        return backend.whyNot()
                .map(why -> new HealthItem(
                        AREA, "packet ring", Level.DEGRADED, why + ": another backend is used, at a higher price", ""))
                .orElseGet(() -> HealthItem.ok(AREA, "packet ring", "TPACKET_V3 is used"));
    }

    private static HealthItem filters() {
        return Libpcap.isInstalled()
                ? HealthItem.ok(AREA, "filters", "compiled by " + Libpcap.version())
                : new HealthItem(
                        AREA,
                        "filters",
                        Level.DEGRADED,
                        "libpcap is not installed: interfaces are watched, but no filter can be set",
                        "Install the Debian package libpcap0.8.");
    }
}
