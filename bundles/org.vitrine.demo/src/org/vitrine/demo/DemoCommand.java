/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.capture.RecordingService;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineAdminService;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.Nic;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.traffic.TrafficService;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** Tells the story on the lab that is up, and writes it down. */
@Component(service = Command.class, scope = ServiceScope.PROTOTYPE)
@CommandLine.Command(
        name = "story",
        description = {
            "Tells the demo's story on the lab that is up: watches, asks, filters a remote host and lets it in again.",
            "Writes report.html, demo.pcap and result.json. Ends with 1 when something was not as claimed."
        })
public final class DemoCommand implements Command {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder for what it writes; it must be there.")
    private String folder;

    @Option(
            names = "--recording",
            paramLabel = "DIR",
            description = "Tells the story of the recording in this folder of the runtime's machine.")
    private String recording;

    @Option(names = "--save", paramLabel = "DIR", description = "Saves the network and its frames as a recording, too.")
    private String saveTo;

    private final BundleContext bundle;
    private final InventoryService inventory;
    private final MachineAdminService machines;
    private final TrafficService traffic;
    private final RecordingService recordings;
    private final DataPlaneAdminService dataPlane;
    private final List<CaptureBackend> backends;

    @Activate
    public DemoCommand(
            BundleContext bundle,
            @Reference InventoryService inventory,
            @Reference MachineAdminService machines,
            @Reference TrafficService traffic,
            @Reference RecordingService recordings,
            @Reference DataPlaneAdminService dataPlane,
            @Reference List<CaptureBackend> backends) {
        this.bundle = bundle;
        this.inventory = inventory;
        this.machines = machines;
        this.traffic = traffic;
        this.recordings = recordings;
        this.dataPlane = dataPlane;
        this.backends = backends;
    }

    /** What result.json says. */
    private record Result(
            String mode,
            String started,
            String guest,
            String guestAddress,
            String remote,
            List<Finding> checks,
            Answer answer,
            List<Timeline.Mark> events,
            List<Sample> samples) {}

    @Override
    public int run(CommandContext context) throws VitrineException {
        Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Inventory network = inventory.inventory();
        try (Timeline timeline = new Timeline(traffic);
                FrameFiles frames = new FrameFiles();
                Stage stage = stage(network, timeline)) {
            double recordedFrom = timeline.now();
            for (Nic nic : guestNics(network)) {
                frames.record(recordings, nic.id());
            }
            Story story = new Story(network, stage, timeline, context.out());
            story.tell();
            frames.finish();
            write(context, folder, "report.html", new DemoReport(network, story, timeline).html(stage.introduction()));
            write(context, folder, "result.json", Json.pretty(result(started, story, timeline)) + "\n");
            try (OutputStream pcap = context.write(path(folder, "demo.pcap"))) {
                frames.merge(pcap);
            }
            context.out().println();
            for (String file : List.of("report.html", "demo.pcap", "result.json")) {
                context.out().println("wrote " + path(folder, file));
            }
            if (saveTo != null) {
                save(context, network, frames, story.script(recordedFrom, timeline.now() - recordedFrom));
            }
            return story.findings().stream().allMatch(Finding::passed) ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, e.getMessage(), "Choose another folder with --out.", e);
        }
    }

    private Stage stage(Inventory network, Timeline timeline) throws VitrineException {
        if (recording == null) {
            return new LiveStage(network, machines, backends, timeline, plugins());
        }
        long began = network.machines().stream()
                .map(machine -> machine.tags().get("playing-since"))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Long::parseLong)
                .orElseThrow(() -> new VitrineException(
                        Reason.NOT_FOUND,
                        "no recording is played",
                        "Connect the runtime to recording:" + recording + "."));
        return new RecordedStage(Script.read(Path.of(recording)), network, timeline, dataPlane, began);
    }

    private static List<Nic> guestNics(Inventory network) {
        return network.machines().stream()
                .filter(machine -> machine.role() == MachineRole.GUEST)
                .flatMap(machine -> machine.nics().stream())
                .toList();
    }

    /** Addresses and names as they are, nothing of this machine. */
    private void save(CommandContext context, Inventory network, FrameFiles frames, Script script) throws IOException {
        Map<String, String> files = new TreeMap<>();
        for (var entry : frames.files().entrySet()) {
            String name = entry.getValue().getFileName().toString();
            files.put(entry.getKey().toString(), name);
            try (OutputStream out = context.write(path(saveTo, name))) {
                Files.copy(entry.getValue(), out);
            }
        }
        List<Machine> machines =
                network.machines().stream().map(DemoCommand::withoutThisHost).toList();
        SavedNetwork saved = new SavedNetwork(script.ended(), machines, network.networks(), files);
        write(context, saveTo, "recording.json", Json.pretty(saved) + "\n");
        write(context, saveTo, Script.FILE, Json.pretty(script) + "\n");
        context.out().println("saved a recording in " + saveTo);
    }

    private static Machine withoutThisHost(Machine machine) {
        List<Nic> nics = machine.nics().stream()
                .map(nic ->
                        new Nic(nic.id(), nic.mac(), nic.addresses(), Optional.empty(), nic.network(), nic.linkUp()))
                .toList();
        return new Machine(
                machine.id(),
                machine.host(),
                machine.name(),
                machine.group(),
                machine.role(),
                machine.state(),
                machine.technology(),
                "",
                nics,
                Set.of(),
                Map.of());
    }

    private Result result(Instant started, Story story, Timeline timeline) {
        return new Result(
                recording == null ? "live" : "recorded",
                started.toString(),
                story.cast().guest(),
                story.cast().guestAddress().toString(),
                story.cast().remote().toString(),
                story.findings(),
                story.answer(),
                timeline.marks(),
                timeline.samples());
    }

    private static void write(CommandContext context, String folder, String name, String text) throws IOException {
        try (OutputStream out = context.write(path(folder, name))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static String path(String folder, String name) {
        return folder.endsWith("/") ? folder + name : folder + "/" + name;
    }

    /** The folder of the product's jars. */
    private Path plugins() throws VitrineException {
        String location = bundle.getProperty("vitrine.plugins");
        if (location == null) {
            throw new VitrineException(
                    Reason.UNSUPPORTED, "the framework property vitrine.plugins is not set", "Use the vitrine script.");
        }
        return Path.of(location);
    }
}
