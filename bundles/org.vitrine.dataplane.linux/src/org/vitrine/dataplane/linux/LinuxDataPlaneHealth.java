/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.Tool;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** What filters and diversions need of the machine. */
@Component
public final class LinuxDataPlaneHealth implements HealthCheck {
    private static final String AREA = "data plane";
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    @Override
    public List<HealthItem> check() {
        List<HealthItem> items = new ArrayList<>();
        items.add(tool("nftables", "nftables", "nft", "--version"));
        items.add(tool("iproute2", "iproute2", "tc", "-Version"));
        items.add(kernel(System.getProperty("os.version")));
        items.add(permissions());
        return items;
    }

    private static HealthItem tool(String name, String debianPackage, String... command) {
        try {
            Tool.Result result = Netns.run("", "", command);
            return HealthItem.ok(AREA, name, result.text().strip());
        } catch (VitrineException e) {
            return e.reason() == Reason.UNSUPPORTED
                    ? new HealthItem(
                            AREA,
                            name,
                            Level.FAILED,
                            command[0] + " is not installed",
                            "apt-get install " + debianPackage)
                    : new HealthItem(AREA, name, Level.FAILED, e.getMessage(), e.advice());
        }
    }

    /** The egress hook of the netdev family came with Linux 5.16. */
    static HealthItem kernel(String version) {
        Matcher numbers = Pattern.compile("(\\d+)\\.(\\d+).*").matcher(version);
        if (!numbers.matches()) {
            return new HealthItem(AREA, "kernel", Level.DEGRADED, "Linux " + version + " is not known", "");
        }
        int major = Integer.parseInt(numbers.group(1));
        int minor = Integer.parseInt(numbers.group(2));
        return major > 5 || major == 5 && minor >= 16
                ? HealthItem.ok(AREA, "kernel", "Linux " + version + " has nftables hooks at ingress and egress")
                : new HealthItem(
                        AREA,
                        "kernel",
                        Level.FAILED,
                        "Linux " + version + " has no nftables hook at egress, which came with 5.16",
                        "Install a newer kernel: apt-get install linux-image-amd64 of Debian 12 or later.");
    }

    private static HealthItem permissions() {
        long effective;
        try {
            effective = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("CapEff:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0L);
        } catch (IOException | NumberFormatException e) {
            return new HealthItem(AREA, "permissions", Level.DEGRADED, "capabilities cannot be read: " + e, "");
        }
        if ((effective >>> CAP_NET_ADMIN & 1) == 0) {
            return new HealthItem(
                    AREA,
                    "permissions",
                    Level.FAILED,
                    "CAP_NET_ADMIN is missing: rules cannot be read or written",
                    "Run the runtime as root or give it CAP_NET_ADMIN.");
        }
        if ((effective >>> CAP_SYS_ADMIN & 1) == 0) {
            return new HealthItem(
                    AREA,
                    "permissions",
                    Level.DEGRADED,
                    "CAP_SYS_ADMIN is missing: network namespaces cannot be entered, only the own one is served",
                    "Run the runtime as root or give it CAP_SYS_ADMIN.");
        }
        return HealthItem.ok(AREA, "permissions", "CAP_NET_ADMIN and CAP_SYS_ADMIN");
    }
}
