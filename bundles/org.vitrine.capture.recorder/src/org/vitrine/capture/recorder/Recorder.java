/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.condition.Condition;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.common.Caller;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Nic;

/** Records vNICs, each recording with a capture of its own beside the pipelines. */
@Component(
        service = RecordingService.class,
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class Recorder implements RecordingService {
    private static final Logger LOG = System.getLogger(Recorder.class.getName());
    private static final int BUFFER_BYTES = 8 << 20;
    /** Large frames are packed densely when the kernel gathers them. */
    private static final int DELAY_MILLIS = 20;

    private record Ranked(CaptureBackend backend, int ranking, long id) {
        static final Comparator<Ranked> BEST_FIRST =
                Comparator.comparingInt(Ranked::ranking).reversed().thenComparingLong(Ranked::id);
    }

    /** What a recording uses. */
    private record Use(CaptureBackend backend, HostInterface at) {}

    private final Map<Recording, Use> recordings = new ConcurrentHashMap<>();
    private volatile List<Ranked> backends = List.of();
    private volatile Inventory inventory = Inventory.EMPTY;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<CaptureSourceProvider> sources = List.of();

    private InventoryService inventoryService;
    private Subscription subscription = () -> {
        // nothing is followed yet
    };

    @Deactivate
    public void deactivate() {
        recordings.keySet().forEach(recording -> recording.end("the recorder was stopped"));
        recordings.keySet().forEach(Recording::close);
    }

    @Override
    public Subscription record(RecordingRequest request, Consumer<RecordingPiece> listener) throws VitrineException {
        Nic nic = nic(request.nic());
        HostInterface at = hostInterface(nic);
        CaptureSource source = sources.stream()
                .flatMap(provider -> provider.source(nic).stream())
                .findFirst()
                .orElseGet(() -> new CaptureSource.Interface(at.netns(), at.name()));
        CaptureBackend backend = backends.stream()
                .map(Ranked::backend)
                .filter(b -> b.supports(source))
                .findFirst()
                .orElseThrow(Recorder::noBackend);
        CaptureHandle handle = backend.open(
                source, new CaptureOptions(request.snapLength(), request.filter(), BUFFER_BYTES, DELAY_MILLIS));
        Recording recording = new Recording(request, handle, listener, recordings::remove);
        recordings.put(recording, new Use(backend, at));
        LOG.log(
                Level.INFO,
                "{0} records {1}{2}",
                Caller.current(),
                request.nic(),
                request.filter().isEmpty() ? "" : ", filter " + request.filter());
        recording.start();
        if (backends.stream().noneMatch(b -> b.backend() == backend)) {
            recording.end("the capture backend was stopped");
        }
        return recording;
    }

    private Nic nic(NicId id) throws VitrineException {
        return inventory.nic(id).orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "there is no vNIC " + id));
    }

    private static HostInterface hostInterface(Nic nic) throws VitrineException {
        return nic.hostInterface()
                .orElseThrow(() -> new VitrineException(
                        Reason.CONFLICT,
                        nic.id() + " cannot be recorded: its machine is off",
                        "Start the machine first."));
    }

    private static VitrineException noBackend() {
        return new VitrineException(
                Reason.UNAVAILABLE,
                "no capture backend is there that reads interfaces",
                "Start the bundle of a capture backend.");
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        for (Ranked candidate : backends) {
            try {
                candidate.backend().checkFilter(filter);
                return;
            } catch (VitrineException e) {
                if (e.reason() != Reason.UNSUPPORTED) {
                    throw e;
                }
            }
        }
        throw new VitrineException(
                Reason.UNAVAILABLE, "no capture backend is there that knows filters", "Start the bundle of one.");
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public synchronized void setInventory(InventoryService service) {
        subscription.close();
        inventoryService = service;
        try {
            subscription = service.subscribe(this::onInventory);
        } catch (VitrineException e) {
            LOG.log(Level.WARNING, "the inventory cannot be followed: {0}", e.explained());
        }
    }

    /** The vNICs that are known can still be recorded. */
    public synchronized void unsetInventory(InventoryService service) {
        if (service == inventoryService) { // its successor may have been set before
            subscription.close();
            inventoryService = null;
        }
    }

    private void onInventory(Inventory newest) {
        inventory = newest;
        recordings.forEach((recording, use) -> {
            Optional<HostInterface> now = newest.nic(recording.request().nic()).flatMap(Nic::hostInterface);
            if (!now.equals(Optional.of(use.at()))) {
                recording.end("the machine was stopped");
            }
        });
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public synchronized void addBackend(CaptureBackend backend, Map<String, Object> properties) {
        int ranking = properties.get("service.ranking") instanceof Integer value ? value : 0;
        long id = properties.get("service.id") instanceof Long value ? value : 0;
        backends = Stream.concat(backends.stream(), Stream.of(new Ranked(backend, ranking, id)))
                .sorted(Ranked.BEST_FIRST)
                .toList();
    }

    /** Returns when no recording uses the backend any more. */
    public void removeBackend(CaptureBackend backend) {
        synchronized (this) {
            backends = backends.stream().filter(b -> b.backend() != backend).toList();
        }
        recordings.forEach((recording, use) -> {
            if (use.backend() == backend) {
                recording.end("the capture backend was stopped");
                recording.awaitReader();
            }
        });
    }
}
