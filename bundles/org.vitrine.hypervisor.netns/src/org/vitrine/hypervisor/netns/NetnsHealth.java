/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.Tool;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;

/** What labs need of the machine: {@code ip}, {@code nsenter}, permission, and for the example labs some programs. */
@Component(reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class NetnsHealth implements HealthCheck {
    private static final String AREA = "lab";
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_SYS_ADMIN = 21;

    @Override
    public List<HealthItem> check() {
        List<HealthItem> items = new ArrayList<>();
        items.add(tool("ip", List.of("ip", "-V"), "iproute2", Level.FAILED, "labs cannot be brought up"));
        items.add(
                tool("nsenter", List.of("nsenter", "-V"), "util-linux", Level.FAILED, "nothing can run in a machine"));
        items.add(tool("setsid", List.of("setsid", "-V"), "util-linux", Level.FAILED, "no program of a lab can run"));
        String examples = "programs of the example labs cannot run";
        items.add(tool("busybox", List.of("busybox", "httpd", "--help"), "busybox", Level.DEGRADED, examples));
        items.add(tool("iperf3", List.of("iperf3", "-v"), "iperf3", Level.DEGRADED, examples));
        items.add(tool("ping", List.of("ping", "-V"), "iputils-ping", Level.DEGRADED, examples));
        items.add(permission());
        return items;
    }

    private static HealthItem tool(
            String name, List<String> command, String debianPackage, Level without, String lost) {
        try {
            Tool.Result result = Tool.run(command, new byte[0], LIMIT);
            String said =
                    (result.text() + result.errorText()).lines().findFirst().orElse("");
            if (result.exitCode() < 126 && !said.contains("applet not found")) {
                return HealthItem.ok(AREA, name, said);
            }
            return new HealthItem(
                    AREA, name, without, said + ": " + lost, "Install the package " + debianPackage + ".");
        } catch (VitrineException e) {
            return new HealthItem(
                    AREA, name, without, e.getMessage() + ": " + lost, "Install the package " + debianPackage + ".");
        }
    }

    private static HealthItem permission() {
        long capabilities = capabilities();
        boolean enough = (capabilities >> CAP_NET_ADMIN & capabilities >> CAP_SYS_ADMIN & 1) == 1;
        Path names = Path.of("/run/netns");
        boolean writable = Files.isWritable(Files.exists(names) ? names : names.getParent());
        return enough && writable
                ? HealthItem.ok(AREA, "permission", "network namespaces can be made")
                : new HealthItem(
                        AREA,
                        "permission",
                        Level.FAILED,
                        enough ? names + " cannot be written to" : "CAP_NET_ADMIN and CAP_SYS_ADMIN are missing",
                        "Run the runtime as root to bring labs up.");
    }

    /** The effective capabilities of this process (proc(5), CapEff). */
    private static long capabilities() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException _) {
            return 0; // not Linux
        }
    }
}
