/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.runtime.health.HealthService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** What works on the runtime's machine, what does not, and what to do about it. */
@Component(property = PartContent.PART + "=health")
public final class HealthContent implements PartContent {
    private final HealthService health;

    @Activate
    public HealthContent(@Reference HealthService health) {
        this.health = health;
    }

    @Override
    public String title() {
        return "Health";
    }

    @Override
    public String icon() {
        return "heartbeat";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/health.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new HealthPart(site, health);
    }
}
