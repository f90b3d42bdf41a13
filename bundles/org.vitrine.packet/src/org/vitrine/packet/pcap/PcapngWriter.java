/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/**
 * Writes a pcapng file (draft-ietf-opsawg-pcapng) with times in nanoseconds: interfaces, names, packets, and at its end what was received
 * and dropped. A file has {@code .part} behind its name until it is finished. Blocks are gathered in memory; every {@link #flush} hands
 * whole blocks to the system, so that a process that is killed leaves a file that is good up to its last flush. Packets are written
 * without allocating. Not thread-safe.
 */
public final class PcapngWriter implements AutoCloseable {
    /** Flags of a packet: the interface received it. */
    public static final int INBOUND = 1;

    /** Flags of a packet: the interface sent it. */
    public static final int OUTBOUND = 2;

    private static final int CAPACITY = 1 << 20;
    private static final String UNFINISHED = ".part";
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final ValueLayout.OfInt INT32 = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort INT16 = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong INT64 = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int FLAGS_OPTION_LENGTH = 8;
    private static final int END_OPTION_LENGTH = 4;
    private static final int MOST_NAME_BYTES = 0xffff;

    /** Null when the files are somebody else's. */
    private final Path file;
    /** Null when the files are ours. */
    private final Channels channels;

    private final String name;
    private final PcapngRotation rotation;
    private final List<PcapngOption> section;
    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private final SequencedMap<InetAddress, Collection<String>> names = new java.util.LinkedHashMap<>();
    private final SequencedMap<Integer, PcapngStatistics> statistics = new java.util.LinkedHashMap<>();
    private final Deque<Path> finished = new ArrayDeque<>();
    private final long maxNanos;
    private int[] snapLengths = new int[4];
    private Output output;
    private Path current;
    private int fileNumber;
    private long packets;
    private long bytesBefore;
    private long firstTimestamp;
    /** Where the length of the section that is copied stands, or -1 when there is none. */
    private long sectionLengthAt = -1;

    private ByteOrder sectionOrder = ORDER;

    /** Where files go that are somebody else's. */
    public interface Channels {
        /**
         * Begins a file; the one before it is complete.
         *
         * @param file which, counted from 1
         * @return blocking; closed when the file is complete
         */
        WritableByteChannel open(int file) throws IOException;
    }

    private PcapngWriter(
            Path file, Channels channels, String name, PcapngRotation rotation, List<PcapngOption> section) {
        this.file = file;
        this.channels = channels;
        this.name = name;
        this.rotation = rotation;
        this.section = List.copyOf(section);
        maxNanos = rotation.maxDuration().toNanos();
    }

    /**
     * Begins a file.
     *
     * @param section what is said of it, such as {@link PcapngOption#SECTION_APPLICATION}
     * @throws IOException when that cannot be done
     */
    public static PcapngWriter create(Path file, List<PcapngOption> section) throws IOException {
        return create(file, section, PcapngRotation.NEVER);
    }

    /**
     * Begins the first of several files, {@code name_00001.pcapng} for {@code name.pcapng}.
     *
     * @param section what is said of each, such as {@link PcapngOption#SECTION_APPLICATION}
     * @throws IOException when that cannot be done
     */
    public static PcapngWriter create(Path file, List<PcapngOption> section, PcapngRotation rotation)
            throws IOException {
        PcapngWriter writer = new PcapngWriter(file, null, file.toString(), rotation, section);
        writer.begin();
        writer.writeSection();
        return writer;
    }

    /**
     * Writes to what is no file, such as a pipe.
     *
     * @param channel blocking; closed by {@link #close}
     * @param name for messages
     */
    public static PcapngWriter to(WritableByteChannel channel, String name, List<PcapngOption> section)
            throws IOException {
        return to(_ -> channel, name, section, PcapngRotation.NEVER);
    }

    /**
     * Writes to what are no files of ours. How many are kept is up to whoever keeps them.
     *
     * @param name for messages
     */
    public static PcapngWriter to(Channels channels, String name, List<PcapngOption> section, PcapngRotation rotation)
            throws IOException {
        PcapngWriter writer = new PcapngWriter(null, channels, name, rotation, section);
        writer.begin();
        writer.writeSection();
        return writer;
    }

    /**
     * Begins a file that will have what is copied to it, sections included.
     *
     * @throws IOException when that cannot be done
     */
    public static PcapngWriter copyTo(Path file) throws IOException {
        PcapngWriter writer = new PcapngWriter(file, null, file.toString(), PcapngRotation.NEVER, List.of());
        writer.begin();
        return writer;
    }

    private void begin() throws IOException {
        fileNumber++;
        firstTimestamp = Long.MIN_VALUE;
        if (file == null) {
            output = new Output(channels.open(fileNumber), name, CAPACITY);
            return;
        }
        current = rotation.isNever() ? file : numbered(fileNumber);
        Path unfinished = unfinished(current);
        FileChannel channel = FileChannel.open(
                unfinished, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        output = new Output(channel, current.toString(), CAPACITY);
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private Path numbered(int number) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        return file.resolveSibling(String.format("%s_%05d%s", stem, number, dot < 0 ? "" : name.substring(dot)));
    }

    // ---- blocks

    private void writeSection() throws IOException {
        int length = PcapngFormat.SECTION_OPTIONS_OFFSET + lengthOf(section) + PcapngFormat.TRAILER_LENGTH;
        int at = startBlock(PcapngFormat.SECTION, length);
        output.memory.set(INT32, at + PcapngFormat.BODY_OFFSET, PcapngFormat.BYTE_ORDER);
        output.memory.set(INT16, at + PcapngFormat.MAJOR_OFFSET, (short) 1);
        output.memory.set(INT16, at + PcapngFormat.MINOR_OFFSET, (short) 0);
        output.memory.set(INT64, at + PcapngFormat.SECTION_LENGTH_OFFSET, PcapngFormat.UNKNOWN_LENGTH);
        writeOptions(at + PcapngFormat.SECTION_OPTIONS_OFFSET, section);
        endBlock(at, length);
    }

    /** Makes room for a block and begins it; says where. */
    private int startBlock(int type, int length) throws IOException {
        if (!output.isOpen()) {
            throw new IOException(name + " could not be followed by another file");
        }
        if (!output.makeRoom(length)) {
            throw new IllegalArgumentException("a block has at most " + CAPACITY + " bytes, got " + length);
        }
        int at = output.filled;
        output.memory.set(INT32, at, type);
        output.memory.set(INT32, at + PcapngFormat.LENGTH_OFFSET, length);
        return at;
    }

    private void endBlock(int at, int length) {
        output.memory.set(INT32, at + length - PcapngFormat.TRAILER_LENGTH, length);
        output.added(length);
    }

    private static int lengthOf(List<PcapngOption> options) {
        int length = options.isEmpty() ? 0 : END_OPTION_LENGTH;
        for (PcapngOption option : options) {
            length += PcapngOption.HEADER_LENGTH + PcapngFormat.padded(option.value().length);
        }
        return length;
    }

    private void writeOptions(int start, List<PcapngOption> options) {
        int at = start;
        for (PcapngOption option : options) {
            int length = option.value().length;
            if (length > MOST_NAME_BYTES) {
                throw new IllegalArgumentException("an option has at most 65535 bytes, got " + length);
            }
            at = writeRecord(at, option.code(), length);
            MemorySegment.copy(option.value(), 0, output.memory, ValueLayout.JAVA_BYTE, at, length);
            at = pad(at + length);
        }
        if (!options.isEmpty()) {
            writeRecord(at, PcapngOption.END, 0);
        }
    }

    private int writeRecord(int at, int code, int length) {
        output.memory.set(INT16, at, (short) code);
        output.memory.set(INT16, at + 2, (short) length);
        return at + 4;
    }

    /** Fills up to a multiple of 4 bytes; blocks begin at one. */
    private int pad(int from) {
        int at = from;
        while ((at - output.filled & 3) != 0) {
            output.memory.set(ValueLayout.JAVA_BYTE, at++, (byte) 0);
        }
        return at;
    }

    /**
     * Adds an interface; packets of it may follow.
     *
     * @return its id
     */
    public int add(PcapngInterface described) throws IOException {
        List<PcapngOption> options = new ArrayList<>(described.options());
        options.removeIf(
                o -> o.code() == PcapngOption.INTERFACE_RESOLUTION || o.code() == PcapngOption.INTERFACE_TIME_OFFSET);
        options.add(new PcapngOption(PcapngOption.INTERFACE_RESOLUTION, new byte[] {PcapngFormat.NANOSECONDS}));
        PcapngInterface written = new PcapngInterface(described.linkType(), described.snapLength(), options);
        int id = interfaces.size();
        interfaces.add(written);
        if (id == snapLengths.length) {
            snapLengths = java.util.Arrays.copyOf(snapLengths, 2 * id);
        }
        snapLengths[id] = described.snapLength() == 0 ? PcapFormat.MAX_CAPTURED_LENGTH : described.snapLength();
        write(written);
        return id;
    }

    private void write(PcapngInterface described) throws IOException {
        int length =
                PcapngFormat.INTERFACE_OPTIONS_OFFSET + lengthOf(described.options()) + PcapngFormat.TRAILER_LENGTH;
        int at = startBlock(PcapngFormat.INTERFACE, length);
        output.memory.set(INT16, at + PcapngFormat.BODY_OFFSET, (short) described.linkType());
        output.memory.set(INT16, at + PcapngFormat.BODY_OFFSET + 2, (short) 0);
        output.memory.set(INT32, at + PcapngFormat.SNAP_LENGTH_OFFSET, described.snapLength());
        writeOptions(at + PcapngFormat.INTERFACE_OPTIONS_OFFSET, described.options());
        endBlock(at, length);
    }

    /** Says what addresses are called; each file of a rotation will have it. */
    public void names(Map<InetAddress, ? extends Collection<String>> resolution) throws IOException {
        names.putAll(resolution);
        writeNames(resolution);
    }

    private void writeNames(Map<InetAddress, ? extends Collection<String>> resolution) throws IOException {
        for (var entry : resolution.entrySet()) {
            byte[] address = entry.getKey().getAddress();
            byte[] texts = (String.join("\0", entry.getValue()) + "\0").getBytes(StandardCharsets.UTF_8);
            int value = address.length + texts.length;
            if (value > MOST_NAME_BYTES) {
                throw new IllegalArgumentException("the names of an address have at most 65535 bytes, got " + value);
            }
            int length = PcapngFormat.BODY_OFFSET + 4 + PcapngFormat.padded(value) + 4 + PcapngFormat.TRAILER_LENGTH;
            int at = startBlock(PcapngFormat.NAMES, length);
            int type = address.length == 4 ? PcapngFormat.NAME_IPV4 : PcapngFormat.NAME_IPV6;
            int to = writeRecord(at + PcapngFormat.BODY_OFFSET, type, value);
            MemorySegment.copy(address, 0, output.memory, ValueLayout.JAVA_BYTE, to, address.length);
            MemorySegment.copy(texts, 0, output.memory, ValueLayout.JAVA_BYTE, to + address.length, texts.length);
            writeRecord(pad(to + value), PcapngFormat.NAME_END, 0);
            endBlock(at, length);
        }
    }

    /** Says what an interface received and dropped so far: the latest of each stands at the end of each file. */
    public void statistics(PcapngStatistics counted) {
        Objects.checkIndex(counted.interfaceId(), interfaces.size());
        statistics.put(counted.interfaceId(), counted);
    }

    /** Writes what was counted so far already here, for those who read while the file is written. */
    public void writeStatistics() throws IOException {
        for (PcapngStatistics counted : statistics.values()) {
            int length =
                    PcapngFormat.STATISTICS_OPTIONS_OFFSET + 5 * 12 + END_OPTION_LENGTH + PcapngFormat.TRAILER_LENGTH;
            for (long value : new long[] {counted.received(), counted.droppedByInterface(), counted.droppedByOs()}) {
                length -= value == PcapngStatistics.UNKNOWN ? 12 : 0;
            }
            List<PcapngOption> comments =
                    counted.comment().isEmpty() ? List.of() : List.of(PcapngOption.comment(counted.comment()));
            length += comments.isEmpty() ? 0 : lengthOf(comments) - END_OPTION_LENGTH;
            int at = startBlock(PcapngFormat.STATISTICS, length);
            output.memory.set(INT32, at + PcapngFormat.BODY_OFFSET, counted.interfaceId());
            writeTime(at + PcapngFormat.PACKET_TIME_OFFSET, counted.end());
            int to = writeRecord(at + PcapngFormat.STATISTICS_OPTIONS_OFFSET, PcapngStatistics.OPTION_START, 8);
            writeTime(to, counted.start());
            to = writeRecord(to + 8, PcapngStatistics.OPTION_END, 8);
            writeTime(to, counted.end());
            to = writeCount(to + 8, PcapngStatistics.OPTION_RECEIVED, counted.received());
            to = writeCount(to, PcapngStatistics.OPTION_DROPPED_BY_INTERFACE, counted.droppedByInterface());
            to = writeCount(to, PcapngStatistics.OPTION_DROPPED_BY_OS, counted.droppedByOs());
            if (comments.isEmpty()) {
                writeRecord(to, PcapngOption.END, 0);
            } else {
                writeOptions(to, comments);
            }
            endBlock(at, length);
        }
    }

    private int writeCount(int at, int code, long value) {
        if (value == PcapngStatistics.UNKNOWN) {
            return at;
        }
        int to = writeRecord(at, code, 8);
        output.memory.set(INT64, to, value);
        return to + 8;
    }

    /** Times have their upper half first in either byte order. */
    private void writeTime(int at, long nanos) {
        output.memory.set(INT32, at, (int) (nanos >>> 32));
        output.memory.set(INT32, at + 4, (int) nanos);
    }

    // ---- packets

    /** As {@link #write(int, MemorySegment, long, int, int, long, int, String)}, without flags or a comment. */
    public void write(int nic, MemorySegment from, long offset, int capturedLength, int length, long timestamp)
            throws IOException {
        write(nic, from, offset, capturedLength, length, timestamp, 0, null);
    }

    /**
     * Adds a packet, cut to the interface's snap length.
     *
     * @param nic id of its interface
     * @param capturedLength bytes of it that are in memory
     * @param length bytes that it had on the wire
     * @param timestamp nanoseconds since the epoch
     * @param flags such as {@link #INBOUND}; 0 for none
     * @param comment what there is to say about it; null for nothing
     * @throws IOException when the system does not take what was gathered; see {@link #flush}
     */
    public void write(
            int nic,
            MemorySegment from,
            long offset,
            int capturedLength,
            int length,
            long timestamp,
            int flags,
            String comment)
            throws IOException {
        int kept = Math.min(capturedLength, snapLengths[Objects.checkIndex(nic, interfaces.size())]);
        List<PcapngOption> comments = comment == null ? null : List.of(PcapngOption.comment(comment));
        int options = (flags == 0 ? 0 : FLAGS_OPTION_LENGTH)
                + (comments != null ? lengthOf(comments) : flags == 0 ? 0 : END_OPTION_LENGTH);
        int blockLength =
                PcapngFormat.PACKET_DATA_OFFSET + PcapngFormat.padded(kept) + options + PcapngFormat.TRAILER_LENGTH;
        if (isDue(blockLength, timestamp)) {
            roll();
        }
        int at = startBlock(PcapngFormat.ENHANCED_PACKET, blockLength);
        MemorySegment memory = output.memory;
        memory.set(INT32, at + PcapngFormat.PACKET_INTERFACE_OFFSET, nic);
        writeTime(at + PcapngFormat.PACKET_TIME_OFFSET, timestamp);
        memory.set(INT32, at + PcapngFormat.PACKET_CAPTURED_OFFSET, kept);
        memory.set(INT32, at + PcapngFormat.PACKET_LENGTH_OFFSET, length);
        MemorySegment.copy(from, offset, memory, at + PcapngFormat.PACKET_DATA_OFFSET, kept);
        int to = pad(at + PcapngFormat.PACKET_DATA_OFFSET + kept);
        if (flags != 0) {
            to = writeRecord(to, PcapngOption.PACKET_FLAGS, 4);
            memory.set(INT32, to, flags);
            to += 4;
            writeRecord(to, PcapngOption.END, 0);
        }
        if (comments != null) {
            writeOptions(to, comments);
        }
        endBlock(at, blockLength);
        output.packets++;
        packets++;
        if (firstTimestamp == Long.MIN_VALUE) {
            firstTimestamp = timestamp;
        }
    }

    // ---- copying

    /**
     * Copies the block that the reader stands at, byte by byte, whatever it is.
     *
     * @throws IOException when the system does not take what was gathered; see {@link #flush}
     */
    public void copy(PcapngReader from) throws IOException {
        if (from.blockType() == PcapngFormat.SECTION) {
            long stated = from.memory()
                    .get(INT64.withOrder(from.order()), from.blockOffset() + PcapngFormat.SECTION_LENGTH_OFFSET);
            sectionLengthAt =
                    stated == PcapngFormat.UNKNOWN_LENGTH ? -1 : output.bytes + PcapngFormat.SECTION_LENGTH_OFFSET;
            sectionOrder = from.order();
        }
        put(from.memory(), from.blockOffset(), from.blockLength());
        count(from);
    }

    private void count(PcapngReader from) {
        if (from.isPacket()) {
            output.packets++;
            packets++;
        }
    }

    private void put(MemorySegment from, long offset, int length) throws IOException {
        if (output.makeRoom(length)) {
            MemorySegment.copy(from, offset, output.memory, output.filled, length);
            output.added(length);
        } else {
            output.through(from, offset, length);
        }
    }

    /**
     * Copies the packet that the reader stands at with other comments; all else that is said of it stays.
     *
     * @throws IllegalArgumentException for a simple packet, which has no room for comments
     */
    public void copy(PcapngReader from, List<String> comments) throws IOException {
        if (!from.isPacket() || from.blockType() == PcapngFormat.SIMPLE_PACKET) {
            throw new IllegalArgumentException(
                    "a block of type " + from.blockType() + " has no comments about a packet");
        }
        List<PcapngOption> options = new ArrayList<>(from.options());
        options.removeIf(option -> option.code() == PcapngOption.COMMENT);
        comments.forEach(comment -> options.add(PcapngOption.comment(comment)));
        int kept = from.optionsAt();
        int length = kept + lengthOf(options) + PcapngFormat.TRAILER_LENGTH;
        if (!output.makeRoom(length)) {
            throw new IllegalArgumentException(
                    "a packet with comments has at most " + CAPACITY + " bytes, got " + length);
        }
        int at = output.filled;
        MemorySegment.copy(from.memory(), from.blockOffset(), output.memory, at, kept);
        writeOptions(at + kept, options);
        if (from.order() != ORDER) {
            swapOptions(at + kept, options);
        }
        ValueLayout.OfInt int32 = INT32.withOrder(from.order());
        output.memory.set(int32, at + PcapngFormat.LENGTH_OFFSET, length);
        output.memory.set(int32, at + length - PcapngFormat.TRAILER_LENGTH, length);
        output.added(length);
        count(from);
        forgetSectionLength();
    }

    /** Puts the codes and lengths of options into the other byte order; values were in it all the time. */
    private void swapOptions(int start, List<PcapngOption> options) {
        int at = start;
        for (PcapngOption option : options) {
            for (int field = at; field < at + 4; field += 2) {
                output.memory.set(INT16, field, Short.reverseBytes(output.memory.get(INT16, field)));
            }
            at += PcapngOption.HEADER_LENGTH + PcapngFormat.padded(option.value().length);
        }
    }

    /** A section whose length was stated has another one now. */
    private void forgetSectionLength() throws IOException {
        if (sectionLengthAt >= 0) {
            output.patch(sectionLengthAt, PcapngFormat.UNKNOWN_LENGTH, sectionOrder);
            sectionLengthAt = -1;
        }
    }

    // ---- files

    private boolean isDue(int blockLength, long timestamp) {
        if (rotation.isNever() || output.packets == 0) {
            return false;
        }
        return rotation.maxBytes() > 0 && output.bytes + blockLength > rotation.maxBytes()
                || maxNanos > 0 && timestamp - firstTimestamp >= maxNanos;
    }

    private void roll() throws IOException {
        finish();
        bytesBefore += output.bytes;
        if (file != null) {
            finished.add(current);
        }
        while (rotation.maxFiles() > 0 && finished.size() >= rotation.maxFiles()) {
            Files.deleteIfExists(finished.remove());
        }
        begin();
        writeSection();
        for (PcapngInterface described : interfaces) {
            write(described);
        }
        writeNames(names);
    }

    /** Ends the present file, on the disk and under its name. */
    private void finish() throws IOException {
        try {
            if (!output.isBroken()) {
                writeStatistics();
                output.flush();
            }
        } finally {
            try {
                output.close(file != null);
            } finally {
                if (file != null) {
                    Files.move(unfinished(current), current, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        }
    }

    /**
     * Hands everything to the system.
     *
     * @throws IOException when the disk is full or fails. The file then ends with the last block that was flushed before, and nothing
     *     more can be written
     */
    public void flush() throws IOException {
        output.flush();
    }

    /** Bytes of all files so far, flushed or not. */
    public long bytes() {
        return bytesBefore + output.bytes;
    }

    /** Packets of all files so far, flushed or not; without those that the system did not take. */
    public long packets() {
        return packets - output.lostPackets;
    }

    /** Which file is written, counted from 1. */
    public int fileNumber() {
        return fileNumber;
    }

    /** The file that is written; its name has {@code .part} behind it until it is finished. Null when it is none. */
    public Path file() {
        return current;
    }

    /** Says what was received and dropped, and gives the file its name. */
    @Override
    public void close() throws IOException {
        if (output.isOpen()) {
            finish();
        }
    }
}
