/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

class RecordingFilesTest {
    /** Files in memory. */
    private static final class Memory implements RecordingFiles.Folder {
        private final Map<String, ByteArrayOutputStream> files = new TreeMap<>();

        @Override
        public OutputStream create(String name) {
            files.put(name, new ByteArrayOutputStream());
            return files.get(name);
        }

        @Override
        public void rename(String from, String to) {
            files.put(to, files.remove(from));
        }

        @Override
        public void delete(String name) {
            files.remove(name);
        }

        String text(String name) {
            return files.get(name).toString(StandardCharsets.UTF_8);
        }
    }

    private final Memory memory = new Memory();

    private static RecordingPiece piece(int file, String text) {
        return new RecordingPiece(text.getBytes(StandardCharsets.UTF_8), file, RecordingProgress.NONE, false, "");
    }

    @Test
    void shouldNameAFileWhenItIsComplete() throws Exception {
        RecordingFiles files = new RecordingFiles(memory, "a.pcapng", RecordingRotation.NEVER);
        files.take(piece(1, "one "));
        files.take(piece(1, "two"));
        assertEquals(List.of("a.pcapng.part"), List.copyOf(memory.files.keySet()));
        files.close();
        files.close();
        assertEquals(List.of("a.pcapng"), List.copyOf(memory.files.keySet()));
        assertEquals("one two", memory.text("a.pcapng"));
    }

    @Test
    void shouldLeaveWhatWasThereWhenNothingComes() throws Exception {
        memory.create("a").write('x');
        new RecordingFiles(memory, "a", RecordingRotation.NEVER).close();
        assertEquals(List.of("a"), List.copyOf(memory.files.keySet()));
        assertEquals("x", memory.text("a"));
    }

    @Test
    void shouldKeepTheNewestFiles() throws Exception {
        RecordingFiles files = new RecordingFiles(memory, "d.x/a", new RecordingRotation(1, Duration.ZERO, 2));
        for (int i = 1; i <= 4; i++) {
            files.take(piece(i, "" + i));
        }
        files.close();
        assertEquals(List.of("d.x/a_00003", "d.x/a_00004"), List.copyOf(memory.files.keySet()));
        assertEquals("4", memory.text("d.x/a_00004"));
    }

    @Test
    void shouldNameFilesBesideTheirExtension() {
        assertEquals("/d.x/a_00012.pcapng", RecordingFiles.name("/d.x/a.pcapng", 12));
        assertEquals("/d.x/.a_00001", RecordingFiles.name("/d.x/.a", 1));
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        NicId nic = new NicId(new MachineId("m"), "eth0");
        RecordingRequest pcap = RecordingRequest.of(nic).as(RecordingFormat.PCAP);
        RecordingRotation rotation = new RecordingRotation(1, Duration.ZERO, 0);
        assertThrows(IllegalArgumentException.class, () -> pcap.rotated(rotation));
        assertThrows(IllegalArgumentException.class, () -> new RecordingRotation(0, Duration.ZERO, 2));
        assertThrows(IllegalArgumentException.class, RecordingRequest::of);
        assertThrows(IllegalArgumentException.class, () -> pcap.snapped(13));
        assertEquals(List.of(nic), RecordingRequest.of(nic, nic).nics());
    }
}
