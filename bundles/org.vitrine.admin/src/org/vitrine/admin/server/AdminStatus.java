/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.admin.AdminServerService;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.common.Services;

/** What others see of the {@link AdminServer}, also from another process. */
@Component(property = Services.EXPORTED)
public final class AdminStatus implements AdminServerService {
    private final AdminServer server;

    @Activate
    public AdminStatus(@Reference AdminServer server) {
        this.server = server;
    }

    @Override
    public AdminServerStatus status() {
        return server.status();
    }
}
