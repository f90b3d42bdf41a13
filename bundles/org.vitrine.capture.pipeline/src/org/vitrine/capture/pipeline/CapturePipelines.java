/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.vitrine.capture.CaptureAdminService;
import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.CaptureService;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.common.Caller;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.InventoryService;

/**
 * Watches the vNIC of every guest in the inventory.
 *
 * <p>All its references are dynamic: whoever goes and comes back, the pipelines stay.
 */
@Component(
        service = {CaptureService.class, CaptureAdminService.class},
        immediate = true, // vNICs are watched also when nobody asks for captures
        configurationPid = "org.vitrine.capture.pipeline",
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class CapturePipelines implements CaptureService, CaptureAdminService {
    private static final Logger LOG = System.getLogger(CapturePipelines.class.getName());
    private static final int MOST_THREADS = 4;

    /** Described in OSGI-INF/metatype/metatype.xml. Two underscores here are one in a property's name. */
    public @interface Config {
        int threads() default 0;

        CaptureLevel level() default CaptureLevel.FULL;

        int sampling() default 100;

        int snap_length() default 128;

        int gather_ms() default 5;

        int buffer_kib() default 4096;

        int memory_mib() default 256;
    }

    private final PipelineEngine engine;
    private InventoryService inventory;
    private Subscription subscription = () -> {
        // nothing is followed yet
    };

    @Activate
    public CapturePipelines(Config config) {
        int threads = config.threads() == 0
                ? Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_THREADS)
                : config.threads();
        engine = new PipelineEngine(threads, settings(config));
    }

    private static Settings settings(Config config) {
        return new Settings(
                config.level(),
                config.sampling(),
                config.snap_length(),
                config.gather_ms(),
                config.buffer_kib() << 10,
                (long) config.memory_mib() << 20);
    }

    /** Levels change at once; what else changes is used where a source is opened from now on. */
    @Modified
    public void modified(Config config) {
        engine.settings(settings(config));
    }

    @Deactivate
    public void deactivate() {
        engine.close();
    }

    @Override
    public void level(Set<NicId> nics, Optional<CaptureLevel> level) throws VitrineException {
        engine.level(nics, level);
        LOG.log(
                Level.INFO,
                "{0} has {1} watched: {2}",
                Caller.current(),
                nics,
                level.map(CaptureLevel::toString).orElse("as the settings say"));
    }

    @Override
    public List<PipelineStatus> pipelines() throws VitrineException {
        return engine.status();
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void setInventory(InventoryService service) {
        subscription.close();
        inventory = service;
        try {
            subscription = service.subscribe(engine::inventory);
        } catch (VitrineException e) {
            LOG.log(Level.WARNING, "the inventory cannot be followed: {0}", e.explained());
        }
    }

    /** The vNICs that are known go on being watched. */
    public synchronized void unsetInventory(InventoryService service) {
        if (service == inventory) { // its successor may have been set before
            subscription.close();
            inventory = null;
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addBackend(CaptureBackend backend, Map<String, Object> properties) {
        engine.addBackend(backend, ranking(properties), id(properties));
    }

    public void removeBackend(CaptureBackend backend) {
        engine.removeBackend(backend);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addFactory(FrameStageFactory factory, Map<String, Object> properties) {
        engine.addFactory(factory, ranking(properties), id(properties));
    }

    public void removeFactory(FrameStageFactory factory) {
        engine.removeFactory(factory);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addSources(CaptureSourceProvider provider) {
        engine.addSources(provider);
    }

    public void removeSources(CaptureSourceProvider provider) {
        engine.removeSources(provider);
    }

    private static int ranking(Map<String, Object> properties) {
        return properties.get("service.ranking") instanceof Integer ranking ? ranking : 0;
    }

    private static long id(Map<String, Object> properties) {
        return properties.get("service.id") instanceof Long id ? id : 0;
    }
}
