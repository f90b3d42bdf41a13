/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.engine.DeclaredState.Entry;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.hypervisor.HostInterface;

/**
 * Keeps the {@link DeclaredState} in a file that is whole at any moment: written beside, forced to the disk, renamed. A file that
 * cannot be understood is set aside, never overwritten.
 */
final class StateFile {
    private static final int VERSION = 2;
    private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

    private final Path path;

    /**
     * The file, as Gson sees it.
     *
     * @param filters of version 1, which knew nothing else; null since
     */
    private record Content(
            int version,
            List<String> namespaces,
            List<FilterLine> filters,
            List<DeclarationLine> declarations,
            List<PlaceLine> places) {}

    private record FilterLine(String machine, String nic, String remote, String by, long at, HostInterface place) {}

    private record DeclarationLine(String text, String by, long at, List<NicLine> nics) {}

    private record NicLine(String machine, String nic) {
        NicId id() {
            return new NicId(new MachineId(machine), nic);
        }

        static NicLine of(NicId id) {
            return new NicLine(id.machine().value(), id.name());
        }
    }

    private record PlaceLine(NicLine of, HostInterface at, String mac, List<String> addresses) {}

    StateFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * Reads it; a file that is not there is an empty state.
     *
     * @throws VitrineException FAILED when there is one that cannot be read or understood; it is then under another name, which the
     *     message says, and an empty state is the best that is left
     */
    DeclaredState load() throws VitrineException {
        String text;
        try {
            text = Files.readString(path);
        } catch (NoSuchFileException _) {
            return DeclaredState.EMPTY;
        } catch (IOException e) {
            throw setAside(e);
        }
        try {
            return parsed(GSON.fromJson(text, Content.class));
        } catch (JsonParseException | IllegalArgumentException | NullPointerException e) {
            throw setAside(e);
        }
    }

    private static DeclaredState parsed(Content content) {
        if (content == null) {
            throw new IllegalArgumentException("it is empty");
        }
        return switch (content.version) {
            case 1 -> ofVersion1(content);
            case VERSION -> ofVersion2(content);
            default -> throw new IllegalArgumentException("it has version " + content.version);
        };
    }

    private static DeclaredState ofVersion1(Content content) {
        Map<Declaration, Entry> entries = new HashMap<>();
        Map<NicId, Endpoint> places = new HashMap<>();
        for (FilterLine line : content.filters) {
            NicId nic = new NicId(new MachineId(line.machine), line.nic);
            entries.put(
                    new Filter(nic, IpAddress.parse(line.remote)),
                    new Entry(Objects.requireNonNull(line.by), line.at, Set.of()));
            if (line.place != null) {
                places.put(nic, new Endpoint(whole(line.place), new MacAddress(0), List.of()));
            }
        }
        return new DeclaredState(entries, places, Set.copyOf(content.namespaces));
    }

    private static DeclaredState ofVersion2(Content content) {
        Map<Declaration, Entry> entries = new HashMap<>();
        for (DeclarationLine line : content.declarations) {
            entries.put(
                    DeclarationText.parse(line.text),
                    new Entry(
                            Objects.requireNonNull(line.by),
                            line.at,
                            line.nics.stream().map(NicLine::id).collect(Collectors.toSet())));
        }
        Map<NicId, Endpoint> places = new HashMap<>();
        for (PlaceLine line : content.places) {
            places.put(
                    line.of.id(),
                    new Endpoint(
                            whole(line.at),
                            MacAddress.parse(line.mac),
                            line.addresses.stream().map(IpAddress::parse).toList()));
        }
        return new DeclaredState(entries, places, Set.copyOf(content.namespaces));
    }

    private static HostInterface whole(HostInterface at) {
        Objects.requireNonNull(at.netns());
        Objects.requireNonNull(at.name());
        return at;
    }

    /**
     * Writes it.
     *
     * @throws VitrineException FAILED; the file is then as it was
     */
    void save(DeclaredState state) throws VitrineException {
        List<DeclarationLine> declarations = new ArrayList<>();
        state.entries()
                .forEach((declaration, entry) -> declarations.add(new DeclarationLine(
                        DeclarationText.of(declaration),
                        entry.by(),
                        entry.at(),
                        entry.nics().stream().map(NicLine::of).toList())));
        List<PlaceLine> places = new ArrayList<>();
        state.places()
                .forEach((nic, place) -> places.add(new PlaceLine(
                        NicLine.of(nic),
                        place.at(),
                        place.mac().toString(),
                        place.addresses().stream().map(IpAddress::toString).toList())));
        Content content = new Content(VERSION, List.copyOf(state.namespaces()), null, declarations, places);
        Path temporary = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(path.getParent());
            write(temporary, GSON.toJson(content));
            Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(path.getParent(), StandardOpenOption.READ)) {
                folder.force(true); // or the renaming may be lost when the power fails
            }
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    "what is declared cannot be written to " + path + ": " + e,
                    "Make the folder writable and see that the disk is not full.",
                    e);
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private VitrineException setAside(Exception why) {
        Path aside = path.resolveSibling(path.getFileName() + ".broken-" + System.currentTimeMillis());
        String where;
        try {
            Files.move(path, aside);
            where = "It was set aside as " + aside + ".";
        } catch (IOException e) {
            where = "It cannot be set aside either: " + e;
        }
        return new VitrineException(
                Reason.FAILED,
                "the file with what was declared, " + path + ", is not understood: "
                        + String.valueOf(why.getMessage()).lines().findFirst().orElse(""),
                where
                        + " Nothing is declared now: declare again what you need, or repair the file and put it back while the"
                        + " runtime is stopped.",
                why);
    }
}
