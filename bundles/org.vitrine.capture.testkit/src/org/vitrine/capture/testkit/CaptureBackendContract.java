/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.capture.testkit.KeptFrames.Kept;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.Poller;

/** What every capture backend does. A backend's own test extends this and says how frames get into a source. */
public abstract class CaptureBackendContract {
    private static final CaptureOptions FULL = new CaptureOptions(262_144, "", 4 << 20, 10);
    private static final int ENOUGH = 100;

    /** The backend under test. */
    protected abstract CaptureBackend backend();

    /** Opens a source that has given or will give just these frames. */
    protected abstract CaptureHandle opened(List<byte[]> frames, CaptureOptions options) throws Exception;

    /** A source that this backend is for, but which does not exist. */
    protected abstract CaptureSource missing();

    /** Frames of every length that Ethernet has, with a type that no program answers. */
    protected static List<byte[]> frames(int count) {
        Random random = new Random(11);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] frame = new byte[14 + random.nextInt(1_500)];
            random.nextBytes(frame);
            frame[0] = (byte) 0x52; // nobody's address, no group
            frame[12] = (byte) 0x88; // IEEE Std 802, local experiments
            frame[13] = (byte) 0xb5;
            frames.add(frame);
        }
        return frames;
    }

    /** Reads until so many frames came, waiting for them as a pipeline does. */
    protected static List<Kept> read(CaptureHandle handle, int count) throws Exception {
        KeptFrames kept = new KeptFrames();
        try (Poller poller = new Poller()) {
            if (handle.descriptor() != CaptureHandle.NO_DESCRIPTOR) {
                poller.add(handle.descriptor(), 0);
            }
            Await.until(
                    () -> {
                        poller.await(handle.descriptor() == CaptureHandle.NO_DESCRIPTOR ? 0 : 10);
                        handle.read(kept, ENOUGH);
                        return kept.frames().size() >= count;
                    },
                    () -> "got " + kept.frames().size() + " of " + count + " frames");
        }
        return kept.frames();
    }

    @Test
    void shouldGiveFramesInOrderWithTheirLengthsAndTimes() throws Exception {
        List<byte[]> frames = frames(500);
        try (CaptureHandle handle = opened(frames, FULL)) {
            List<Kept> kept = read(handle, frames.size());
            assertEquals(frames.size(), kept.size());
            for (int i = 0; i < frames.size(); i++) {
                assertArrayEquals(frames.get(i), kept.get(i).bytes());
                assertEquals(frames.get(i).length, kept.get(i).length());
                assertTrue(i == 0 || kept.get(i).timestamp() >= kept.get(i - 1).timestamp());
            }
        }
    }

    @Test
    void shouldCutFramesToTheSnapLength() throws Exception {
        List<byte[]> frames = frames(50);
        try (CaptureHandle handle = opened(frames, new CaptureOptions(60, "", 1 << 20, 10))) {
            List<Kept> kept = read(handle, frames.size());
            for (int i = 0; i < frames.size(); i++) {
                assertEquals(Math.min(60, frames.get(i).length), kept.get(i).bytes().length);
                assertEquals(frames.get(i).length, kept.get(i).length());
            }
        }
    }

    @Test
    void shouldHandFramesOnWithoutGatheringThemWhenToldSo() throws Exception {
        try (CaptureHandle handle = opened(frames(3), new CaptureOptions(128, "", 1 << 20, 0))) {
            assertEquals(3, read(handle, 3).size());
        }
    }

    @Test
    void shouldCountWhatCameAndLoseNothing() throws Exception {
        try (CaptureHandle handle = opened(frames(300), FULL)) {
            read(handle, 300);
            assertEquals(300, handle.offered());
            assertEquals(0, handle.dropped());
        }
    }

    @Test
    void shouldReturnAtOnceWhenNothingIsThere() throws Exception {
        try (CaptureHandle handle = opened(frames(1), FULL)) {
            read(handle, 1);
            FrameSink refusing = _ -> {
                throw new AssertionError("no frame was sent");
            };
            assertEquals(0, handle.read(refusing, ENOUGH));
            assertEquals(0, handle.read(refusing, ENOUGH));
        }
    }

    @Test
    void shouldGiveOnlyWhatTheFilterWantsOrRefuseFilters() throws Exception {
        List<byte[]> frames = frames(200);
        try (CaptureHandle handle = opened(frames, new CaptureOptions(262_144, "less 500", 4 << 20, 10))) {
            List<byte[]> wanted = frames.stream().filter(f -> f.length <= 500).toList();
            List<Kept> kept = read(handle, wanted.size());
            assertEquals(wanted.size(), kept.size());
            for (int i = 0; i < wanted.size(); i++) {
                assertArrayEquals(wanted.get(i), kept.get(i).bytes());
            }
            backend().checkFilter("");
            backend().checkFilter("udp port 53 or vlan and ip6");
        } catch (VitrineException e) {
            assertEquals(Reason.UNSUPPORTED, e.reason());
        }
    }

    @Test
    void shouldPassOnTheComplaintAboutABadFilter() {
        var check = assertThrows(VitrineException.class, () -> backend().checkFilter("udp prot 53"));
        var open = assertThrows(
                VitrineException.class, () -> opened(List.of(), new CaptureOptions(128, "udp prot 53", 1 << 20, 10)));
        assertEquals(check.reason(), open.reason());
        if (check.reason() != Reason.UNSUPPORTED) {
            assertEquals(Reason.INVALID, check.reason());
            assertTrue(check.getMessage().contains("udp prot 53"), check.getMessage());
            assertTrue(check.getMessage().matches("(?s).*(syntax|parse|unknown).*"), check.getMessage());
        }
    }

    @Test
    void shouldFailInOrderWhenTheReaderFails() throws Exception {
        RuntimeException mine = new RuntimeException("mine");
        FrameSink failing = _ -> {
            throw mine;
        };
        try (CaptureHandle handle = opened(frames(5), FULL)) {
            var e = assertThrows(
                    VitrineException.class,
                    () -> Await.until(() -> handle.read(failing, ENOUGH) < 0, () -> "no frame came"));
            assertEquals(Reason.FAILED, e.reason());
            assertSame(mine, e.getCause());
        }
    }

    @Test
    void shouldSayThatASourceIsNotThere() {
        assertTrue(backend().supports(missing()));
        var e = assertThrows(VitrineException.class, () -> backend().open(missing(), FULL));
        assertEquals(Reason.NOT_FOUND, e.reason(), e::getMessage);
    }

    @Test
    void shouldCloseTwice() throws Exception {
        CaptureHandle handle = opened(frames(1), FULL);
        handle.read(new KeptFrames(), 1);
        handle.close();
        handle.close();
    }

    @Test
    void shouldSayHowManyFramesItGave() throws Exception {
        KeptFrames kept = new KeptFrames();
        try (CaptureHandle handle = opened(frames(50), FULL)) {
            int[] given = {0};
            Await.until(
                    () -> {
                        given[0] += handle.read(kept, 7);
                        assertEquals(kept.frames().size(), given[0]);
                        return given[0] == 50;
                    },
                    () -> "got " + given[0] + " frames");
        }
    }
}
