/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.vitrine.capture.spi.FrameStage;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Nic;

/** Puts a monitor into every pipeline and tells the monitors what is filtered. */
@Component(
        service = {FrameStageFactory.class, MonitorStages.class},
        configurationPid = "org.vitrine.traffic")
public final class MonitorStages implements FrameStageFactory {
    private static final Logger LOG = System.getLogger(MonitorStages.class.getName());

    /** Described in OSGI-INF/metatype/metatype.xml. Two underscores here are one in a property's name. */
    public @interface Config {
        long window_ms() default 3000;

        int max_hosts() default 65536;

        int max_flows() default 65536;

        long flow_idle_ms() default 60000;

        int max_ports() default 1024;
    }

    private final Map<NicId, NicMonitor> monitors = new ConcurrentHashMap<>();
    private volatile MonitorSettings settings;
    private volatile Map<NicId, Set<IpAddress>> filters = Map.of();
    private DataPlaneService dataPlane;
    private Subscription subscription = () -> {
        // nothing is followed yet
    };

    @Activate
    public MonitorStages(Config config) {
        settings = settings(config);
    }

    private static MonitorSettings settings(Config config) {
        return new MonitorSettings(
                TimeUnit.MILLISECONDS.toNanos(config.window_ms()),
                config.max_hosts(),
                config.max_flows(),
                TimeUnit.MILLISECONDS.toNanos(config.flow_idle_ms()),
                config.max_ports());
    }

    @Modified
    public void modified(Config config) {
        settings = settings(config);
        forEach(monitor -> monitor.settings(settings));
    }

    @Deactivate
    public synchronized void deactivate() {
        subscription.close();
    }

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public Optional<FrameStage> open(Nic nic, StageContext context) {
        Set<IpAddress> filtered = filters(nic.id());
        MonitorSettings now = settings;
        NicMonitor monitor = new NicMonitor(
                nic,
                context,
                now,
                filtered,
                RandomGenerator.getDefault().nextLong(),
                closed -> monitors.remove(closed.nic(), closed));
        monitors.put(nic.id(), monitor);
        // whoever changed something before the monitor could be found has not told it
        if (filters(nic.id()) != filtered) {
            monitor.filtered(filters(nic.id()));
        }
        if (settings != now) {
            monitor.settings(settings);
        }
        return Optional.of(monitor);
    }

    private Set<IpAddress> filters(NicId nic) {
        return filters.getOrDefault(nic, Set.of());
    }

    /** The monitors that there are now, in no order. */
    Collection<NicMonitor> monitors() {
        return monitors.values();
    }

    Duration window() {
        return Duration.ofNanos(settings.windowNanos());
    }

    private void forEach(Consumer<NicMonitor> change) {
        monitors.values().forEach(monitor -> monitor.context().execute(() -> change.accept(monitor)));
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void setDataPlane(DataPlaneService service) {
        subscription.close();
        dataPlane = service;
        try {
            subscription = service.subscribe(this::declarations);
        } catch (VitrineException e) {
            LOG.log(Level.WARNING, "filters cannot be followed: {0}", e.explained());
        }
    }

    /** What was filtered last is held to be filtered still: rules stay in the kernel without their service. */
    public synchronized void unsetDataPlane(DataPlaneService service) {
        if (service == dataPlane) { // its successor may have been set before
            subscription.close();
            dataPlane = null;
        }
    }

    private void declarations(List<DeclarationState> states) {
        filters = states.stream()
                .filter(state -> state.status() == DeclarationStatus.APPLIED)
                .map(DeclarationState::declaration)
                .filter(Filter.class::isInstance)
                .map(Filter.class::cast)
                .collect(Collectors.groupingBy(Filter::nic, Collectors.mapping(Filter::remote, Collectors.toSet())));
        forEach(monitor -> monitor.filtered(filters(monitor.nic())));
    }
}
