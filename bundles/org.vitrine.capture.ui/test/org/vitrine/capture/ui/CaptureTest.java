/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingProgress;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.traffic.FlowKey;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

class CaptureTest {
    private static final NicId NIC = new NicId(new MachineId("web"), "eth0");

    @TempDir
    private Path folder;

    private CaptureOrder order() {
        return new CaptureOrder("web eth0", RecordingRequest.of(NIC), folder.resolve("x.pcap"));
    }

    private static RecordingPiece piece(String data, int packets, int dropped, boolean last, String reason) {
        var progress = new RecordingProgress(packets, 5L * packets, dropped, 0, 0);
        return new RecordingPiece(data.getBytes(UTF_8), 1, progress, last, reason);
    }

    /** Gives one piece at once, and the last when it is closed. */
    private static final class Recordings implements RecordingService {
        private final CountDownLatch started = new CountDownLatch(1);
        private final boolean endsByItself;
        private final VitrineException refusal;

        Recordings(boolean endsByItself, VitrineException refusal) {
            this.endsByItself = endsByItself;
            this.refusal = refusal;
        }

        @Override
        public Subscription record(RecordingRequest request, Consumer<RecordingPiece> listener)
                throws VitrineException {
            if (refusal != null) {
                throw refusal;
            }
            listener.accept(piece("head ", 1, 0, false, ""));
            if (endsByItself) {
                listener.accept(piece("tail", 2, 1, true, "the packet limit is reached"));
                return () -> {};
            }
            started.countDown();
            return () -> listener.accept(piece("rest", 3, 0, true, "it was ended"));
        }

        @Override
        public Subscription recordTo(String file, RecordingRequest request, Consumer<RecordingPiece> listener) {
            throw new UnsupportedOperationException("the window writes its files itself");
        }

        @Override
        public void checkFilter(String filter) {
            // every filter is good
        }
    }

    private List<String> files() throws Exception {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldPutTheRecordingIntoTheFile() throws Exception {
        Capture.Result result = Capture.run(new Recordings(true, null), order(), (_, _, _) -> {});
        assertEquals("head tail", Files.readString(result.file()));
        assertEquals(2, result.progress().packets());
        assertEquals(1, result.progress().dropped());
        assertEquals(10, result.progress().bytes());
        assertEquals("the packet limit is reached", result.reason());
        assertEquals(List.of("x.pcap"), files());
    }

    @Test
    void shouldFinishTheFileWhenItIsCancelled() throws Exception {
        Recordings recordings = new Recordings(false, null);
        Capture.Result[] result = new Capture.Result[1];
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                result[0] = Capture.run(recordings, order(), (_, _, _) -> {});
            } catch (VitrineException e) {
                throw new IllegalStateException(e);
            }
        });
        recordings.started.await();
        assertEquals(List.of("x.pcap.part"), files());
        thread.interrupt();
        thread.join();
        assertEquals("head rest", Files.readString(result[0].file()));
        assertEquals("cancelled", result[0].reason());
        assertEquals(3, result[0].progress().packets());
    }

    @Test
    void shouldLeaveNothingWhenItIsRefused() throws Exception {
        Recordings recordings = new Recordings(true, new VitrineException(Reason.DENIED, "no"));
        assertThrows(VitrineException.class, () -> Capture.run(recordings, order(), (_, _, _) -> {}));
        assertEquals(List.of(), files());
        Path file = Files.writeString(order().file(), "what was there");
        assertThrows(VitrineException.class, () -> Capture.run(recordings, order(), (_, _, _) -> {}));
        assertEquals("what was there", Files.readString(file));
        assertEquals(List.of("x.pcap"), files());
    }

    @Test
    void shouldSayWhatToDoWhenTheFileCannotBeWritten() {
        CaptureOrder order = new CaptureOrder("web eth0", order().request(), folder.resolve("no/x.pcap"));
        VitrineException e = assertThrows(
                VitrineException.class, () -> Capture.run(new Recordings(true, null), order, (_, _, _) -> {}));
        assertTrue(e.getMessage().contains("cannot be written"));
        assertFalse(e.advice().isEmpty());
    }

    @Test
    void shouldPresetWhatIsSelected() {
        Selected one = new Selected.OfRemote(NIC, IpAddress.parse("10.0.0.1"));
        Selected other = new Selected.OfRemote(NIC, IpAddress.parse("fd00::1"));
        assertEquals("host 10.0.0.1", CaptureTarget.presets(Selection.of(one)).getFirst());
        assertEquals(
                "host 10.0.0.1 or host fd00::1",
                CaptureTarget.presets(Selection.of(one, other)).getFirst());
        assertFalse(CaptureTarget.isForSelected(
                CaptureTarget.presets(Selection.NONE).getFirst()));
    }

    @Test
    void shouldPresetTheFlowsThatAreSelected() {
        IpAddress local = IpAddress.parse("10.0.0.2");
        Selected http = new Selected.OfFlow(NIC, new FlowKey(6, local, 40_000, IpAddress.parse("10.0.0.1"), 80));
        Selected ping = new Selected.OfFlow(NIC, new FlowKey(1, local, 0, IpAddress.parse("10.0.0.1"), 0));
        String first = "host 10.0.0.2 and host 10.0.0.1 and tcp port 40000 and tcp port 80";
        String second = "host 10.0.0.2 and host 10.0.0.1 and ip proto 1";
        assertEquals(
                List.of(first, "host 10.0.0.1"),
                CaptureTarget.presets(Selection.of(http)).subList(0, 2));
        List<String> both = CaptureTarget.presets(Selection.of(http, ping));
        assertEquals(
                List.of("(" + first + ") or (" + second + ")", first, second, "host 10.0.0.1"), both.subList(0, 4));
        assertTrue(CaptureTarget.isForSelected(both.getFirst()));
    }

    @Test
    void shouldFindWiresharkWhereItIs() throws Exception {
        assertEquals(Optional.empty(), CaptureEnd.wireshark(null));
        assertEquals(Optional.empty(), CaptureEnd.wireshark(folder.toString()));
        Path program = Files.createFile(folder.resolve("wireshark"));
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(Optional.of(program), CaptureEnd.wireshark("/nowhere:" + folder));
    }

    @Test
    void shouldSayWhatIsInTheFile() {
        Capture.Result result = result(1, new RecordingProgress(1, 2_048, 0, 0, 0));
        assertEquals(
                "1 packet (2.00 KiB) is in\n/x.pcap\n\nNone was dropped. It ended because the time limit is reached.",
                CaptureEnd.words(result));
        assertEquals(
                "5 packets (2.00 KiB) are in\n3 files, the first was\n/x.pcap\n\n1 were dropped. "
                        + "7 passed while the capture backend was replaced. It ended because the time limit is reached.",
                CaptureEnd.words(result(3, new RecordingProgress(5, 2_048, 1, 7, 1))));
    }

    private static Capture.Result result(int files, RecordingProgress progress) {
        return new Capture.Result("web eth0", Path.of("/x.pcap"), files, progress, "the time limit is reached");
    }
}
