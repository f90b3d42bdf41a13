/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngReader;

/**
 * A capture file with an index, so that any of its packets is at hand: classic pcap or pcapng, compressed or not, finished or still being
 * written. {@link #open}, then {@link #index} on a thread of its own; meanwhile any thread may look at the packets that are there so far.
 *
 * <p>What the index needs, 24 bytes a packet outside the heap, is let go when the file is closed and the last that reads it has ended.
 */
public final class CaptureFile implements AutoCloseable, CaptureFacts {
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int UNPACK_BUFFER = 1 << 16;
    /** Others see packets in portions of so many, or when the writer of the file pauses. */
    private static final int PORTION_MASK = 0x3fff;

    private final Path path;
    private final Path content;
    private final BooleanSupplier isWritten;
    private final CaptureIndex index = new CaptureIndex();
    private final NavigableMap<Integer, String> notes = new ConcurrentSkipListMap<>();
    private final AtomicInteger users = new AtomicInteger(1);
    private volatile boolean isPcapng;
    private volatile List<PcapngInterface> interfaces = List.of();
    private volatile List<List<String>> interfaceWords = List.of();
    private volatile int[] linkTypes;
    private volatile String damage;
    private volatile boolean isIndexed;
    private volatile boolean closed;
    private volatile long bytesRead;

    private CaptureFile(Path path, Path content, BooleanSupplier isWritten, String damage) throws IOException {
        this.path = path;
        this.content = content;
        this.isWritten = isWritten;
        this.damage = damage;
        if (isWritten.getAsBoolean()) {
            linkTypes = new int[] {PcapFormat.LINK_TYPE_ETHERNET};
        } else {
            try (CaptureReader reader = CaptureReader.open(content)) {
                isPcapng = reader instanceof PcapngReader;
                linkTypes = new int[] {reader.linkType()};
            }
        }
    }

    /**
     * Opens a file; what is compressed is unpacked into a temporary file first. May take a while.
     *
     * @throws org.vitrine.packet.pcap.PcapFormatException when it is no capture file; the message says what it is
     * @throws IOException when it cannot be read
     */
    public static CaptureFile open(Path path) throws IOException {
        if (!isCompressed(path)) {
            return new CaptureFile(path, path, () -> false, null);
        }
        Path unpacked = Files.createTempFile("vitrine-packets", ".capture");
        try {
            String damage = unpack(path, unpacked);
            return new CaptureFile(path, unpacked, () -> false, damage);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(unpacked);
            throw e;
        }
    }

    /**
     * Opens a file that somebody writes; {@link #index} goes along with it.
     *
     * @param isWritten whether somebody still writes; once false, what is there is all
     */
    public static CaptureFile follow(Path path, BooleanSupplier isWritten) throws IOException {
        return new CaptureFile(path, path, isWritten, null);
    }

    private static boolean isCompressed(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] magic = in.readNBytes(2);
            return magic.length == 2 && ((magic[0] & 0xff) << 8 | magic[1] & 0xff) == GZIP_MAGIC;
        }
    }

    /** What is wrong with the compression, or null. */
    private static String unpack(Path from, Path to) throws IOException {
        try (OutputStream out = Files.newOutputStream(to);
                InputStream in = new GZIPInputStream(Files.newInputStream(from), UNPACK_BUFFER)) {
            byte[] buffer = new byte[UNPACK_BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                if (Thread.interrupted()) {
                    throw new InterruptedIOException(from + " is only unpacked in part");
                }
            }
            return null;
        } catch (EOFException | ZipException e) {
            return "the compression of " + from + " is cut off or damaged: " + e.getMessage();
        }
    }

    // ---- indexing

    /**
     * Reads the file from its beginning to its end and lists its packets. Once only.
     *
     * @param progress told bytes, and how many the file has
     * @return false when the thread was interrupted or the file closed: then the packets so far are there all the same
     * @throws IOException when the medium fails, or it turns out to be no capture file
     */
    public boolean index(Progress progress) throws IOException {
        retain();
        try (CaptureReader reader = CaptureReader.open(
                new GrowingChannel(content, this::isWritten, bytes -> publish(bytes, progress)), path.toString())) {
            index(reader);
            reader.damage().ifPresent(this::damaged);
            isIndexed = !closed;
            return isIndexed;
        } catch (ClosedByInterruptException _) {
            Thread.interrupted(); // whoever cancelled has what he wants
            return false;
        } finally {
            index.publish();
            release();
        }
    }

    private boolean isWritten() {
        return !closed && isWritten.getAsBoolean();
    }

    private void damaged(String text) {
        damage = damage == null ? text : damage + "; " + text;
    }

    private void index(CaptureReader reader) throws IOException {
        PcapngReader pcapng = reader instanceof PcapngReader it ? it : null;
        isPcapng = pcapng != null;
        if (pcapng == null) {
            linkTypes = new int[] {reader.linkType()};
        }
        int known = 0;
        int packet = 0;
        while (!closed && reader.next()) {
            int id = 0;
            if (pcapng != null) {
                id = pcapng.interfaceId();
                if (id >= known) {
                    describe(pcapng.interfaces());
                    known = interfaces.size();
                }
                if (pcapng.hasComments()) {
                    notes.put(packet, String.join("\n", pcapng.comments()));
                }
            }
            index.add(reader.position(), reader.timestamp(), reader.capturedLength(), reader.length(), id);
            if ((++packet & PORTION_MASK) == 0) {
                index.publish();
            }
        }
    }

    private void describe(List<PcapngInterface> described) {
        List<PcapngInterface> all = List.copyOf(described);
        linkTypes = all.stream().mapToInt(PcapngInterface::linkType).toArray();
        interfaceWords = all.stream().map(CaptureFile::words).toList();
        interfaces = all;
    }

    /** Names that a person may give to an interface: as a whole, and its words, such as that of the machine. */
    static List<String> words(PcapngInterface described) {
        List<String> words = new ArrayList<>();
        for (String text : List.of(described.name(), described.description())) {
            if (!text.isEmpty()) {
                words.add(text);
                Stream.of(text.split("[\\s/,:]+"))
                        .filter(word -> !word.isEmpty())
                        .forEach(words::add);
            }
        }
        return words.stream().distinct().toList();
    }

    private void publish(long bytes, Progress progress) throws IOException {
        index.publish();
        bytesRead = bytes;
        progress.at(bytes, Math.max(bytes, Files.size(content)));
    }

    // ---- what is in it

    /** The file as it was named. */
    public Path path() {
        return path;
    }

    /** Where its packets lie, not compressed. */
    public Path content() {
        return content;
    }

    /** Whether it is pcapng, which has room for notes; of one that is written as soon as it has begun. */
    public boolean isPcapng() {
        return isPcapng;
    }

    CaptureIndex index() {
        return index;
    }

    /** Packets that are listed so far. */
    public int packets() {
        return index.count();
    }

    /** Bytes of the file that were read so far. */
    public long bytesRead() {
        return bytesRead;
    }

    /** Whether {@link #index} has come to the end. */
    public boolean isIndexed() {
        return isIndexed;
    }

    /** What is wrong with the file and where; empty as long as nothing is. */
    public Optional<String> damage() {
        return Optional.ofNullable(damage);
    }

    /** Where packets were captured, as far as the file says; none for classic pcap. */
    public List<PcapngInterface> interfaces() {
        return interfaces;
    }

    /** Name of an interface; its description when it has no name, else empty. */
    @Override
    public String interfaceName(int id) {
        return name(interfaces, id);
    }

    static String name(List<PcapngInterface> all, int id) {
        if (id >= all.size()) {
            return "";
        }
        String name = all.get(id).name();
        return name.isEmpty() ? all.get(id).description() : name;
    }

    /** Names that a person may give to an interface: as a whole, and its words, such as that of the machine. */
    @Override
    public List<String> interfaceWords(int id) {
        List<List<String>> all = interfaceWords;
        return id < all.size() ? all.get(id) : List.of();
    }

    int linkType(int interfaceId) {
        int[] all = linkTypes;
        return all[Math.min(interfaceId, all.length - 1)];
    }

    /** What a packet begins with (tcpdump.org "Link-layer header types"). */
    public int linkTypeOf(int packet) {
        return linkType(interfaceId(packet));
    }

    /** What was noted about packets, by their places from 0. */
    public NavigableMap<Integer, String> notes() {
        return Collections.unmodifiableNavigableMap(notes);
    }

    /** What was noted about a packet, by its place from 0; null when nothing was. */
    @Override
    public String note(int packet) {
        return notes.get(packet);
    }

    /** When a packet passed, nanoseconds since the epoch. */
    @Override
    public long timestamp(int packet) {
        return index.timestamp(packet);
    }

    /** Bytes of a packet on the wire. */
    public int length(int packet) {
        return index.length(packet);
    }

    /** Bytes of a packet in the file. */
    public int capturedLength(int packet) {
        return index.capturedLength(packet);
    }

    /** Place of a packet's interface in {@link #interfaces}. */
    public int interfaceId(int packet) {
        return index.interfaceId(packet);
    }

    // ---- looking through it

    /**
     * Which packets pass a filter, of those that are listed so far; all processors take part.
     *
     * @param progress told packets
     * @throws InterruptedException when the thread is interrupted
     * @throws IOException when the file cannot be read or has become shorter
     */
    public Rows filter(DisplayFilter filter, Progress progress) throws IOException, InterruptedException {
        return filter(filter, Rows.all(0), 0, packets(), progress);
    }

    /**
     * As {@link #filter(DisplayFilter, Progress)}, going on in a file that has grown.
     *
     * @param before what passed so far; not to be gone on with twice
     * @param from packets that were looked at so far
     * @param to packets that are to be looked at in all; those that are listed at most
     */
    public Rows filter(DisplayFilter filter, Rows before, int from, int to, Progress progress)
            throws IOException, InterruptedException {
        return filter.isAll()
                ? Rows.all(to)
                : FilterRun.run(this, filter, from == 0 ? Rows.none() : before, from, to, progress);
    }

    /**
     * Puts rows into the order of a column; what is equal stays in the order of the file.
     *
     * @param rows in the order of the file
     * @param progress told packets
     * @throws InterruptedException when the thread is interrupted
     * @throws IllegalArgumentException when there are more than a million rows and the column is one of texts
     */
    public Rows sort(Rows rows, Column column, Progress progress) throws IOException, InterruptedException {
        return Sorting.sort(this, rows, column, progress);
    }

    // ---- its end

    /** Somebody reads. */
    void retain() {
        if (users.getAndUpdate(count -> count == 0 ? 0 : count + 1) == 0) {
            throw new IllegalStateException(path + " is closed");
        }
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            index.close();
        }
    }

    /** Ends {@link #index} and lets go of what is held; a second time does nothing. */
    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            release();
            if (!content.equals(path)) {
                Files.deleteIfExists(content);
            }
        }
    }
}
