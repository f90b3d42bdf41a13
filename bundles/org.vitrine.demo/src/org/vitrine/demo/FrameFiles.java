/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vitrine.capture.RecordingFormat;
import org.vitrine.capture.RecordingLimits;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/** The frames of some vNICs, recorded into a file each, and put together in the order of time. */
final class FrameFiles implements AutoCloseable {
    static final int SNAP_LENGTH = 128;
    private static final long MAX_BYTES = 64 << 20;

    private final Path folder;
    private final Map<NicId, Path> files = new TreeMap<>();
    private final List<Subscription> recordings = new ArrayList<>();
    private final List<OutputStream> open = new ArrayList<>();

    FrameFiles() throws VitrineException {
        try {
            folder = Files.createTempDirectory("vitrine-demo");
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "no temporary folder can be made: " + e.getMessage(), "", e);
        }
    }

    /** Begins to record a vNIC. */
    void record(RecordingService service, NicId nic) throws VitrineException {
        Path file = folder.resolve(nic.machine().value().replaceAll(".*/", "") + "-" + nic.name() + ".pcap");
        try {
            OutputStream out = Files.newOutputStream(file);
            open.add(out);
            files.put(nic, file);
            RecordingRequest request = RecordingRequest.of(nic)
                    .as(RecordingFormat.PCAP)
                    .snapped(SNAP_LENGTH)
                    .limited(new RecordingLimits(0, MAX_BYTES, Duration.ZERO));
            recordings.add(service.record(request, piece -> {
                try {
                    out.write(piece.data());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "frames cannot be recorded: " + e.getMessage(), "", e);
        }
    }

    /** Uses a file that is there already. */
    void add(NicId nic, Path file) {
        files.put(nic, file);
    }

    /** Ends all recordings; the files are whole then. */
    void finish() throws VitrineException {
        recordings.forEach(Subscription::close);
        recordings.clear();
        try {
            for (OutputStream out : open) {
                out.close();
            }
            open.clear();
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "frames could not be recorded: " + e.getMessage(), "", e);
        }
    }

    Map<NicId, Path> files() {
        return files;
    }

    /**
     * Writes all frames into one capture file, by time.
     *
     * @return how many
     */
    long merge(OutputStream to) throws IOException {
        PriorityQueue<PcapReader> readers = new PriorityQueue<>(Comparator.comparingLong(PcapReader::timestamp));
        List<PcapReader> opened = new ArrayList<>();
        try (PcapWriter writer =
                new PcapWriter(Channels.newChannel(to), "demo.pcap", PcapFormat.ethernet(SNAP_LENGTH))) {
            for (Path file : files.values()) {
                PcapReader reader = PcapReader.open(file);
                opened.add(reader);
                if (reader.next()) {
                    readers.add(reader);
                }
            }
            PcapReader first;
            while ((first = readers.poll()) != null) {
                writer.write(first.memory(), first.offset(), first.capturedLength(), first.length(), first.timestamp());
                if (first.next()) {
                    readers.add(first);
                }
            }
            return writer.packets();
        } finally {
            for (PcapReader reader : opened) {
                reader.close();
            }
        }
    }

    @Override
    public void close() {
        recordings.forEach(Subscription::close);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary folder " + folder + " cannot be removed", e);
        }
    }
}
