/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.vitrine.common.IpAddress;

/**
 * The bodies of {@link AdminV2} as values, written and read. Readers are for bodies that are genuine; they throw {@link
 * IllegalArgumentException} for what no partner of this version writes.
 */
public final class AdminV2Body {
    /** Bytes before the entries of a page. */
    static final int PAGE_HEAD_LENGTH = 24;

    /** Bytes before the disks. */
    static final int RESOURCES_HEAD_LENGTH = 48;

    private static final int NAME_LENGTH = 16;
    private static final int DISK_LENGTH = 64;
    private static final int MOST_DISKS = (AdminV2.MAX_BODY_LENGTH - RESOURCES_HEAD_LENGTH) / DISK_LENGTH;
    private static final int SET = 1;
    private static final int REMOVE = 2;

    /** Hosts in an answer to {@link AdminV2#REQ_HOSTS}. */
    public static final Entries<Host> HOSTS = new Entries<>(
            AdminV2.REQ_HOSTS,
            72,
            (to, host) -> {
                put(to, host.address);
                put(to, host.traffic);
                to.putLong(host.blockedPackets);
            },
            from -> new Host(address(from), traffic(from), from.getLong()));

    /** Protocols in an answer to {@link AdminV2#REQ_PROTOCOLS}. */
    public static final Entries<Protocol> PROTOCOLS = new Entries<>(
            AdminV2.REQ_PROTOCOLS,
            56,
            (to, protocol) -> {
                to.put((byte) protocol.layer.ordinal()).put((byte) 0);
                to.putShort((short) protocol.number).putInt(0);
                put(to, protocol.traffic);
            },
            from -> {
                Layer layer = one(Layer.values(), from.get());
                from.get();
                int number = from.getShort() & 0xffff;
                from.getInt();
                return new Protocol(layer, number, traffic(from));
            });

    /** Ports in an answer to {@link AdminV2#REQ_PORTS}. */
    public static final Entries<Port> PORTS = new Entries<>(
            AdminV2.REQ_PORTS,
            56,
            (to, port) -> {
                to.put((byte) port.protocol).put((byte) 0);
                to.putShort((short) port.port).putInt(0);
                put(to, port.traffic);
            },
            from -> {
                int protocol = from.get() & 0xff;
                from.get();
                int port = from.getShort() & 0xffff;
                from.getInt();
                return new Port(protocol, port, traffic(from));
            });

    /** Rules in an answer to {@link AdminV2#REQ_RULES}. */
    public static final Entries<Rule> RULES = new Entries<>(
            AdminV2.REQ_RULES,
            40,
            (to, rule) -> {
                to.put((byte) (rule.kind.ordinal() + 1)).put((byte) rule.direction.ordinal());
                to.put((byte) rule.state.ordinal()).put(new byte[5]);
                put(to, rule.remote);
                to.putLong(rule.rate).putLong(rule.burst);
            },
            from -> {
                Kind kind = one(Kind.values(), from.get() - 1);
                Direction direction = one(Direction.values(), from.get());
                State state = one(State.values(), from.get());
                from.position(from.position() + 5);
                return new Rule(kind, direction, state, address(from), from.getLong(), from.getLong());
            });

    /** What a rule does. */
    public enum Kind {
        FILTER,
        BIT_RATE,
        PACKET_RATE
    }

    /** Where packets go that a limit is about. */
    public enum Direction {
        BOTH,
        FROM_GUEST,
        TO_GUEST
    }

    /** How a rule stands in the kernel. */
    public enum State {
        PENDING,
        APPLIED,
        WAITING,
        FAILED
    }

    /** Whose number a protocol's number is. */
    public enum Layer {
        ETHERNET,
        IP
    }

    /** Rates are bytes a second over the page's window; the rest counts all since it is known. Tx is what the guest sends. */
    public record Traffic(long txRate, long rxRate, long txBytes, long txPackets, long rxBytes, long rxPackets) {}

    /**
     * A remote host.
     *
     * @param blockedPackets what the guest sent to it in vain
     */
    public record Host(IpAddress address, Traffic traffic, long blockedPackets) {}

    /**
     * A protocol.
     *
     * @param number EtherType, 0 for IEEE 802.3 frames without one; or IP's protocol number
     */
    public record Protocol(Layer layer, int number, Traffic traffic) {}

    /**
     * A service.
     *
     * @param protocol IP's number
     * @param port of the serving end
     */
    public record Port(int protocol, int port, Traffic traffic) {}

    /**
     * A filter or a limit.
     *
     * @param remote of a filter; {@link #NOBODY} of a limit
     * @param rate of a limit, bit/s or packets/s; 0 of a filter
     * @param burst of a limit, bytes or packets; 0 of a filter
     */
    public record Rule(Kind kind, Direction direction, State state, IpAddress remote, long rate, long burst) {
        /** The remote address of a rule that has none. */
        public static final IpAddress NOBODY = new IpAddress(0, 0);
    }

    /**
     * A part of a list.
     *
     * @param list when the list was made, nanoseconds since the epoch; names it
     * @param total entries in the list
     * @param first index of the first entry here
     * @param window over which rates are taken
     */
    public record Page<E>(long list, int total, int first, Duration window, List<E> entries) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A wish for a page.
     *
     * @param list 0 for a new one
     */
    public record PageRequest(long list, int first) {}

    /** Filters a remote host, or no more. */
    public record FilterRequest(boolean set, IpAddress remote) {}

    /**
     * Sets the limit of a kind and direction, or removes it.
     *
     * @param kind BIT_RATE or PACKET_RATE
     * @param rate bit/s or packets/s; 0 to remove
     * @param burst bytes or packets; 0 for the usual one
     */
    public record LimitRequest(boolean set, Kind kind, Direction direction, long rate, long burst) {
        public LimitRequest {
            if (kind == Kind.FILTER) {
                throw new IllegalArgumentException("a limit is of bits or packets");
            }
        }
    }

    /**
     * A disk; -1 for what is not known.
     *
     * @param name cut to 16 bytes in messages
     */
    public record Disk(
            String name,
            long readBytes,
            long readRequests,
            long writtenBytes,
            long writeRequests,
            long capacityBytes,
            long allocatedBytes) {}

    /**
     * What a machine uses; -1 for what is not known.
     *
     * @param time nanoseconds since the epoch
     * @param cpuNanos since it was started
     * @param allDisks how many it has; those that find no room are not among the disks
     */
    public record Resources(
            long time,
            long cpuNanos,
            long memoryBytes,
            long maxMemoryBytes,
            long residentBytes,
            int vcpus,
            int allDisks,
            List<Disk> disks) {
        public Resources {
            disks = List.copyOf(disks);
        }
    }

    /** How the entries of one list are written and read. */
    public static final class Entries<E> {
        private final int opcode;
        private final int length;
        private final BiConsumer<ByteBuffer, E> writer;
        private final Function<ByteBuffer, E> reader;

        private Entries(int opcode, int length, BiConsumer<ByteBuffer, E> writer, Function<ByteBuffer, E> reader) {
            this.opcode = opcode;
            this.length = length;
            this.writer = writer;
            this.reader = reader;
        }

        /** The request for such a list. */
        public int opcode() {
            return opcode;
        }

        /** Entries that find room in a message. */
        public int perPage() {
            return (AdminV2.MAX_BODY_LENGTH - PAGE_HEAD_LENGTH) / length;
        }

        /** A page; with {@link #perPage} entries at most. */
        public byte[] write(Page<? extends E> page) {
            ByteBuffer to = ByteBuffer.allocate(PAGE_HEAD_LENGTH + page.entries.size() * length);
            to.putLong(page.list).putInt(page.total).putInt(page.first);
            to.putShort((short) page.entries.size()).putShort((short) 0);
            to.putInt((int) page.window.toMillis());
            page.entries.forEach(entry -> writer.accept(to, entry));
            return to.array();
        }

        public Page<E> read(byte[] body) {
            return whole(body, from -> {
                long list = from.getLong();
                int total = from.getInt();
                int first = from.getInt();
                int count = from.getShort() & 0xffff;
                from.getShort();
                Duration window = Duration.ofMillis(from.getInt() & 0xffff_ffffL);
                if (total < 0 || first < 0 || (long) first + count > total) {
                    throw new IllegalArgumentException(first + " and " + count + " of " + total + " entries");
                }
                List<E> entries = new ArrayList<>(Math.min(count, perPage()));
                for (int i = 0; i < count; i++) {
                    entries.add(reader.apply(from));
                }
                return new Page<>(list, total, first, window, entries);
            });
        }
    }

    private AdminV2Body() {}

    public static byte[] write(PageRequest request) {
        return ByteBuffer.allocate(16)
                .putLong(request.list)
                .putInt(request.first)
                .array();
    }

    public static PageRequest readPageRequest(byte[] body) {
        return whole(body, from -> {
            PageRequest request = new PageRequest(from.getLong(), from.getInt());
            from.getInt();
            if (request.first < 0) {
                throw new IllegalArgumentException("no entry has the index " + request.first);
            }
            return request;
        });
    }

    public static byte[] write(FilterRequest request) {
        ByteBuffer to = ByteBuffer.allocate(24).put(action(request.set)).put(new byte[7]);
        put(to, request.remote);
        return to.array();
    }

    public static FilterRequest readFilterRequest(byte[] body) {
        return whole(body, from -> {
            boolean set = isSet(from.get());
            from.position(8);
            return new FilterRequest(set, address(from));
        });
    }

    public static byte[] write(LimitRequest request) {
        ByteBuffer to = ByteBuffer.allocate(24).put(action(request.set));
        to.put((byte) (request.kind.ordinal() + 1))
                .put((byte) request.direction.ordinal())
                .put(new byte[5]);
        return to.putLong(request.rate).putLong(request.burst).array();
    }

    public static LimitRequest readLimitRequest(byte[] body) {
        return whole(body, from -> {
            boolean set = isSet(from.get());
            Kind kind = one(Kind.values(), from.get() - 1);
            Direction direction = one(Direction.values(), from.get());
            from.position(8);
            return new LimitRequest(set, kind, direction, from.getLong(), from.getLong());
        });
    }

    /** As many disks as find room. */
    public static byte[] write(Resources resources) {
        int disks = Math.min(resources.disks.size(), MOST_DISKS);
        ByteBuffer to = ByteBuffer.allocate(RESOURCES_HEAD_LENGTH + disks * DISK_LENGTH);
        to.putLong(resources.time).putLong(resources.cpuNanos).putLong(resources.memoryBytes);
        to.putLong(resources.maxMemoryBytes).putLong(resources.residentBytes).putInt(resources.vcpus);
        to.putShort((short) resources.allDisks).putShort((short) disks);
        resources.disks.stream().limit(disks).forEach(disk -> put(to, disk));
        return to.array();
    }

    public static Resources readResources(byte[] body) {
        return whole(body, from -> {
            long time = from.getLong();
            long cpu = from.getLong();
            long memory = from.getLong();
            long most = from.getLong();
            long resident = from.getLong();
            int vcpus = from.getInt();
            int all = from.getShort() & 0xffff;
            int here = from.getShort() & 0xffff;
            List<Disk> disks = new ArrayList<>();
            for (int i = 0; i < here; i++) {
                disks.add(disk(from));
            }
            return new Resources(time, cpu, memory, most, resident, vcpus, all, disks);
        });
    }

    private static void put(ByteBuffer to, Disk disk) {
        byte[] name = disk.name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(name.length, NAME_LENGTH);
        while (length < name.length && (name[length] & 0xc0) == 0x80) { // not in the middle of a character
            length--;
        }
        to.put(name, 0, length).put(new byte[NAME_LENGTH - length]);
        to.putLong(disk.readBytes).putLong(disk.readRequests).putLong(disk.writtenBytes);
        to.putLong(disk.writeRequests).putLong(disk.capacityBytes).putLong(disk.allocatedBytes);
    }

    private static Disk disk(ByteBuffer from) {
        byte[] name = new byte[NAME_LENGTH];
        from.get(name);
        int length = 0;
        while (length < NAME_LENGTH && name[length] != 0) {
            length++;
        }
        return new Disk(
                new String(name, 0, length, StandardCharsets.UTF_8),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong(),
                from.getLong());
    }

    private static void put(ByteBuffer to, IpAddress address) {
        to.putLong(address.high()).putLong(address.low());
    }

    private static IpAddress address(ByteBuffer from) {
        return new IpAddress(from.getLong(), from.getLong());
    }

    private static void put(ByteBuffer to, Traffic traffic) {
        to.putLong(traffic.txRate).putLong(traffic.rxRate).putLong(traffic.txBytes);
        to.putLong(traffic.txPackets).putLong(traffic.rxBytes).putLong(traffic.rxPackets);
    }

    private static Traffic traffic(ByteBuffer from) {
        return new Traffic(
                from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    private static byte action(boolean set) {
        return (byte) (set ? SET : REMOVE);
    }

    private static boolean isSet(int action) {
        if (action != SET && action != REMOVE) {
            throw new IllegalArgumentException("there is no action " + action);
        }
        return action == SET;
    }

    private static <T> T one(T[] values, int index) {
        if (index < 0 || index >= values.length) {
            throw new IllegalArgumentException("there is no " + values[0] + " with number " + index);
        }
        return values[index];
    }

    private static <T> T whole(byte[] body, Function<ByteBuffer, T> reader) {
        ByteBuffer from = ByteBuffer.wrap(body);
        try {
            T value = reader.apply(from);
            if (from.hasRemaining()) {
                throw new IllegalArgumentException(from.remaining() + " bytes too many");
            }
            return value;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the body is too short, " + body.length + " bytes", e);
        }
    }
}
