/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.osgi.service.component.annotations.Component;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** What capturing needs of the machine: libpcap, and the permission to open packet sockets. */
@Component
public final class CaptureHealth implements HealthCheck {
    private static final String AREA = "capture";
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE_CAPABILITIES = "CapEff:";
    private static final int CAP_NET_RAW = 13; // linux/capability.h

    @Override
    public List<HealthItem> check() {
        return List.of(libpcap(), permission());
    }

    private static HealthItem libpcap() {
        return Libpcap.isInstalled()
                ? HealthItem.ok(AREA, "libpcap", Libpcap.version())
                : new HealthItem(
                        AREA,
                        "libpcap",
                        Level.FAILED,
                        "not installed: no interface can be watched",
                        "Install the Debian package libpcap0.8.");
    }

    private static HealthItem permission() {
        OptionalLong capabilities = effectiveCapabilities();
        if (capabilities.isEmpty()) {
            return new HealthItem(
                    AREA, "CAP_NET_RAW", Level.DEGRADED, "cannot be told: " + STATUS + " is not readable", "");
        }
        return (capabilities.getAsLong() >>> CAP_NET_RAW & 1) == 1
                ? HealthItem.ok(AREA, "CAP_NET_RAW", "the process may capture")
                : new HealthItem(
                        AREA,
                        "CAP_NET_RAW",
                        Level.FAILED,
                        "the process may not capture",
                        "Run the runtime as root or give it CAP_NET_RAW.");
    }

    private static OptionalLong effectiveCapabilities() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith(EFFECTIVE_CAPABILITIES))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring(EFFECTIVE_CAPABILITIES.length()).strip(), 16))
                    .findFirst();
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }
}
