/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.vitrine.common.VitrineException;
import org.vitrine.yaml.YamlDocument;
import org.vitrine.yaml.YamlNode;

/**
 * What a lab may have put into the kernel, as it stands on the disk. Written before anything is made and erased after everything is
 * gone, so that whoever comes after a crash finds all of it.
 *
 * @param id random; the programs and helpers of this lab carry it in their environment
 * @param boot which start of the machine this is about: nothing in a kernel outlives the next one
 * @param phase how far the lab was
 * @param namespaces every network namespace of the lab, with its inode once it is made, else 0
 * @param stopped machines that somebody stopped
 * @param ended programs, as {@code machine/number}, that have ended, with their exit status
 */
record Journal(
        String id,
        String boot,
        String lab,
        String source,
        Phase phase,
        SortedMap<String, Long> namespaces,
        Set<String> stopped,
        Map<String, Integer> ended) {

    private static final String FILE = "journal.yaml";
    private static final String DESCRIPTION = "lab.yaml";

    /** How far a lab is. */
    enum Phase {
        MAKING,
        UP,
        REMOVING
    }

    Journal {
        namespaces = new TreeMap<>(namespaces);
        stopped = Set.copyOf(stopped);
        ended = Map.copyOf(ended);
    }

    Journal with(Phase newPhase) {
        return new Journal(id, boot, lab, source, newPhase, namespaces, stopped, ended);
    }

    Journal with(Map<String, Long> inodes) {
        return new Journal(id, boot, lab, source, phase, new TreeMap<>(inodes), stopped, ended);
    }

    Journal withNamespace(String name, long inode) {
        Map<String, Long> inodes = new HashMap<>(namespaces);
        inodes.put(name, inode);
        return with(inodes);
    }

    Journal withStopped(String machine, boolean isStopped) {
        Set<String> all = new TreeSet<>(stopped);
        if (isStopped) {
            all.add(machine);
        } else {
            all.remove(machine);
        }
        return new Journal(id, boot, lab, source, phase, namespaces, all, ended);
    }

    Journal withEnded(Map<String, Integer> newEnded) {
        return new Journal(id, boot, lab, source, phase, namespaces, stopped, newEnded);
    }

    /** Whether a lab was ever begun in this folder. */
    static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    /** Keeps the text that the lab was made from. */
    static void writeDescription(Path folder, String text) throws IOException {
        write(folder, DESCRIPTION, text);
    }

    static String readDescription(Path folder) throws IOException {
        return Files.readString(folder.resolve(DESCRIPTION));
    }

    /** Writes the journal; when this returns it is on the disk. */
    void write(Path folder) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# What Vitrine made for a lab and removes with it. Do not edit.\n");
        text.append("id: ").append(id).append('\n');
        text.append("boot: ").append(quoted(boot)).append('\n');
        text.append("lab: ").append(quoted(lab)).append('\n');
        text.append("source: ").append(quoted(source)).append('\n');
        text.append("phase: ").append(phase.name().toLowerCase(Locale.ROOT)).append('\n');
        text.append("namespaces:\n");
        namespaces.forEach((name, inode) ->
                text.append("  ").append(name).append(": ").append(inode).append('\n'));
        text.append("stopped:\n");
        stopped.stream().sorted().forEach(name -> text.append("- ").append(name).append('\n'));
        text.append("ended:\n");
        ended.forEach((name, status) ->
                text.append("  ").append(name).append(": ").append(status).append('\n'));
        write(folder, FILE, text + check(text.toString()));
    }

    /**
     * Reads the journal of a folder.
     *
     * @throws IOException when it is not there, cannot be read, or is not as it was written
     */
    static Journal read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        String text = Files.readString(file);
        int end = text.lastIndexOf("# check ");
        if (end < 0 || !text.substring(end).equals(check(text.substring(0, end)))) {
            throw new IOException(file + " is damaged");
        }
        YamlDocument document = YamlDocument.parse(file.toString(), text);
        YamlNode root = document.root();
        SortedMap<String, Long> namespaces = new TreeMap<>();
        root.find("namespaces")
                .entries()
                .forEach(entry -> namespaces.put(
                        entry.key().toString(),
                        entry.value().integer(0, Long.MAX_VALUE).orElse(0)));
        Set<String> stopped = new TreeSet<>();
        root.find("stopped").items().forEach(item -> stopped.add(item.toString()));
        Map<String, Integer> ended = new TreeMap<>();
        root.find("ended")
                .entries()
                .forEach(entry -> ended.put(entry.key().toString(), (int)
                        entry.value().integer(0, 255).orElse(0)));
        Journal journal = new Journal(
                root.require("id").text().orElse(""),
                root.require("boot").text().orElse(""),
                root.require("lab").text().orElse(""),
                root.require("source").text().orElse(""),
                root.require("phase").oneOf(Phase.class).orElse(Phase.REMOVING),
                namespaces,
                stopped,
                ended);
        try {
            document.check();
        } catch (VitrineException e) {
            throw new IOException(e.getMessage(), e);
        }
        return journal;
    }

    /** Deletes the folder of a lab, its journal after all that it speaks of: until then a crash leaves what is needed to go on. */
    static void erase(Path folder) throws IOException {
        for (String part : List.of("files", "logs", FILE, "")) {
            Path root = folder.resolve(part);
            if (Files.exists(root)) {
                Files.walkFileTree(root, new Eraser());
            }
        }
    }

    private static final class Eraser extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path target = folder.resolve(name);
        Path fresh = folder.resolve(name + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true); // the new name as well
        }
    }

    private static String check(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return "# check " + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
    }

    /** In double quotes, as YAML and JSON both read it. */
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                quoted.append("\\u").append(HexFormat.of().toHexDigits(c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
