/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
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
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSourceProvider;
import org.vitrine.common.Caller;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Nic;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngOption;
import org.vitrine.packet.pcap.PcapngRotation;
import org.vitrine.packet.pcap.PcapngWriter;

/** Records vNICs, each recording with captures of its own beside the pipelines. */
@Component(
        service = RecordingService.class,
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class Recorder implements RecordingService {
    private static final Logger LOG = System.getLogger(Recorder.class.getName());
    private static final String APPLICATION = "Vitrine";

    private final Set<Recording> recordings = ConcurrentHashMap.newKeySet();
    private final Backends backends = new Backends();
    private volatile Inventory inventory = Inventory.EMPTY;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<CaptureSourceProvider> sourceProviders = List.of();

    private InventoryService inventoryService;
    private Subscription subscription = () -> {
        // nothing is followed yet
    };

    @Deactivate
    public void deactivate() {
        recordings.forEach(recording -> recording.end("the recorder was stopped"));
        recordings.forEach(Recording::close);
    }

    @Override
    public Subscription record(RecordingRequest request, Consumer<RecordingPiece> listener) throws VitrineException {
        List<Source> sources = sources(request);
        String name = "the recording of " + request.nics().getFirst();
        return start(
                request,
                sources,
                buffer -> switch (request.format()) {
                    case PCAP -> PcapFrames.to(buffer, name, PcapFormat.ethernet(request.snapLength()));
                    case PCAPNG ->
                        described(
                                PcapngWriter.to(_ -> buffer, name, section(request), rotation(request)),
                                request,
                                sources);
                },
                true,
                listener);
    }

    @Override
    public Subscription recordTo(String file, RecordingRequest request, Consumer<RecordingPiece> listener)
            throws VitrineException {
        if (!Caller.current().user().equals(System.getProperty("user.name"))) {
            throw new VitrineException(
                    Reason.DENIED, "the runtime writes files for its own user only", "Write the file yourself.");
        }
        Path path = Path.of(file);
        if (!path.isAbsolute()) {
            throw new VitrineException(Reason.INVALID, file + " is not an absolute path");
        }
        List<Source> sources = sources(request);
        return start(
                request,
                sources,
                _ -> switch (request.format()) {
                    case PCAP -> PcapFrames.create(path, PcapFormat.ethernet(request.snapLength()));
                    case PCAPNG ->
                        described(PcapngWriter.create(path, section(request), rotation(request)), request, sources);
                },
                false,
                listener);
    }

    private Recording start(
            RecordingRequest request,
            List<Source> sources,
            Recording.Output output,
            boolean toListener,
            Consumer<RecordingPiece> listener)
            throws VitrineException {
        Recording recording =
                new Recording(request, sources, backends, output, toListener, listener, recordings::remove);
        recordings.add(recording);
        try {
            recording.open();
        } catch (IOException e) {
            throw unwritable(e);
        }
        LOG.log(
                Level.INFO,
                "{0} records {1}{2}",
                Caller.current(),
                request.nics(),
                request.filter().isEmpty() ? "" : ", filter " + request.filter());
        recording.start();
        sources.stream()
                .filter(Source::isOpen)
                .map(Source::backend)
                .distinct()
                .filter(backend -> !backends.contains(backend))
                .forEach(recording::letGo);
        return recording;
    }

    private static VitrineException unwritable(IOException e) {
        return switch (e) {
            case NoSuchFileException _ ->
                new VitrineException(Reason.NOT_FOUND, e.getMessage() + ": there is no such folder", "", e);
            case AccessDeniedException _ ->
                new VitrineException(Reason.DENIED, e.getMessage() + " may not be written", "", e);
            default -> new VitrineException(Reason.FAILED, "the file cannot be written: " + e.getMessage(), "", e);
        };
    }

    // ---- what is recorded

    private List<Source> sources(RecordingRequest request) throws VitrineException {
        List<Source> all = new ArrayList<>();
        for (NicId id : request.nics()) {
            Nic nic = inventory
                    .nic(id)
                    .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "there is no vNIC " + id));
            HostInterface at = nic.hostInterface()
                    .orElseThrow(() -> new VitrineException(
                            Reason.CONFLICT,
                            id + " cannot be recorded: its machine is off",
                            "Start the machine first."));
            CaptureSource from = sourceProviders.stream()
                    .flatMap(provider -> provider.source(nic).stream())
                    .findFirst()
                    .orElseGet(() -> new CaptureSource.Interface(at.netns(), at.name()));
            all.add(new Source(all.size(), id, at, from));
        }
        return all;
    }

    // ---- what the file says of itself

    private static List<PcapngOption> section(RecordingRequest request) {
        List<PcapngOption> options = new ArrayList<>();
        options.add(PcapngOption.text(
                PcapngOption.SECTION_OS, System.getProperty("os.name") + " " + System.getProperty("os.version")));
        options.add(PcapngOption.text(PcapngOption.SECTION_APPLICATION, APPLICATION));
        if (!request.comment().isEmpty()) {
            options.add(PcapngOption.comment(request.comment()));
        }
        return options;
    }

    private static PcapngRotation rotation(RecordingRequest request) {
        var rotation = request.rotation();
        return new PcapngRotation(rotation.maxBytes(), rotation.maxDuration(), rotation.maxFiles());
    }

    private PcapngFrames described(PcapngWriter writer, RecordingRequest request, List<Source> sources)
            throws IOException {
        Inventory now = inventory;
        for (Source source : sources) {
            writer.add(describe(now, source, request));
        }
        writer.names(names(now));
        return new PcapngFrames(writer, sources.size());
    }

    private static PcapngInterface describe(Inventory now, Source source, RecordingRequest request) {
        Machine machine = now.machine(source.nic().machine()).orElseThrow();
        String description = source.nic().name() + " of " + machine.name()
                + (machine.group().isEmpty() ? "" : " in " + machine.group()) + ", seen at " + source.at();
        PcapngInterface described =
                PcapngInterface.ethernet(machine.name() + ":" + source.nic().name(), description, request.snapLength());
        return request.filter().isEmpty() ? described : described.filtered(request.filter());
    }

    private static Map<InetAddress, Set<String>> names(Inventory now) {
        Map<InetAddress, Set<String>> names = new LinkedHashMap<>();
        for (Machine machine : now.machines()) {
            for (Nic nic : machine.nics()) {
                for (IpPrefix address : nic.addresses()) {
                    names.computeIfAbsent(address.address().toInetAddress(), _ -> new LinkedHashSet<>())
                            .add(machine.name());
                }
            }
        }
        return names;
    }

    @Override
    public void checkFilter(String filter) throws VitrineException {
        backends.checkFilter(filter);
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
        for (Recording recording : recordings) {
            for (Source source : recording.sources()) {
                Optional<HostInterface> now = newest.nic(source.nic()).flatMap(Nic::hostInterface);
                if (!now.equals(Optional.of(source.at()))) {
                    recording.end(source.nic(), "the machine was stopped");
                }
            }
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    public void addBackend(CaptureBackend backend, Map<String, Object> properties) {
        int ranking = properties.get("service.ranking") instanceof Integer value ? value : 0;
        long id = properties.get("service.id") instanceof Long value ? value : 0;
        backends.add(backend, ranking, id);
        recordings.forEach(Recording::lookForBackend);
    }

    /** Returns when no recording uses the backend any more. */
    public void removeBackend(CaptureBackend backend) {
        backends.remove(backend);
        recordings.forEach(recording -> recording.letGo(backend));
    }
}
