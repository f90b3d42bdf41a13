/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.runtime.health.HealthItem.Level;
import org.vitrine.runtime.health.HealthService;

/** Runs everybody's checks side by side. */
@Component(
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class StandardHealthService implements HealthService {
    private static final long LIMIT_MILLIS = 5_000;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<HealthCheck> checks;

    @Activate
    public StandardHealthService() {
        // checks are looked at when somebody asks
    }

    @Override
    public List<HealthItem> items() throws VitrineException {
        List<FutureTask<List<HealthItem>>> running = new ArrayList<>();
        List<HealthCheck> present = checks;
        for (HealthCheck check : present) {
            FutureTask<List<HealthItem>> task = new FutureTask<>(check::check);
            Thread.ofVirtual().name("health").start(task);
            running.add(task);
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
        List<HealthItem> items = new ArrayList<>();
        for (int i = 0; i < running.size(); i++) {
            items.addAll(result(present.get(i), running.get(i), deadline));
        }
        items.sort(Comparator.comparing(HealthItem::area).thenComparing(HealthItem::name));
        return List.copyOf(items);
    }

    private static List<HealthItem> result(HealthCheck check, FutureTask<List<HealthItem>> task, long deadline)
            throws VitrineException {
        String name = check.getClass().getSimpleName();
        try {
            return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return List.of(
                    new HealthItem("health", name, Level.FAILED, "the check itself failed: " + e.getCause(), ""));
        } catch (TimeoutException _) {
            task.cancel(true);
            return List.of(new HealthItem(
                    "health",
                    name,
                    Level.DEGRADED,
                    "no answer within " + LIMIT_MILLIS / 1000 + " s",
                    "Try again later."));
        } catch (InterruptedException _) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "the health check was cancelled");
        }
    }
}
