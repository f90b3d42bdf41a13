/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * A packet socket for one Ethernet interface, and the ring that it shares with the kernel (packet(7), the kernel's
 * {@code networking/packet_mmap}).
 *
 * <p>Made in this order: {@link #open}, {@link #ring}, {@link #filter}, {@link #bind}. Until it is bound nothing comes. It means the
 * interface and not its name. Not thread-safe, except for {@link #send}.
 */
public final class RingSocket implements AutoCloseable {
    /** Ring of slots of one size; the kernel announces every frame. */
    public static final int TPACKET_V2 = 1;

    /** Ring of blocks packed with frames; the kernel announces a block that is full or old enough. */
    public static final int TPACKET_V3 = 2;

    /** Bytes of {@code struct virtio_net_hdr} ({@code linux/virtio_net.h}). */
    public static final int OFFLOAD_HEADER = 10;

    /** Instructions of classic BPF have eight bytes ({@code linux/filter.h}). */
    public static final int INSTRUCTION_LENGTH = 8;

    /*
     *  struct ifreq         { char ifr_name[16]; union { int; short flags; struct sockaddr; ... } }         40 bytes
     *  struct sockaddr_ll   { u16 family; u16 protocol; int ifindex; u16 hatype; u8 pkttype, halen, addr[8] }  20 bytes
     *  struct tpacket_req3  { u32 block_size, block_nr, frame_size, frame_nr, retire_blk_tov, sizeof_priv, feature_req_word }
     *  struct tpacket_stats { u32 tp_packets, tp_drops }, in version 3 one more
     *  struct sock_fprog    { u16 len; struct sock_filter *filter }                                      16 bytes
     */
    private static final int NAME_LENGTH = 16;
    private static final int REQUEST_LENGTH = 40;
    private static final int VALUE_OFFSET = 16;
    private static final int ADDRESS_LENGTH = 20;
    private static final int PROTOCOL_OFFSET = 2;
    private static final int INDEX_OFFSET = 4;
    private static final int PROGRAM_LENGTH = 16;
    private static final int SCRATCH_LENGTH = 64;
    private static final long UNSIGNED_INT = 0xffff_ffffL;
    private static final long DOWN_CHECK_NANOS = 50_000_000;

    private static final int SIOCGIFNAME = 0x8910;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFF_UP = 1;
    private static final int ARPHRD_ETHER = 1;
    private static final int ARPHRD_LOOPBACK = 772;
    private static final int ETH_P_ALL = 3;

    private static final int SO_ERROR = 4;
    private static final int SO_SNDBUFFORCE = 32;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int PACKET_RX_RING = 5;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_VERSION = 10;
    private static final int PACKET_RESERVE = 12;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_FANOUT = 18;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    private static final int FANOUT_ID_MASK = 0xffff;

    /** How the kernel shares frames among the sockets of a fan-out group. */
    public enum FanOut {
        /** All frames of a flow, in both directions, come to the same socket. */
        FLOW(0),
        /** Each socket in its turn. */
        TURN(1),
        /** By the processor that the frame came on. */
        PROCESSOR(2);

        private final int kind;

        FanOut(int kind) {
            this.kind = kind;
        }
    }

    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.allocateState(arena);
    private final MemorySegment scratch = arena.allocate(SCRATCH_LENGTH, 8);
    private final MemorySegment length = arena.allocate(JAVA_INT);
    private final String netns;
    private final String name;
    private final int socket;
    /** Runs while the interface is down. */
    private final int timer;
    /** Readable when the socket or the timer is. */
    private final int descriptor;

    private int index;
    private boolean down;

    private long packets;
    private long drops;
    private boolean closed;

    private RingSocket(String netns, String name, int socket) {
        this.netns = netns;
        this.name = name;
        this.socket = socket;
        timer = Libc.timer(Libc.CLOCK_MONOTONIC, Libc.TFD_NONBLOCK | Libc.TFD_CLOEXEC);
        descriptor = timer < 0 ? timer : Poller.anyOf(socket, timer);
    }

    /**
     * Opens a socket for an interface that is up.
     *
     * @param netns empty for the process's own
     * @throws VitrineException NOT_FOUND, UNAVAILABLE when the interface is down, DENIED without CAP_NET_RAW, UNSUPPORTED when it is
     *     not Ethernet's or the kernel has no packet sockets, FAILED
     */
    public static RingSocket open(String netns, String name) throws VitrineException {
        int descriptor = NetworkNamespace.call(
                netns, () -> Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC | Libc.SOCK_NONBLOCK, 0));
        if (descriptor == -Libc.EPERM || descriptor == -Libc.EACCES) {
            throw new VitrineException(
                    Reason.DENIED,
                    "this process may not capture on interface " + named(netns, name),
                    "Run the runtime as root or give it CAP_NET_RAW.");
        }
        if (descriptor < 0) {
            throw new VitrineException(Reason.UNSUPPORTED, "this kernel has no packet sockets: errno " + -descriptor);
        }
        RingSocket opened = new RingSocket(netns, name, descriptor);
        try {
            opened.find();
            return opened;
        } catch (VitrineException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Why this process cannot have such a ring; empty when it can, or when only the permission is missing.
     *
     * @param version such as {@link #TPACKET_V3}
     */
    public static Optional<String> obstacle(int version) {
        int descriptor = Libc.socket(Libc.AF_PACKET, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0);
        if (descriptor == -Libc.EPERM || descriptor == -Libc.EACCES) {
            return Optional.empty();
        }
        if (descriptor < 0) {
            return Optional.of("this kernel has no packet sockets: errno " + -descriptor);
        }
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment wanted = confined.allocateFrom(JAVA_INT, version);
            int result = Libc.setSocketOption(descriptor, Libc.SOL_PACKET, PACKET_VERSION, wanted);
            return result < 0
                    ? Optional.of("this kernel's packet sockets are too old: errno " + -result)
                    : Optional.empty();
        } finally {
            Libc.close(descriptor);
        }
    }

    private void find() throws VitrineException {
        checked(descriptor, "a descriptor to wait for frames");
        index = indexOf(name);
        if (index < 0) {
            throw gone();
        }
        if (!isUp(name)) {
            throw down();
        }
        int type = request(SIOCGIFHWADDR, name) < 0 ? 0 : scratch.get(JAVA_SHORT, VALUE_OFFSET) & 0xffff;
        if (type != ARPHRD_ETHER && type != ARPHRD_LOOPBACK) {
            throw new VitrineException(
                    Reason.UNSUPPORTED, "interface " + named() + " is not Ethernet's, but of type " + type);
        }
    }

    private static String named(String netns, String name) {
        return netns.isEmpty() ? name : name + " in network namespace " + netns;
    }

    /** The interface's name when it was opened. */
    public String name() {
        return name;
    }

    /** The interface in messages: its name when it was opened, and its namespace. */
    public String named() {
        return named(netns, name);
    }

    // ---- making it ready

    /**
     * Makes it the port of a forwarder, before the ring is made: what is sent out of the interface, by this socket too, does not come
     * back; frames come as large as their senders' offloads make them, with the kernel's {@code virtio_net_hdr} of {@link
     * #OFFLOAD_HEADER} bytes right before each; and what is sent must have one.
     *
     * @param sendBytes room for frames that are being sent
     */
    public void forwards(int sendBytes) throws VitrineException {
        set(PACKET_VNET_HDR, 1, "frames with their offloads");
        set(PACKET_IGNORE_OUTGOING, 1, "incoming frames only");
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment room = confined.allocateFrom(JAVA_INT, sendBytes);
            checked(Libc.setSocketOption(socket, Libc.SOL_SOCKET, SO_SNDBUFFORCE, room), "room for sending");
        }
    }

    /**
     * Makes the ring and maps it.
     *
     * @param version {@link #TPACKET_V2} or {@link #TPACKET_V3}
     * @param blockBytes whole pages
     * @param slotBytes bytes of a slot in version 2, of which a block has a whole number; in version 3 a frame's usual size only
     * @param retireMillis version 3: when a block that is not full is handed over, at least 1
     * @param reserveBytes room that the kernel leaves before each frame
     * @return the whole ring, until this is closed
     * @throws VitrineException FAILED, for example without memory
     */
    public MemorySegment ring(
            int version, int blockBytes, int blocks, int slotBytes, int retireMillis, int reserveBytes)
            throws VitrineException {
        set(PACKET_VERSION, version, "the ring's version");
        set(PACKET_RESERVE, reserveBytes, "room before frames");
        try (Arena confined = Arena.ofConfined()) {
            int[] wanted = {blockBytes, blocks, slotBytes, blockBytes / slotBytes * blocks, retireMillis, 0, 0};
            // version 2 knows the first four fields, and takes no more
            MemorySegment all = confined.allocateFrom(JAVA_INT, wanted);
            MemorySegment known = version == TPACKET_V3 ? all : all.asSlice(0, 16);
            checked(
                    Libc.setSocketOption(socket, Libc.SOL_PACKET, PACKET_RX_RING, known),
                    "a ring of " + blocks + " blocks of " + blockBytes + " bytes");
        }
        long bytes = (long) blockBytes * blocks;
        long address = Libc.map(bytes, Libc.PROT_READ_WRITE, Libc.MAP_SHARED, socket);
        checked((int) Math.min(address, 0), "mapping the ring");
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, Libc::unmap);
    }

    /**
     * Lets the kernel give only what a program accepts, as many bytes of each frame as it returns.
     *
     * @param instructions of classic BPF, {@link #INSTRUCTION_LENGTH} each
     * @throws VitrineException INVALID when the kernel does not accept the program
     */
    public void filter(MemorySegment instructions) throws VitrineException {
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment program = confined.allocate(PROGRAM_LENGTH, 8);
            program.set(JAVA_SHORT, 0, (short) (instructions.byteSize() / INSTRUCTION_LENGTH));
            program.set(ADDRESS, 8, instructions);
            int result = Libc.setSocketOption(socket, Libc.SOL_SOCKET, SO_ATTACH_FILTER, program);
            if (result < 0) {
                throw new VitrineException(
                        Reason.INVALID, "the kernel does not accept the capture filter: errno " + -result);
            }
        }
    }

    /** From now on frames come. */
    public void bind() throws VitrineException {
        scratch.fill((byte) 0);
        MemorySegment address = scratch.asSlice(0, ADDRESS_LENGTH);
        address.set(JAVA_SHORT, 0, (short) Libc.AF_PACKET);
        address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), PROTOCOL_OFFSET, (short) ETH_P_ALL);
        address.set(JAVA_INT, INDEX_OFFSET, index);
        int result = Libc.bind(socket, address);
        if (result == -Libc.ENODEV || result == -Libc.ENXIO) {
            throw gone();
        }
        checked(result, "binding");
    }

    /**
     * Makes a fan-out group of this socket, which must be bound.
     *
     * @return its number, for {@link #joinGroup}
     */
    public int makeGroup(FanOut how) throws VitrineException {
        set(PACKET_FANOUT, (how.kind | PACKET_FANOUT_FLAG_UNIQUEID) << 16, "a fan-out group");
        length.set(JAVA_INT, 0, Integer.BYTES);
        checked(
                Libc.getSocketOption(state, socket, Libc.SOL_PACKET, PACKET_FANOUT, scratch, length),
                "the fan-out group's number");
        return scratch.get(JAVA_INT, 0) & FANOUT_ID_MASK;
    }

    /** Joins the group of another socket of the same interface and way; this socket must be bound. */
    public void joinGroup(int group, FanOut how) throws VitrineException {
        set(PACKET_FANOUT, how.kind << 16 | group, "joining the fan-out group");
    }

    private void set(int option, int value, String what) throws VitrineException {
        try (Arena confined = Arena.ofConfined()) {
            checked(
                    Libc.setSocketOption(socket, Libc.SOL_PACKET, option, confined.allocateFrom(JAVA_INT, value)),
                    what);
        }
    }

    private void checked(int result, String what) throws VitrineException {
        if (result == -Libc.ENOMEM) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the kernel has no memory for " + what + " on interface " + named(),
                    "Set a smaller buffer.");
        }
        if (result < 0) {
            throw new VitrineException(
                    Reason.FAILED, "on interface " + named() + " the kernel refuses " + what + ": errno " + -result);
        }
    }

    // ---- while it runs; none of these allocates where nothing is wrong

    /**
     * Readable for poll(2) and its kin when frames are there, or {@link #check} has something to find out: from time to time while the
     * interface is down.
     */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Fails when the interface has gone; that it was set down is no error, because frames come again when it is up.
     *
     * @throws VitrineException NOT_FOUND, FAILED
     */
    public void check() throws VitrineException {
        length.set(JAVA_INT, 0, Integer.BYTES);
        int result = Libc.getSocketOption(state, socket, Libc.SOL_SOCKET, SO_ERROR, scratch, length);
        int error = result < 0 ? -result : scratch.get(JAVA_INT, 0);
        if (error != 0 && error != Libc.ENETDOWN) {
            throw new VitrineException(Reason.FAILED, "capture on " + named() + " failed: errno " + error);
        }
        // what goes is down first, and of that alone the kernel tells
        if (error == Libc.ENETDOWN || down) {
            checkDown();
        }
    }

    private void checkDown() throws VitrineException {
        if (boundIndex() != index) {
            throw gone();
        }
        Libc.read(state, timer, scratch, Long.BYTES);
        boolean still = !isUp();
        if (still != down) {
            down = still;
            Libc.setTimer(timer, still ? DOWN_CHECK_NANOS : 0);
        }
    }

    /** The kernel makes it -1 when the interface has gone. */
    private int boundIndex() {
        length.set(JAVA_INT, 0, ADDRESS_LENGTH);
        return Libc.getSocketName(state, socket, scratch, length) < 0 ? -1 : scratch.get(JAVA_INT, INDEX_OFFSET);
    }

    /** Whether the interface is up. */
    public boolean isUp() {
        return isUp(presentName());
    }

    /**
     * The name that the interface has now. It may have been renamed since it was opened.
     *
     * @throws VitrineException NOT_FOUND when it has gone, or another interface has its name now
     */
    public String currentName() throws VitrineException {
        int owner = indexOf(name);
        if (owner == index) {
            return name;
        }
        if (owner >= 0) {
            throw new VitrineException(Reason.NOT_FOUND, "another interface is called " + named() + " now");
        }
        String present = presentName();
        if (present.isEmpty()) {
            throw gone();
        }
        return present;
    }

    private String presentName() {
        scratch.fill((byte) 0);
        scratch.set(JAVA_INT, VALUE_OFFSET, index);
        return Libc.ioctl(state, socket, SIOCGIFNAME, scratch) < 0 ? "" : scratch.getString(0);
    }

    private int indexOf(String wanted) {
        return request(SIOCGIFINDEX, wanted) < 0 ? -1 : scratch.get(JAVA_INT, VALUE_OFFSET);
    }

    private boolean isUp(String wanted) {
        return request(SIOCGIFFLAGS, wanted) >= 0 && (scratch.get(JAVA_SHORT, VALUE_OFFSET) & IFF_UP) != 0;
    }

    private int request(int kind, String interfaceName) {
        scratch.asSlice(0, REQUEST_LENGTH).fill((byte) 0);
        for (int i = 0; i < Math.min(interfaceName.length(), NAME_LENGTH - 1); i++) {
            scratch.set(JAVA_BYTE, i, (byte) interfaceName.charAt(i));
        }
        return Libc.ioctl(state, socket, kind, scratch);
    }

    /** Frames that passed the filter since it was bound, dropped ones included. */
    public long packets() {
        readStatistics();
        return packets;
    }

    /** Those of {@link #packets} for which the ring had no room. */
    public long drops() {
        readStatistics();
        return drops;
    }

    /** The kernel begins again at 0 each time that it is asked. */
    private void readStatistics() {
        length.set(JAVA_INT, 0, SCRATCH_LENGTH);
        if (Libc.getSocketOption(state, socket, Libc.SOL_PACKET, PACKET_STATISTICS, scratch, length) == 0) {
            packets += scratch.get(JAVA_INT, 0) & UNSIGNED_INT;
            drops += scratch.get(JAVA_INT, 4) & UNSIGNED_INT;
        }
    }

    /**
     * Sends a frame. Any thread.
     *
     * @param frame in native memory
     * @return 0, or the negative errno
     */
    public synchronized int send(MemorySegment frame) {
        if (closed) {
            return -Libc.ENETDOWN;
        }
        try (Arena confined = Arena.ofConfined()) {
            long sent = Libc.write(Libc.allocateState(confined), socket, frame, frame.byteSize());
            return (int) Math.min(sent, 0);
        }
    }

    /**
     * Sends the frames of a queue, and empties it; for a socket that {@link #forwards}, on the thread that reads it.
     *
     * @return how many the kernel took
     */
    public int send(SendQueue queue) {
        return queue.send(state, socket);
    }

    private VitrineException gone() {
        return new VitrineException(Reason.NOT_FOUND, "there is no interface " + named());
    }

    /** What is wrong when an interface is down. */
    public VitrineException down() {
        return new VitrineException(
                Reason.UNAVAILABLE, "interface " + named() + " is down", "Set it up: ip link set up.");
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            arena.close(); // unmaps the ring
            Libc.close(descriptor);
            Libc.close(timer);
            Libc.close(socket);
        }
    }
}
