/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.capture.RecordingService;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
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

    private final BundleContext bundle;
    private final InventoryService inventory;
    private final MachineAdminService machines;
    private final TrafficService traffic;
    private final RecordingService recordings;
    private final CaptureBackend backend;

    @Activate
    public DemoCommand(
            BundleContext bundle,
            @Reference InventoryService inventory,
            @Reference MachineAdminService machines,
            @Reference TrafficService traffic,
            @Reference RecordingService recordings,
            @Reference CaptureBackend backend) {
        this.bundle = bundle;
        this.inventory = inventory;
        this.machines = machines;
        this.traffic = traffic;
        this.recordings = recordings;
        this.backend = backend;
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
                Stage stage = new LiveStage(network, machines, backend, timeline, plugins())) {
            for (Machine machine : network.machines()) {
                if (machine.role() == MachineRole.GUEST) {
                    for (Nic nic : machine.nics()) {
                        frames.record(recordings, nic.id());
                    }
                }
            }
            Story story = new Story(network, stage, timeline, context.out());
            story.tell();
            frames.finish();
            write(context, "report.html", new DemoReport(network, story, timeline).html(stage.introduction()));
            write(context, "result.json", Json.pretty(result("live", started, story, timeline)) + "\n");
            try (OutputStream pcap = context.write(path("demo.pcap"))) {
                frames.merge(pcap);
            }
            context.out().println();
            for (String file : List.of("report.html", "demo.pcap", "result.json")) {
                context.out().println("wrote " + path(file));
            }
            return story.findings().stream().allMatch(Finding::passed) ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, e.getMessage(), "Choose another folder with --out.", e);
        }
    }

    private static Result result(String mode, Instant started, Story story, Timeline timeline) {
        return new Result(
                mode,
                started.toString(),
                story.cast().guest(),
                story.cast().guestAddress().toString(),
                story.cast().remote().toString(),
                story.findings(),
                story.answer(),
                timeline.marks(),
                timeline.samples());
    }

    private void write(CommandContext context, String name, String text) throws IOException {
        try (OutputStream out = context.write(path(name))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private String path(String name) {
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
