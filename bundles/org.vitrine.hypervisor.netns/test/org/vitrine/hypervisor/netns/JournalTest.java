/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Journal JOURNAL = new Journal(
            "00ff",
            "b-o-o-t",
            "demo",
            "/tmp/a \"b\" \\ ü \uD83D\uDE00\n: #",
            Journal.Phase.UP,
            new TreeMap<>(Map.of("vt-demo-web", 4_026_532_200L, "vt-demo-db", 0L)),
            Set.of("db", "no"),
            Map.of("web/0", 0, "web/12", 143));

    @TempDir
    private Path folder;

    @Test
    void shouldReadBackWhatItWrote() throws Exception {
        assertFalse(Journal.exists(folder));
        JOURNAL.write(folder);
        assertTrue(Journal.exists(folder));
        assertEquals(JOURNAL, Journal.read(folder));
        Journal empty = new Journal("1", "", "1", "", Journal.Phase.MAKING, new TreeMap<>(), Set.of(), Map.of());
        empty.write(folder);
        assertEquals(empty, Journal.read(folder));
    }

    @Test
    void shouldNoticeAnyDamage() throws Exception {
        JOURNAL.write(folder);
        Path file = folder.resolve("journal.yaml");
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            byte[] bad = good.clone();
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            assertThrows(IOException.class, () -> Journal.read(folder));
            Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
            assertThrows(IOException.class, () -> Journal.read(folder));
        }
    }
}
