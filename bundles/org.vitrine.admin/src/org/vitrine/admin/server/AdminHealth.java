/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.admin.AdminServerStatus;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** Whether requests are answered where they should be. */
@Component
public final class AdminHealth implements HealthCheck {
    private static final String AREA = "administration";

    private final AdminServer server;
    private final KeyRing keys;

    @Activate
    public AdminHealth(@Reference AdminServer server, @Reference KeyRing keys) {
        this.server = server;
        this.keys = keys;
    }

    @Override
    public List<HealthItem> check() {
        AdminServerStatus status = server.status();
        List<HealthItem> items = new ArrayList<>();
        items.add(HealthItem.ok(
                AREA,
                "requests to guests",
                status.allowed().isEmpty()
                        ? "off: no network is allowed to ask"
                        : status.transparentNics().size() + " vNICs answer"));
        String trouble = server.socketTrouble();
        if (!trouble.isEmpty()) {
            items.add(new HealthItem(AREA, "socket", Level.FAILED, trouble, ""));
        } else if (!status.socket().isEmpty()) {
            items.add(HealthItem.ok(AREA, "socket", "answers at " + status.socket()));
        }
        items.add(
                keys.trouble().isEmpty()
                        ? HealthItem.ok(AREA, "version 2", words(keys.valid().size()))
                        : new HealthItem(AREA, "version 2", Level.FAILED, "off: " + keys.trouble(), ""));
        return items;
    }

    private static String words(int count) {
        return switch (count) {
            case 0 -> "off: there is no key (vitrine admin-key rotate makes one)";
            case 1 -> "one key is valid";
            default -> count + " keys are valid, as while they are changed";
        };
    }
}
