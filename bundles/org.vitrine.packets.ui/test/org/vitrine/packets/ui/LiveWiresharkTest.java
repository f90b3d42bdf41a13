/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;

/** With tshark, which captures as Wireshark does, but needs no display. */
@Timeout(60)
class LiveWiresharkTest {
    private static final RecordingRequest REQUEST =
            RecordingRequest.of(new NicId(new MachineId("here/test/web"), "eth0"));
    private static final int PACKETS = 500;

    @TempDir
    private Path folder;

    /** Hands out what a test gives it. */
    private static final class Tape implements RecordingService {
        private final CountDownLatch closed = new CountDownLatch(1);
        private Consumer<RecordingPiece> listener;

        @Override
        public Subscription record(RecordingRequest request, Consumer<RecordingPiece> to) {
            listener = to;
            return closed::countDown;
        }

        void give(byte[] data, boolean last) {
            listener.accept(new RecordingPiece(data, 1, RecordingProgress.NONE, last, ""));
        }

        boolean isClosed() throws InterruptedException {
            return closed.await(30, TimeUnit.SECONDS);
        }

        @Override
        public Subscription recordTo(String file, RecordingRequest request, Consumer<RecordingPiece> to)
                throws VitrineException {
            throw new VitrineException(Reason.UNSUPPORTED, "writes no files");
        }

        @Override
        public void checkFilter(String filter) {
            // all are good
        }
    }

    private byte[] capture() throws IOException {
        Path file = folder.resolve("passing.pcap");
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(1_514))) {
            for (int i = 0; i < PACKETS; i++) {
                writer.write(MemorySegment.ofArray(new byte[100]), 0, 100, 100, i);
            }
        }
        return Files.readAllBytes(file);
    }

    @Test
    void shouldHandOverEveryPacket() throws Exception {
        String tshark = Wireshark.program("tshark").map(Path::toString).orElse("");
        assumeTrue(!tshark.isEmpty(), "needs tshark");
        Path out = folder.resolve("out.pcapng");
        Tape tape = new Tape();
        CountDownLatch ended = new CountDownLatch(1);
        LiveWireshark live = LiveWireshark.start(List.of(tshark, "-q", "-i", "-", "-w", out.toString()), tape, REQUEST);
        live.onEnd(ended::countDown);
        byte[] all = capture();
        int half = all.length / 2 + 7; // within a packet
        tape.give(java.util.Arrays.copyOf(all, half), false);
        tape.give(java.util.Arrays.copyOfRange(all, half, all.length), true);

        assertTrue(ended.await(30, TimeUnit.SECONDS), "tshark does not end with its input");
        assertTrue(tape.isClosed());
        try (CaptureReader reader = CaptureReader.open(out)) {
            while (reader.next()) {
                // counts
            }
            assertEquals(PACKETS, reader.packets());
        }
    }

    @Test
    void shouldEndTheRecordingWithTheProgram() throws Exception {
        Tape tape = new Tape();
        LiveWireshark.start(List.of("/bin/true"), tape, REQUEST);
        assertTrue(tape.isClosed());
    }

    @Test
    void shouldEndTheInputWhenItIsClosed() throws Exception {
        Tape tape = new Tape();
        CountDownLatch ended = new CountDownLatch(1);
        LiveWireshark live = LiveWireshark.start(List.of("/bin/cat"), tape, REQUEST);
        live.onEnd(ended::countDown);
        live.close();
        live.close();
        assertTrue(tape.isClosed());
        assertTrue(ended.await(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldSayThatAProgramDoesNotStart() {
        Tape tape = new Tape();
        VitrineException said = assertThrows(
                VitrineException.class, () -> LiveWireshark.start(List.of("/nowhere/at/all"), tape, REQUEST));
        assertEquals(Reason.FAILED, said.reason());
        assertTrue(said.getMessage().contains("/nowhere/at/all"), said.getMessage());
        assertFalse(tape.listener != null, "nothing was recorded");
    }
}
