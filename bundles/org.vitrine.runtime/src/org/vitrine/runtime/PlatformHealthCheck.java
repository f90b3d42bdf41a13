/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vitrine.common.Quantity;
import org.vitrine.common.StateFolder;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** Looks at what the runtime itself stands on: Java, memory, its user, its state folder. */
@Component
public final class PlatformHealthCheck implements HealthCheck {
    private static final String AREA = "runtime";
    private static final long LITTLE_DISK = 256L << 20;

    private final Path state;

    @Activate
    public PlatformHealthCheck(BundleContext context) {
        state = StateFolder.of(context.getProperty("vitrine.state"));
    }

    @Override
    public List<HealthItem> check() {
        List<HealthItem> items = new ArrayList<>();
        items.add(HealthItem.ok(AREA, "Java", System.getProperty("java.runtime.version")));
        Runtime jvm = Runtime.getRuntime();
        items.add(HealthItem.ok(
                AREA,
                "memory",
                Quantity.bytes(jvm.totalMemory() - jvm.freeMemory()) + " used of at most "
                        + Quantity.bytes(jvm.maxMemory())));
        String user = System.getProperty("user.name");
        items.add(
                user.equals("root")
                        ? HealthItem.ok(AREA, "user", "root")
                        : new HealthItem(
                                AREA,
                                "user",
                                Level.DEGRADED,
                                user + ": cannot make network namespaces",
                                "Recorded networks work; for live ones run the runtime as root."));
        items.add(stateFolder());
        return items;
    }

    private HealthItem stateFolder() {
        try {
            FileStore store = Files.getFileStore(state);
            long free = store.getUsableSpace();
            String summary = state + ", " + Quantity.bytes(free) + " free";
            return free >= LITTLE_DISK
                    ? HealthItem.ok(AREA, "state folder", summary)
                    : new HealthItem(AREA, "state folder", Level.DEGRADED, summary, "Make room on that disk.");
        } catch (IOException e) {
            return new HealthItem(
                    AREA,
                    "state folder",
                    Level.FAILED,
                    state + ": " + e.getMessage(),
                    "Make it, writable for " + user());
        }
    }

    private static String user() {
        return System.getProperty("user.name") + ".";
    }
}
