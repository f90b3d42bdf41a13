/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class AdminKeyFileTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadWhatItWroteForItsOwnerOnly() throws Exception {
        Path file = folder.resolve("new/admin.keys");
        assertEquals(List.of(), AdminKeyFile.read(file));
        List<AdminKey> keys = List.of(AdminKey.create(Instant.EPOCH), AdminKey.create(Instant.EPOCH));
        AdminKeyFile.write(file, keys);
        AdminKeyFile.write(file, keys);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(keys, AdminKeyFile.read(file));
    }

    @Test
    void shouldNotUseWhatOthersMayRead() throws Exception {
        Path file = folder.resolve("admin.keys");
        AdminKeyFile.write(file, List.of(AdminKey.create(Instant.EPOCH)));
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            assertEquals(
                    Reason.DENIED,
                    assertThrows(VitrineException.class, () -> AdminKeyFile.read(file))
                            .reason());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithoutTheSecret() throws Exception {
        String line = "8d1f02a6 2026-11-25T03:21:04Z " + "ab".repeat(31);
        for (String bad :
                List.of(line, line + "zz", "secretsecret", "0 " + line, line.replace("8d1f02a6", "00000000"))) {
            Path file = folder.resolve("bad");
            Files.deleteIfExists(file);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, "# mine\n" + bad + "\n");
            var e = assertThrows(VitrineException.class, () -> AdminKeyFile.read(file), bad);
            assertEquals(Reason.INVALID, e.reason());
            assertFalse(e.explained().contains("abab") || e.explained().contains("secretsecret"), e.explained());
        }
    }
}
