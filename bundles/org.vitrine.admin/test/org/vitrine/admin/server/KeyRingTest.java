/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.admin.AdminKeys;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class KeyRingTest {
    @TempDir
    private Path folder;

    private List<String> ids(KeyRing ring) {
        return ring.keys().keys().stream().map(AdminKeys.Key::id).toList();
    }

    @Test
    void shouldKeepTwoKeysWhileTheyAreChangedAndShowNoSecret() throws Exception {
        Path file = folder.resolve("admin.keys");
        KeyRing ring = new KeyRing(file);
        assertEquals(List.of(), ring.valid());
        String first = ring.rotate();
        String second = ring.rotate();
        assertEquals(List.of(first, second), ids(ring));
        String third = ring.rotate();
        assertEquals(List.of(second, third), ids(ring));
        assertEquals(ring.valid(), new KeyRing(file).valid());
        assertSame(ring.valid(), ring.valid());
        for (var key : ring.valid()) {
            assertFalse(ring.keys().toString().contains(HexFormat.of().formatHex(key.secret())));
        }
        ring.remove(second);
        assertEquals(List.of(third), ids(ring));
        var e = assertThrows(VitrineException.class, () -> ring.remove(second));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }

    @Test
    void shouldUseNoFileThatOthersReadAndNotLoseIt() throws Exception {
        Path file = folder.resolve("admin.keys");
        new KeyRing(file).rotate();
        byte[] before = Files.readAllBytes(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        KeyRing ring = new KeyRing(file);
        assertEquals(List.of(), ring.valid());
        assertFalse(ring.trouble().isEmpty());
        assertThrows(VitrineException.class, ring::rotate);
        assertEquals(HexFormat.of().formatHex(before), HexFormat.of().formatHex(Files.readAllBytes(file)));
    }
}
