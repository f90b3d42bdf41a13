/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Keys in a file that only its owner may read, the newest last; lines with {@code #} are comments:
 *
 * <pre>
 *   8d1f02a6 2026-11-25T03:21:04Z 6c1f...64 hexadecimal digits
 * </pre>
 */
public final class AdminKeyFile {
    /** A new key, and the one before it until everybody has the new one. */
    public static final int MOST_KEYS = 2;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private AdminKeyFile() {}

    /**
     * @return the newest last; empty when there is no file
     * @throws VitrineException DENIED when others may read it, INVALID for bad content, FAILED when it cannot be read
     */
    public static List<AdminKey> read(Path file) throws VitrineException {
        try {
            if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
                throw new VitrineException(
                        Reason.DENIED,
                        "the key file " + file + " is open to others",
                        "chmod 600 " + file + "; if others may have read it, make a new key.");
            }
            return parse(Files.readAllLines(file), file);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "the key file " + file + " cannot be read: " + e, "", e);
        }
    }

    private static List<AdminKey> parse(List<String> lines, Path file) throws VitrineException {
        List<AdminKey> keys = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, file + ", line " + (i + 1)));
            }
        }
        if (keys.size() > MOST_KEYS) {
            throw new VitrineException(
                    Reason.INVALID, file + " has " + keys.size() + " keys, at most " + MOST_KEYS + " are valid");
        }
        return keys;
    }

    /** What is wrong is told without the line itself, which may be a secret. */
    private static AdminKey key(String line, String where) throws VitrineException {
        String[] words = line.split("\\s+");
        try {
            return new AdminKey(
                    HexFormat.fromHexDigits(words[0]),
                    Instant.parse(words[1]),
                    HexFormat.of().parseHex(words[2]));
        } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException _) {
            throw new VitrineException(
                    Reason.INVALID,
                    where + " is no key: id, time and secret such as 8d1f02a6 2026-11-25T03:21:04Z 6c...");
        }
    }

    /**
     * Replaces the file in one step.
     *
     * @throws IOException when it cannot be written; then it is as it was
     */
    public static void write(Path file, List<AdminKey> keys) throws IOException {
        StringBuilder text = new StringBuilder("# keys of the administration protocol, version 2; keep them secret\n");
        for (AdminKey key : keys) {
            text.append(key.name()).append(' ').append(key.created()).append(' ');
            text.append(HexFormat.of().formatHex(key.secret())).append('\n');
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Set<StandardOpenOption> options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(fresh, options, PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
