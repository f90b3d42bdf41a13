/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/** The C library's functions that the JDK does not wrap. A negative result is {@code -errno}, as the kernel itself returns it. */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = handle("open", JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETNS = handle("setns", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = handle("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle READ = handle("read", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle WRITE = handle("write", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle RECVMMSG =
            handle("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SENDTO =
            handle("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle SHUTDOWN = handle("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = handle("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = handle("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT =
            handle("epoll_wait", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_CREATE = handle("timerfd_create", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_SETTIME =
            handle("timerfd_settime", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle SETSOCKOPT =
            handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            handle("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETSOCKNAME = handle("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MMAP =
            handle("mmap", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle MUNMAP = handle("munmap", JAVA_INT, ADDRESS, JAVA_LONG);
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.firstVariadicArg(2),
            Linker.Option.captureCallState("errno"));
    private static final MethodHandle IF_NAMETOINDEX = handle("if_nametoindex", JAVA_INT, ADDRESS);
    private static final long SYS_BPF = System.getProperty("os.arch").equals("aarch64") ? 280 : 321;
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(1),
            Linker.Option.captureCallState("errno"));

    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 0x80000;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int SOL_SOCKET = 1;
    static final int SOL_PACKET = 263;
    static final int PROT_READ_WRITE = 3;
    static final int MAP_SHARED = 1;
    static final int NETLINK_ROUTE = 0;
    static final int MSG_WAITFORONE = 0x10000;
    static final int SHUT_RDWR = 2;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int CLONE_NEWNET = 0x40000000;
    static final int EFD_CLOEXEC = 0x80000;
    static final int EFD_NONBLOCK = 0x800;
    static final int CLOCK_MONOTONIC = 1;
    static final int TFD_NONBLOCK = 0x800;
    static final int TFD_CLOEXEC = 0x80000;
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int ENXIO = 6;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int ENETDOWN = 100;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLLIN = 1;

    private Libc() {}

    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) OPEN.invokeExact(state, arena.allocateFrom(path), flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) CLOSE.invokeExact(state, descriptor), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Moves the calling platform thread, and no other, into a namespace. */
    static int setns(int descriptor, int kind) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) SETNS.invokeExact(state, descriptor, kind), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** bpf(2), for which the C library has no function. */
    static int bpf(int command, MemorySegment attributes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long result = (long) SYSCALL.invokeExact(state, SYS_BPF, command, attributes, (int) attributes.byteSize());
            return (int) result(result, state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int eventfd(int initial, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) EVENTFD.invokeExact(state, initial, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int timer(int clock, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) TIMERFD_CREATE.invokeExact(state, clock, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Makes a timer expire each time that so many nanoseconds have passed; not at all with 0. */
    static int setTimer(int timer, long nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            // struct itimerspec { struct timespec { long tv_sec, tv_nsec; } it_interval, it_value; }
            long[] both = {nanos / 1_000_000_000, nanos % 1_000_000_000};
            MemorySegment times = arena.allocateFrom(JAVA_LONG, both[0], both[1], both[0], both[1]);
            return result((int) TIMERFD_SETTIME.invokeExact(state, timer, 0, times, MemorySegment.NULL), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code state} is call-state memory of the caller, so that this allocates nothing. */
    static long read(MemorySegment state, int descriptor, MemorySegment to, long length) {
        try {
            return result((long) READ.invokeExact(state, descriptor, to, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code state} is call-state memory of the caller, so that this allocates nothing. */
    static long write(MemorySegment state, int descriptor, MemorySegment from, long length) {
        try {
            return result((long) WRITE.invokeExact(state, descriptor, from, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Sends some messages ({@code struct mmsghdr[]}). {@code state} is call-state memory of the caller, so that this allocates nothing.
     *
     * @return how many were sent, the first ones; an error only when it was none
     */
    static int sendMany(MemorySegment state, int socket, MemorySegment messages, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(state, socket, messages, count, 0), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Waits for a message and receives those that are there ({@code struct mmsghdr[]}). {@code state} is call-state memory of the caller,
     * so that this allocates nothing.
     *
     * @return how many were received
     */
    static int receiveMany(MemorySegment state, int socket, MemorySegment messages, int count) {
        try {
            return result(
                    (int) RECVMMSG.invokeExact(state, socket, messages, count, MSG_WAITFORONE, MemorySegment.NULL),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long sendTo(int socket, MemorySegment message, MemorySegment address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result(
                    (long) SENDTO.invokeExact(
                            state, socket, message, message.byteSize(), 0, address, (int) address.byteSize()),
                    state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Ends sending and receiving; also wakes a thread that waits in one of them. */
    static int shutdown(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) SHUTDOWN.invokeExact(state, socket, SHUT_RDWR), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int socket(int domain, int type, int protocol) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) SOCKET.invokeExact(state, domain, type, protocol), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int setSocketOption(int socket, int level, int option, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result(
                    (int) SETSOCKOPT.invokeExact(state, socket, level, option, value, (int) value.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * {@code state} is call-state memory of the caller, so that this allocates nothing.
     *
     * @param length the room that {@code value} has; becomes what was written
     */
    static int getSocketOption(
            MemorySegment state, int socket, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return result((int) GETSOCKOPT.invokeExact(state, socket, level, option, value, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** As {@link #getSocketOption}. */
    static int getSocketName(MemorySegment state, int socket, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(state, socket, address, length), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int bind(int socket, MemorySegment address) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) BIND.invokeExact(state, socket, address, (int) address.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** An address, or {@code -errno}. */
    static long map(long length, int protection, int flags, int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            long address =
                    (long) MMAP.invokeExact(state, MemorySegment.NULL, length, protection, flags, descriptor, 0L);
            return address == -1 ? -(int) ERRNO.get(state, 0L) : address;
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int unmap(MemorySegment memory) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) MUNMAP.invokeExact(state, memory, memory.byteSize()), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code state} is call-state memory of the caller, so that this allocates nothing. */
    static int ioctl(MemorySegment state, int descriptor, long request, MemorySegment argument) {
        try {
            return result((int) IOCTL.invokeExact(state, descriptor, request, argument), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The index of an interface in the calling thread's network namespace; 0 when there is none of that name. */
    static int interfaceIndex(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return (int) IF_NAMETOINDEX.invokeExact(state, arena.allocateFrom(name));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static int epollCreate(int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(CALL_STATE);
            return result((int) EPOLL_CREATE.invokeExact(state, flags), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code state} is call-state memory of the caller, so that this allocates nothing. */
    static int epollControl(MemorySegment state, int epoll, int operation, int descriptor, MemorySegment event) {
        try {
            return result((int) EPOLL_CTL.invokeExact(state, epoll, operation, descriptor, event), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {@code state} is call-state memory of the caller, so that this allocates nothing. */
    static int epollWait(MemorySegment state, int epoll, MemorySegment events, int capacity, int timeoutMillis) {
        try {
            return result((int) EPOLL_WAIT.invokeExact(state, epoll, events, capacity, timeoutMillis), state);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static MemorySegment allocateState(Arena arena) {
        return arena.allocate(CALL_STATE);
    }

    private static int result(int value, MemorySegment state) {
        return value < 0 ? -(int) ERRNO.get(state, 0L) : value;
    }

    private static long result(long value, MemorySegment state) {
        return value < 0 ? -(int) ERRNO.get(state, 0L) : value;
    }

    private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    private static AssertionError unexpected(Throwable t) {
        return new AssertionError("a call into the C library failed to be made", t);
    }
}
