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
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Consumer;

/**
 * Reads a pcapng file (draft-ietf-opsawg-pcapng), compressed with gzip or not: all byte orders, several sections, any resolution of each
 * interface. {@link #next} goes from packet to packet; {@link #nextBlock} stops at every block, so that a file can be copied with what
 * is not known here, see {@link PcapngWriter#copy}. A block that is not what it should be is passed over; one whose length cannot be
 * ends the file.
 */
public final class PcapngReader implements CaptureReader {
    /** Interfaces and names that are kept of one file; more are damage. */
    private static final int MOST = 65_536;

    private static final int MOST_COMMENTS = 1_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int DEFAULT_RESOLUTION = 6;
    private static final int BINARY_RESOLUTION = 0x80;

    // constants, and bytes are swapped apart: a layout that differs between readers is looked up for each field
    private static final ValueLayout.OfInt INT_BIG = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT_BIG =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Window window;
    private final String name;
    private final List<PcapngInterface> interfaces = new ArrayList<>();
    private final SequencedMap<Integer, PcapngStatistics> statistics = new LinkedHashMap<>();
    private final SequencedMap<InetAddress, SequencedSet<String>> names = new LinkedHashMap<>();
    private List<PcapngOption> sectionOptions = List.of();
    /** For each interface of the file: resolution and offset of its times. */
    private int[] resolutions = new int[4];

    private long[] secondOffsets = new long[4];
    /** Interfaces of sections before this one. */
    private int interfacesBefore;

    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    private int blockStart;
    private int blockLength;
    private int blockType;
    private boolean ended;
    private long blocks;
    private long brokenBlocks;
    private String damage;

    private boolean isPacket;
    private long packets;
    private int optionsAt;
    private int dataAt;
    private int capturedLength;
    private int length;
    private int interfaceId;
    private long timestamp;

    /**
     * Reads the first section's header.
     *
     * @param channel blocking; closed by {@link #close}, and when this fails
     * @param name of the file, for messages
     * @throws PcapFormatException when it is no pcapng file; the message says what it is
     */
    public PcapngReader(ReadableByteChannel channel, String name) throws IOException {
        this(new Window(channel, PcapFormat.MAX_CAPTURED_LENGTH), name);
    }

    PcapngReader(Window window, String name) throws IOException {
        this.window = window;
        this.name = name;
        try {
            if (!isPcapng(window)) {
                throw new PcapFormatException(name + (window.available() == 0 ? " is empty" : " is no pcapng file"));
            }
            if (!nextBlock()) {
                throw new PcapFormatException(damage);
            }
            window.position = blockStart;
            blocks = 0;
        } catch (IOException | RuntimeException e) {
            window.close();
            throw e;
        }
    }

    /** Opens a file, and otherwise as the constructor. */
    public static PcapngReader open(Path file) throws IOException {
        return new PcapngReader(Window.open(file), file.toString());
    }

    static boolean isPcapng(Window window) throws IOException {
        return window.has(4) && window.memory.get(INT_BIG, window.position) == PcapngFormat.SECTION;
    }

    // ---- going on

    @Override
    public boolean next() throws IOException {
        while (nextBlock()) {
            if (isPacket) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes to the next block of any kind.
     *
     * @return whether there is one; once false, it stays false
     * @throws IOException when the medium fails
     */
    public boolean nextBlock() throws IOException {
        isPacket = false;
        capturedLength = 0;
        length = 0;
        if (ended) {
            return false;
        }
        if (!window.has(PcapngFormat.SHORTEST_BLOCK)) {
            return end(window.available() == 0 ? null : "it ends within the beginning of a block");
        }
        if (window.memory.get(INT_BIG, window.position) == PcapngFormat.SECTION && !readByteOrder()) {
            return end("a section has no byte order");
        }
        int stated = int32(window.position + PcapngFormat.LENGTH_OFFSET);
        if (stated < PcapngFormat.SHORTEST_BLOCK || stated > PcapngFormat.LONGEST_BLOCK || (stated & 3) != 0) {
            return end("a block claims to have " + Integer.toUnsignedString(stated) + " bytes");
        }
        if (!window.has(stated)) {
            return end("it ends within a block of " + stated + " bytes");
        }
        blockStart = window.position;
        blockLength = stated;
        blockType = i32(PcapngFormat.TYPE_OFFSET);
        int trailer = i32(stated - PcapngFormat.TRAILER_LENGTH);
        if (trailer != stated) {
            return end("a block of " + stated + " bytes ends as if it had " + Integer.toUnsignedString(trailer));
        }
        optionsAt = stated - PcapngFormat.TRAILER_LENGTH;
        String complaint = understand();
        if (complaint != null) {
            if (blockType == PcapngFormat.SECTION) {
                return end(complaint);
            }
            broken(complaint);
        }
        blocks++;
        window.position += stated;
        return true;
    }

    private boolean readByteOrder() {
        int mark = window.memory.get(INT_BIG, window.position + (long) PcapngFormat.BODY_OFFSET);
        if (mark != PcapngFormat.BYTE_ORDER && mark != Integer.reverseBytes(PcapngFormat.BYTE_ORDER)) {
            return false;
        }
        order = mark == PcapngFormat.BYTE_ORDER ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return true;
    }

    private boolean end(String reason) {
        ended = true;
        String why = window.trouble() == null ? reason : window.trouble();
        if (why != null) {
            String cut = name + " is damaged after packet " + packets + ", at byte " + window.at() + ": " + why;
            damage = damage == null ? cut : damage + "; and it " + cut.substring(name.length() + 1);
        }
        return false;
    }

    private void broken(String complaint) {
        brokenBlocks++;
        if (brokenBlocks == 1) {
            damage = name + " has a block that makes no sense after packet " + packets + ", at byte " + window.at()
                    + ": " + complaint;
        }
    }

    @Override
    public boolean isNextInMemory() {
        int at = window.position;
        while (!ended && window.filled - at >= PcapngFormat.SHORTEST_BLOCK) {
            int type = int32(at);
            int stated = int32(at + PcapngFormat.LENGTH_OFFSET);
            if (type == PcapngFormat.SECTION || stated < PcapngFormat.SHORTEST_BLOCK || stated > window.filled - at) {
                return false;
            }
            if (type == PcapngFormat.ENHANCED_PACKET) {
                return isSound(at, stated);
            }
            if (type == PcapngFormat.SIMPLE_PACKET || type == PcapngFormat.OLD_PACKET) {
                return false; // it may be, but nobody writes them
            }
            at += stated;
        }
        return false;
    }

    /** Whether the packet that begins there will not be passed over. */
    private boolean isSound(int at, int blockBytes) {
        if (blockBytes < PcapngFormat.PACKET_DATA_OFFSET + PcapngFormat.TRAILER_LENGTH) {
            return false;
        }
        int captured = int32(at + PcapngFormat.PACKET_CAPTURED_OFFSET);
        int most = Math.min(
                blockBytes - PcapngFormat.PACKET_DATA_OFFSET - PcapngFormat.TRAILER_LENGTH,
                PcapFormat.MAX_CAPTURED_LENGTH);
        return captured >= 0 && captured <= most && idOfFile(int32(at + PcapngFormat.PACKET_INTERFACE_OFFSET)) >= 0;
    }

    // ---- blocks

    private int int32(int at) {
        int value = window.memory.get(INT_BIG, at);
        return order == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private int i32(int at) {
        return int32(blockStart + at);
    }

    private int u16(int at) {
        short value = window.memory.get(SHORT_BIG, blockStart + at);
        return (order == ByteOrder.BIG_ENDIAN ? value : Short.reverseBytes(value)) & 0xffff;
    }

    private int bodyEnd() {
        return blockLength - PcapngFormat.TRAILER_LENGTH;
    }

    /** Takes in what the block says; null or what is wrong with it. */
    private String understand() {
        return switch (blockType) {
            case PcapngFormat.SECTION -> section();
            case PcapngFormat.INTERFACE -> interfaceDescription();
            case PcapngFormat.ENHANCED_PACKET -> packet(i32orZero(PcapngFormat.PACKET_INTERFACE_OFFSET));
            case PcapngFormat.OLD_PACKET ->
                packet(blockLength < PcapngFormat.PACKET_DATA_OFFSET ? 0 : u16(PcapngFormat.PACKET_INTERFACE_OFFSET));
            case PcapngFormat.SIMPLE_PACKET -> simplePacket();
            case PcapngFormat.NAMES -> names();
            case PcapngFormat.STATISTICS -> interfaceStatistics();
            default -> null;
        };
    }

    private int i32orZero(int at) {
        return at + 4 > bodyEnd() ? 0 : i32(at);
    }

    private String section() {
        if (bodyEnd() < PcapngFormat.SECTION_OPTIONS_OFFSET) {
            return "a section's header is too short";
        }
        int major = u16(PcapngFormat.MAJOR_OFFSET);
        int minor = u16(PcapngFormat.MINOR_OFFSET);
        if (major != 1 || minor != 0 && minor != 2) {
            return "a section has format version " + major + "." + minor + "; only 1.0 is known";
        }
        interfacesBefore = interfaces.size();
        optionsAt = PcapngFormat.SECTION_OPTIONS_OFFSET;
        sectionOptions = options();
        return null;
    }

    private String interfaceDescription() {
        if (bodyEnd() < PcapngFormat.INTERFACE_OPTIONS_OFFSET) {
            return "an interface's description is too short";
        }
        int id = interfaces.size();
        if (id == MOST) {
            return "there are more than " + MOST + " interfaces";
        }
        optionsAt = PcapngFormat.INTERFACE_OPTIONS_OFFSET;
        List<PcapngOption> said = options();
        interfaces.add(new PcapngInterface(u16(PcapngFormat.BODY_OFFSET), i32(PcapngFormat.SNAP_LENGTH_OFFSET), said));
        if (id == resolutions.length) {
            resolutions = java.util.Arrays.copyOf(resolutions, 2 * id);
            secondOffsets = java.util.Arrays.copyOf(secondOffsets, 2 * id);
        }
        resolutions[id] = DEFAULT_RESOLUTION;
        secondOffsets[id] = 0;
        for (PcapngOption option : said) {
            if (option.code() == PcapngOption.INTERFACE_RESOLUTION && option.value().length == 1) {
                resolutions[id] = option.value()[0] & 0xff;
            } else if (option.code() == PcapngOption.INTERFACE_TIME_OFFSET && option.value().length == 8) {
                secondOffsets[id] = number(option.value());
            }
        }
        return null;
    }

    private long number(byte[] eight) {
        return MemorySegment.ofArray(eight).get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(order), 0);
    }

    /** An enhanced packet, or one of the old kind, which has the same fields from the time on. */
    private String packet(int idInSection) {
        if (bodyEnd() < PcapngFormat.PACKET_DATA_OFFSET) {
            return "a packet's block is too short";
        }
        int captured = i32(PcapngFormat.PACKET_CAPTURED_OFFSET);
        if (captured < 0 || captured > bodyEnd() - PcapngFormat.PACKET_DATA_OFFSET) {
            return "a packet claims to have " + Integer.toUnsignedString(captured) + " bytes";
        }
        int id = idOfFile(idInSection);
        if (id < 0) {
            return "a packet is of interface " + Integer.toUnsignedString(idInSection) + ", which is not described";
        }
        long units = (long) i32(PcapngFormat.PACKET_TIME_OFFSET) << 32
                | i32(PcapngFormat.PACKET_TIME_OFFSET + 4) & 0xffff_ffffL;
        timestamp = nanos(units, resolutions[id]) + secondOffsets[id] * NANOS_PER_SECOND;
        interfaceId = id;
        optionsAt = PcapngFormat.PACKET_DATA_OFFSET + PcapngFormat.padded(captured);
        return found(PcapngFormat.PACKET_DATA_OFFSET, captured, i32(PcapngFormat.PACKET_LENGTH_OFFSET));
    }

    private String simplePacket() {
        if (bodyEnd() < PcapngFormat.SIMPLE_DATA_OFFSET) {
            return "a packet's block is too short";
        }
        int id = idOfFile(0);
        if (id < 0) {
            return "a packet is of interface 0, which is not described";
        }
        int stated = i32(PcapngFormat.BODY_OFFSET);
        int snap = interfaces.get(id).snapLength();
        int wanted = snap > 0 && Integer.compareUnsigned(snap, stated) < 0 ? snap : stated;
        int room = bodyEnd() - PcapngFormat.SIMPLE_DATA_OFFSET;
        interfaceId = id;
        timestamp = 0;
        return found(PcapngFormat.SIMPLE_DATA_OFFSET, wanted < 0 ? room : Math.min(wanted, room), stated);
    }

    private int idOfFile(int idInSection) {
        return idInSection < 0 || idInSection >= interfaces.size() - interfacesBefore
                ? -1
                : interfacesBefore + idInSection;
    }

    private String found(int data, int captured, int stated) {
        if (captured > PcapFormat.MAX_CAPTURED_LENGTH) {
            return "a packet has " + captured + " bytes";
        }
        isPacket = true;
        packets++;
        dataAt = data;
        capturedLength = captured;
        length = Math.max(stated, captured);
        return null;
    }

    /**
     * Nanoseconds for units of an interface's resolution; of finer ones what is left is cut off.
     *
     * @param resolution a negative power of 10; of 2 with the highest bit
     */
    static long nanos(long units, int resolution) {
        if ((resolution & BINARY_RESOLUTION) == 0) {
            if (resolution <= PcapngFormat.NANOSECONDS) {
                return units * power(PcapngFormat.NANOSECONDS - resolution);
            }
            int finer = resolution - PcapngFormat.NANOSECONDS;
            return finer > 19 ? 0 : Long.divideUnsigned(units, power(finer)); // 10^19 is the last that fits
        }
        int bits = resolution & ~BINARY_RESOLUTION;
        long high = Math.unsignedMultiplyHigh(units, NANOS_PER_SECOND);
        long low = units * NANOS_PER_SECOND;
        if (bits == 0) {
            return low;
        }
        return bits < 64 ? high << 64 - bits | low >>> bits : high >>> bits - 64;
    }

    private static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= 10;
        }
        return power;
    }

    private String names() {
        int at = PcapngFormat.BODY_OFFSET;
        while (at + 4 <= bodyEnd()) {
            int type = u16(at);
            int valueLength = u16(at + 2);
            int value = at + 4;
            if (type == PcapngFormat.NAME_END) {
                optionsAt = value;
                return null;
            }
            if (valueLength > bodyEnd() - value) {
                return "a name goes beyond its block";
            }
            int address = type == PcapngFormat.NAME_IPV4 ? 4 : type == PcapngFormat.NAME_IPV6 ? 16 : 0;
            if (address > 0 && valueLength > address && !addNames(value, address, valueLength)) {
                return "there are more than " + MOST + " names";
            }
            at = value + PcapngFormat.padded(valueLength);
        }
        return "the names have no end";
    }

    private boolean addNames(int at, int addressLength, int valueLength) {
        InetAddress address;
        try {
            address = InetAddress.getByAddress(bytes(at, addressLength));
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
        if (names.size() == MOST && !names.containsKey(address)) {
            return false;
        }
        SequencedSet<String> all = names.computeIfAbsent(address, _ -> new LinkedHashSet<>());
        String text = new String(bytes(at + addressLength, valueLength - addressLength), StandardCharsets.UTF_8);
        for (String one : text.split("\0")) {
            if (!one.isEmpty() && all.size() < MOST_COMMENTS) {
                all.add(one);
            }
        }
        return true;
    }

    private byte[] bytes(int at, int count) {
        return window.memory.asSlice(blockStart + (long) at, count).toArray(ValueLayout.JAVA_BYTE);
    }

    private String interfaceStatistics() {
        if (bodyEnd() < PcapngFormat.STATISTICS_OPTIONS_OFFSET) {
            return "an interface's statistics are too short";
        }
        int id = idOfFile(i32(PcapngFormat.BODY_OFFSET));
        if (id < 0) {
            return "statistics are of an interface that is not described";
        }
        optionsAt = PcapngFormat.STATISTICS_OPTIONS_OFFSET;
        long[] values = new long[8];
        java.util.Arrays.fill(values, PcapngStatistics.UNKNOWN);
        List<String> comments = comments();
        for (PcapngOption option : options()) {
            if (option.code() < values.length && option.value().length == 8) {
                values[option.code()] = number(option.value());
            }
        }
        statistics.put(
                id,
                new PcapngStatistics(
                        id,
                        time(values[PcapngStatistics.OPTION_START], id),
                        time(values[PcapngStatistics.OPTION_END], id),
                        values[PcapngStatistics.OPTION_RECEIVED],
                        values[PcapngStatistics.OPTION_DROPPED_BY_INTERFACE],
                        values[PcapngStatistics.OPTION_DROPPED_BY_OS],
                        String.join("\n", comments)));
        return null;
    }

    /** Times in options have their upper half first in either byte order. */
    private long time(long value, int id) {
        if (value == PcapngStatistics.UNKNOWN) {
            return 0;
        }
        long units = order == ByteOrder.BIG_ENDIAN ? value : Long.rotateLeft(value, 32);
        return nanos(units, resolutions[id]) + secondOffsets[id] * NANOS_PER_SECOND;
    }

    // ---- options

    private void options(Consumer<PcapngOption> to) {
        int at = optionsAt;
        while (at + PcapngOption.HEADER_LENGTH <= bodyEnd()) {
            int code = u16(at);
            int valueLength = u16(at + 2);
            if (code == PcapngOption.END || valueLength > bodyEnd() - at - PcapngOption.HEADER_LENGTH) {
                return;
            }
            to.accept(new PcapngOption(code, bytes(at + PcapngOption.HEADER_LENGTH, valueLength)));
            at += PcapngOption.HEADER_LENGTH + PcapngFormat.padded(valueLength);
        }
    }

    /** The options of the block; those of a name record block stand behind its names. */
    public List<PcapngOption> options() {
        List<PcapngOption> all = new ArrayList<>();
        options(all::add);
        return all;
    }

    /** What somebody wrote about the packet, or about what else the block is. */
    public List<String> comments() {
        return options().stream()
                .filter(o -> o.code() == PcapngOption.COMMENT)
                .map(PcapngOption::text)
                .toList();
    }

    /** Whether somebody wrote something about the packet. Allocates nothing. */
    public boolean hasComments() {
        return isPacket && option(PcapngOption.COMMENT) >= 0;
    }

    /** Flags of the packet, such as {@link PcapngWriter#INBOUND}; 0 when there are none. Allocates nothing. */
    public int flags() {
        int at = isPacket ? option(PcapngOption.PACKET_FLAGS) : -1;
        return at >= 0 && u16(at + 2) == 4 ? i32(at + PcapngOption.HEADER_LENGTH) : 0;
    }

    /** Where the first option of a kind begins in the block, or -1. */
    private int option(int wanted) {
        int at = optionsAt;
        while (at + PcapngOption.HEADER_LENGTH <= bodyEnd()) {
            int code = u16(at);
            int valueLength = u16(at + 2);
            if (code == PcapngOption.END || valueLength > bodyEnd() - at - PcapngOption.HEADER_LENGTH) {
                return -1;
            }
            if (code == wanted) {
                return at;
            }
            at += PcapngOption.HEADER_LENGTH + PcapngFormat.padded(valueLength);
        }
        return -1;
    }

    // ---- what the file says

    /** All interfaces so far, in the order of the file. */
    public List<PcapngInterface> interfaces() {
        return java.util.Collections.unmodifiableList(interfaces);
    }

    /** The latest that was said of each interface so far, by its place in {@link #interfaces}. */
    public Map<Integer, PcapngStatistics> statistics() {
        return java.util.Collections.unmodifiableMap(statistics);
    }

    /** Names of addresses so far. */
    public Map<InetAddress, SequencedSet<String>> nameResolution() {
        return java.util.Collections.unmodifiableMap(names);
    }

    /** What the present section says of itself: who wrote it, on what. */
    public List<PcapngOption> sectionOptions() {
        return List.copyOf(sectionOptions);
    }

    /** Byte order of the present section. */
    public ByteOrder order() {
        return order;
    }

    // ---- the block and the packet

    /** The kind of block, such as 6 for an enhanced packet. */
    public int blockType() {
        return blockType;
    }

    /** Where the block begins in {@link #memory()}. */
    public long blockOffset() {
        return blockStart;
    }

    /** Bytes of the block, with its lengths. */
    public int blockLength() {
        return blockLength;
    }

    /** Blocks so far. */
    public long blocks() {
        return blocks;
    }

    /** Whether the block is a packet, so that what tells of packets may be asked. */
    public boolean isPacket() {
        return isPacket;
    }

    /** Where the options of the block begin, counted from its beginning. */
    int optionsAt() {
        return optionsAt;
    }

    /** The place of the packet's interface in {@link #interfaces}. */
    public int interfaceId() {
        return interfaceId;
    }

    @Override
    public Optional<String> damage() {
        return Optional.ofNullable(damage)
                .map(text -> brokenBlocks > 1 ? text + " (" + brokenBlocks + " such blocks)" : text);
    }

    @Override
    public long packets() {
        return packets;
    }

    @Override
    public MemorySegment memory() {
        return window.memory;
    }

    @Override
    public long offset() {
        return blockStart + (long) dataAt;
    }

    @Override
    public long position() {
        return window.at(offset());
    }

    @Override
    public int capturedLength() {
        return capturedLength;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long timestamp() {
        return timestamp;
    }

    /** What the packet begins with; before the first packet what those of the first interface do. */
    @Override
    public int linkType() {
        return interfaces.isEmpty()
                ? PcapFormat.LINK_TYPE_ETHERNET
                : interfaces.get(interfaceId).linkType();
    }

    @Override
    public void close() throws IOException {
        window.close();
    }
}
