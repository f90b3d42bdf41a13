/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
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
            "Records the frames of a guest's vNIC as a pcap file, until a limit or Ctrl-C.",
            "Live into Wireshark: vitrine capture web -w - | wireshark -k -i -"
        })
public final class CaptureCommand implements org.vitrine.runtime.command.Command {
    @Parameters(paramLabel = "MACHINE[:NIC]", description = "The guest.")
    private String target;

    @Option(
            names = {"-w", "--write"},
            required = true,
            paramLabel = "FILE",
            description = "Where to; - is standard output.")
    private String file;

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
            paramLabel = "BYTES",
            description = "Ends before the file grows beyond this.")
    private long bytes;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "SECONDS",
            description = "Ends after so long.")
    private double seconds;

    private final InventoryService inventory;
    private final RecordingService recordings;

    @Activate
    public CaptureCommand(@Reference InventoryService inventory, @Reference RecordingService recordings) {
        this.inventory = inventory;
        this.recordings = recordings;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        CompletableFuture<RecordingPiece> end = new CompletableFuture<>();
        try (OutputStream out = context.write(file);
                Subscription _ = recordings.record(request(), piece -> take(piece, out, end))) {
            RecordingPiece last = end.get();
            context.err()
                    .println(last.packets() + " frames recorded, " + last.dropped() + " dropped: " + last.reason());
            return ExitCode.OK;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return ExitCode.CANCELLED;
        } catch (IOException | ExecutionException e) {
            throw new VitrineException(Reason.FAILED, file + " cannot be written: " + e.getMessage(), "", e);
        }
    }

    private RecordingRequest request() throws VitrineException {
        try {
            return new RecordingRequest(
                    Targets.nic(inventory.inventory(), target).id(),
                    filter,
                    snap,
                    count,
                    bytes,
                    Duration.ofMillis((long) (seconds * 1000)));
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage());
        }
    }

    private static void take(RecordingPiece piece, OutputStream out, CompletableFuture<RecordingPiece> end) {
        try {
            out.write(piece.data());
            if (piece.last()) {
                end.complete(piece);
            }
        } catch (IOException e) {
            end.completeExceptionally(e);
        }
    }
}
