/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.capture.RecordingFiles;
import org.vitrine.capture.RecordingFormat;
import org.vitrine.capture.RecordingLimits;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingRotation;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Caller;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "capture",
        description = {
            "Records the frames of vNICs into one file, until a limit or Ctrl-C.",
            "A file has .part behind its name until it is complete. Several files are called NAME_00001.pcapng and so on.",
            ""
        },
        footer = {
            "",
            "Sizes are in bytes or have a unit, as in 64MiB; times are in seconds or have one, as in 10min.",
            "",
            "    vitrine capture web -w web.pcapng -f 'udp port 53'",
            "    vitrine capture web:eth0 db -w both.pcapng -d 10min",
            "    vitrine capture --network lan-a -w lan-a.pcapng --file-size 100MiB --files 10",
            "    vitrine capture --all -w all.pcapng -s 128",
            "    vitrine capture web -w - | wireshark -k -i -"
        })
public final class CaptureCommand implements org.vitrine.runtime.command.Command {
    @Parameters(arity = "0..*", paramLabel = "MACHINE[:NIC]", description = "A vNIC, or all vNICs of a machine.")
    private String[] targets = {};

    @Option(
            names = {"-n", "--network"},
            paramLabel = "NETWORK",
            description = "Every vNIC that is plugged into this network. May be given several times.")
    private List<String> networks = List.of();

    @Option(
            names = {"-a", "--all"},
            description = "Every vNIC of every machine that runs.")
    private boolean all;

    @Option(
            names = {"-w", "--write"},
            required = true,
            paramLabel = "FILE",
            description = "Where to; - is standard output.")
    private String file;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "pcapng, which has the names of vNICs and machines, and what was lost; or pcap, for programs that read nothing else (default: pcap for *.pcap, else pcapng).")
    private String format;

    @Option(
            names = {"-f", "--filter"},
            paramLabel = "FILTER",
            description = "What to keep, in libpcap's language, as in 'udp port 53'.")
    private String filter = "";

    @Option(
            names = {"-s", "--snap"},
            paramLabel = "BYTES",
            description = "Keeps so many bytes of each frame (default: all).")
    private int snap = RecordingRequest.FULL_FRAMES;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            description = "Ends after so many frames.")
    private long count;

    @Option(
            names = {"-b", "--bytes"},
            paramLabel = "SIZE",
            description = "Ends before the files together grow beyond this.")
    private String bytes = "0";

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            description = "Ends after so long.")
    private String duration = "0";

    @Option(
            names = "--file-size",
            paramLabel = "SIZE",
            description = "Goes on in another file before one grows beyond this.")
    private String fileSize = "0";

    @Option(names = "--file-time", paramLabel = "TIME", description = "Goes on in another file after so long.")
    private String fileTime = "0";

    @Option(names = "--files", paramLabel = "N", description = "Keeps the newest N files.")
    private int files;

    @Option(names = "--comment", paramLabel = "TEXT", description = "What the file shall say of itself.")
    private String comment = "";

    private final InventoryService inventory;
    private final RecordingService recordings;

    @Activate
    public CaptureCommand(@Reference InventoryService inventory, @Reference RecordingService recordings) {
        this.inventory = inventory;
        this.recordings = recordings;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        RecordingRequest request = request();
        try {
            // what is the caller's right is ours when we are the same user; then the frames need not pass through his
            // hands
            Optional<Path> here = Caller.current().user().equals(System.getProperty("user.name"))
                    ? context.shared(file)
                    : Optional.empty();
            if (here.isPresent()) {
                return record(context, take -> recordings.recordTo(here.get().toString(), request, take), _ -> {});
            }
            if (file.equals("-")) {
                try (OutputStream out = context.write(file)) {
                    return record(context, take -> recordings.record(request, take), piece -> out.write(piece.data()));
                }
            }
            try (RecordingFiles out = new RecordingFiles(folder(context), file, request.rotation())) {
                return record(context, take -> recordings.record(request, take), out::take);
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private VitrineException unwritable(Exception e) {
        return new VitrineException(Reason.FAILED, file + " cannot be written: " + e.getMessage(), "", e);
    }

    private interface Start {
        Subscription with(Consumer<RecordingPiece> listener) throws VitrineException;
    }

    private interface Take {
        void piece(RecordingPiece piece) throws IOException;
    }

    private int record(CommandContext context, Start start, Take take) throws VitrineException {
        CompletableFuture<RecordingPiece> end = new CompletableFuture<>();
        Subscription recording = start.with(piece -> {
            try {
                take.piece(piece);
                if (piece.last()) {
                    end.complete(piece);
                }
            } catch (IOException e) {
                end.completeExceptionally(e);
            }
        });
        boolean cancelled = false;
        try {
            end.get();
        } catch (InterruptedException _) {
            cancelled = true;
        } catch (ExecutionException e) {
            throw unwritable((Exception) e.getCause());
        } finally {
            recording.close(); // gives what is left
        }
        if (end.state() == Future.State.SUCCESS) {
            context.err().println(words(end.resultNow()));
        }
        return cancelled ? ExitCode.CANCELLED : ExitCode.OK;
    }

    private static String words(RecordingPiece last) {
        RecordingProgress progress = last.progress();
        return progress.packets() + " frames recorded (" + Quantity.bytes(progress.bytes())
                + (last.file() > 1 ? ", " + last.file() + " files" : "") + "), " + progress.dropped() + " dropped"
                + (progress.gaps() == 0 ? "" : ", " + progress.missed() + " missed in " + progress.gaps() + " gaps")
                + ": " + last.reason();
    }

    private static RecordingFiles.Folder folder(CommandContext context) {
        return new RecordingFiles.Folder() {
            @Override
            public OutputStream create(String name) throws IOException {
                return context.write(name);
            }

            @Override
            public void rename(String from, String to) throws IOException {
                context.rename(from, to);
            }

            @Override
            public void delete(String name) throws IOException {
                context.delete(name);
            }
        };
    }

    private RecordingRequest request() throws VitrineException {
        RecordingLimits limits;
        RecordingRotation rotation;
        try {
            limits = new RecordingLimits(count, Amounts.bytes(bytes), Amounts.duration(duration));
            rotation = new RecordingRotation(Amounts.bytes(fileSize), Amounts.duration(fileTime), files);
            if (file.equals("-") && !rotation.isNever()) {
                throw new VitrineException(Reason.INVALID, "standard output is one file only");
            }
            return new RecordingRequest(nics(), format(), filter, snap, limits, rotation, comment);
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }

    private RecordingFormat format() throws VitrineException {
        if (format == null) {
            return RecordingFormat.ofFile(file);
        }
        for (RecordingFormat known : RecordingFormat.values()) {
            if (known.extension().equals(format.toLowerCase(Locale.ROOT))) {
                return known;
            }
        }
        throw new VitrineException(Reason.INVALID, "a format is pcapng or pcap, not " + format);
    }

    private List<NicId> nics() throws VitrineException {
        Inventory now = inventory.inventory();
        List<NicId> chosen = new ArrayList<>(Targets.nics(now, targets));
        for (String network : networks) {
            chosen.addAll(Targets.plugged(now, network));
        }
        if (all) {
            now.machines().stream()
                    .flatMap(machine -> machine.nics().stream())
                    .filter(nic -> nic.hostInterface().isPresent())
                    .forEach(nic -> chosen.add(nic.id()));
        }
        if (chosen.isEmpty()) {
            throw new VitrineException(
                    Reason.INVALID,
                    all || !networks.isEmpty() ? "no machine runs there" : "nothing to record",
                    "Name a machine, a vNIC as MACHINE:NIC, or a network by --network; --all records everything.");
        }
        return chosen;
    }
}
