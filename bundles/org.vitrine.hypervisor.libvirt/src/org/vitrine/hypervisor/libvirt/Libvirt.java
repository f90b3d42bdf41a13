/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * The functions of the C library libvirt, as their names in its reference say. Nothing may be called when it {@linkplain
 * #isInstalled() is not installed}.
 */
enum Libvirt {
    INITIALIZE("virInitialize", JAVA_INT),
    VERSION("virGetVersion", JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
    LAST_ERROR("virGetLastError", ADDRESS),
    RESET_ERROR("virResetLastError", null),
    SET_ERROR_FUNCTION("virSetErrorFunc", null, ADDRESS, ADDRESS),

    EVENT_REGISTER("virEventRegisterDefaultImpl", JAVA_INT),
    EVENT_RUN("virEventRunDefaultImpl", JAVA_INT),
    EVENT_ADD_TIMEOUT("virEventAddTimeout", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
    EVENT_UPDATE_TIMEOUT("virEventUpdateTimeout", null, JAVA_INT, JAVA_INT),
    EVENT_REMOVE_TIMEOUT("virEventRemoveTimeout", JAVA_INT, JAVA_INT),

    CONNECT_OPEN("virConnectOpen", ADDRESS, ADDRESS),
    CONNECT_REF("virConnectRef", JAVA_INT, ADDRESS),
    CONNECT_CLOSE("virConnectClose", JAVA_INT, ADDRESS),
    CONNECT_TYPE("virConnectGetType", ADDRESS, ADDRESS),
    CONNECT_HOSTNAME("virConnectGetHostname", ADDRESS, ADDRESS),
    CONNECT_IS_ALIVE("virConnectIsAlive", JAVA_INT, ADDRESS),
    CONNECT_KEEP_ALIVE("virConnectSetKeepAlive", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
    CONNECT_ON_CLOSE("virConnectRegisterCloseCallback", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS),
    CONNECT_OFF_CLOSE("virConnectUnregisterCloseCallback", JAVA_INT, ADDRESS, ADDRESS),
    CONNECT_ON_DOMAIN(
            "virConnectDomainEventRegisterAny", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
    CONNECT_OFF_DOMAIN("virConnectDomainEventDeregisterAny", JAVA_INT, ADDRESS, JAVA_INT),
    CONNECT_ON_NETWORK(
            "virConnectNetworkEventRegisterAny", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS),
    CONNECT_OFF_NETWORK("virConnectNetworkEventDeregisterAny", JAVA_INT, ADDRESS, JAVA_INT),
    CONNECT_ALL_DOMAINS("virConnectListAllDomains", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
    CONNECT_ALL_NETWORKS("virConnectListAllNetworks", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),

    DOMAIN_BY_UUID("virDomainLookupByUUIDString", ADDRESS, ADDRESS, ADDRESS),
    DOMAIN_BY_NAME("virDomainLookupByName", ADDRESS, ADDRESS, ADDRESS),
    DOMAIN_FREE("virDomainFree", JAVA_INT, ADDRESS),
    DOMAIN_UUID("virDomainGetUUIDString", JAVA_INT, ADDRESS, ADDRESS),
    DOMAIN_XML("virDomainGetXMLDesc", ADDRESS, ADDRESS, JAVA_INT),
    DOMAIN_STATE("virDomainGetState", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
    DOMAIN_IS_PERSISTENT("virDomainIsPersistent", JAVA_INT, ADDRESS),
    DOMAIN_HAS_SAVED("virDomainHasManagedSaveImage", JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_AGENT_LIMIT("virDomainAgentSetResponseTimeout", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
    DOMAIN_ADDRESSES("virDomainInterfaceAddresses", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),
    DOMAIN_INTERFACE_FREE("virDomainInterfaceFree", null, ADDRESS),
    DOMAIN_START("virDomainCreate", JAVA_INT, ADDRESS),
    DOMAIN_DESTROY("virDomainDestroy", JAVA_INT, ADDRESS),
    DOMAIN_SHUT_DOWN("virDomainShutdownFlags", JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_REBOOT("virDomainReboot", JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_SUSPEND("virDomainSuspend", JAVA_INT, ADDRESS),
    DOMAIN_RESUME("virDomainResume", JAVA_INT, ADDRESS),
    DOMAIN_SAVE("virDomainManagedSave", JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_DEFINE("virDomainDefineXML", ADDRESS, ADDRESS, ADDRESS),
    DOMAIN_UNDEFINE("virDomainUndefineFlags", JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_ATTACH("virDomainAttachDeviceFlags", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
    DOMAIN_DETACH("virDomainDetachDeviceFlags", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
    DOMAIN_UPDATE("virDomainUpdateDeviceFlags", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
    DOMAIN_SET_VCPUS("virDomainSetVcpusFlags", JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
    DOMAIN_SET_MEMORY("virDomainSetMemoryFlags", JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT),
    DOMAIN_INFO("virDomainGetInfo", JAVA_INT, ADDRESS, ADDRESS),
    DOMAIN_INTERFACE_STATS("virDomainInterfaceStats", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG),
    DOMAIN_STATS_LIST("virDomainListGetStats", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT),
    DOMAIN_STATS_FREE("virDomainStatsRecordListFree", null, ADDRESS),
    AGENT_COMMAND("virDomainQemuAgentCommand", ADDRESS, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT),

    SNAPSHOTS("virDomainListAllSnapshots", JAVA_INT, ADDRESS, ADDRESS, JAVA_INT),
    SNAPSHOT_BY_NAME("virDomainSnapshotLookupByName", ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
    SNAPSHOT_CREATE("virDomainSnapshotCreateXML", ADDRESS, ADDRESS, ADDRESS, JAVA_INT),
    SNAPSHOT_XML("virDomainSnapshotGetXMLDesc", ADDRESS, ADDRESS, JAVA_INT),
    SNAPSHOT_IS_CURRENT("virDomainSnapshotIsCurrent", JAVA_INT, ADDRESS, JAVA_INT),
    SNAPSHOT_REVERT("virDomainRevertToSnapshot", JAVA_INT, ADDRESS, JAVA_INT),
    SNAPSHOT_DELETE("virDomainSnapshotDelete", JAVA_INT, ADDRESS, JAVA_INT),
    SNAPSHOT_FREE("virDomainSnapshotFree", JAVA_INT, ADDRESS),

    NETWORK_BY_NAME("virNetworkLookupByName", ADDRESS, ADDRESS, ADDRESS),
    NETWORK_FREE("virNetworkFree", JAVA_INT, ADDRESS),
    NETWORK_XML("virNetworkGetXMLDesc", ADDRESS, ADDRESS, JAVA_INT),

    /** The C library's: what is returned as text of the caller's own is given back by it. */
    FREE("free", null, ADDRESS);

    private static final class Libraries {
        /** {@code libvirt-qemu} has what only QEMU can; without it the rest works. */
        private static final Optional<SymbolLookup> MAIN = load("libvirt.so.0");

        private static final SymbolLookup ALL = MAIN.orElse(_ -> Optional.empty())
                .or(load("libvirt-qemu.so.0").orElse(_ -> Optional.empty()))
                .or(Linker.nativeLinker().defaultLookup());

        private static Optional<SymbolLookup> load(String name) {
            try {
                return Optional.of(SymbolLookup.libraryLookup(name, Arena.global()));
            } catch (IllegalArgumentException _) {
                return Optional.empty();
            }
        }
    }

    /** A result that is not an address is an error below 0. */
    private static final int MAX_TEXT = 1 << 26;

    private final String function;
    /** Takes and gives objects; null when this library, or this version of it, does not have the function. */
    private final MethodHandle handle;

    Libvirt(String function, MemoryLayout result, MemoryLayout... arguments) {
        this.function = function;
        FunctionDescriptor type =
                result == null ? FunctionDescriptor.ofVoid(arguments) : FunctionDescriptor.of(result, arguments);
        handle = Libraries.ALL
                .find(function)
                .map(symbol -> Linker.nativeLinker()
                        .downcallHandle(symbol, type)
                        .asSpreader(Object[].class, arguments.length)
                        .asType(MethodType.methodType(Object.class, Object[].class)))
                .orElse(null);
    }

    static boolean isInstalled() {
        return Libraries.MAIN.isPresent();
    }

    /** Such as {@code 9.0.0}. */
    static String version() throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(JAVA_LONG);
            VERSION.number(version, null, null);
            long number = version.get(JAVA_LONG, 0);
            return number / 1_000_000 + "." + number / 1_000 % 1_000 + "." + number % 1_000;
        }
    }

    /**
     * Calls a function that returns a number, below 0 for failure.
     *
     * @param arguments numbers, addresses, texts, null for an address of nothing
     */
    int number(Object... arguments) throws VitrineException {
        int result = (Integer) call(arguments);
        if (result < 0) {
            throw failure();
        }
        return result;
    }

    /** Calls a function that returns an address, of nothing for failure. */
    MemorySegment address(Object... arguments) throws VitrineException {
        MemorySegment result = (MemorySegment) call(arguments);
        if (result.equals(MemorySegment.NULL)) {
            throw failure();
        }
        return result;
    }

    /** Calls a function that returns an object which its user has to give back. */
    Handle handle(Libvirt release, Object... arguments) throws VitrineException {
        return new Handle(address(arguments), release);
    }

    /** Calls a function that returns text which belongs to its caller. */
    String text(Object... arguments) throws VitrineException {
        MemorySegment result = address(arguments);
        try {
            return string(result);
        } finally {
            FREE.quietly(result);
        }
    }

    /** Calls a function that writes an array of objects and returns how many there are. */
    List<Handle> list(Libvirt release, MemorySegment of, int flags) throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            int count = number(of, out, flags);
            MemorySegment array = out.get(ADDRESS, 0).reinterpret(count * ADDRESS.byteSize());
            List<Handle> handles = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                handles.add(new Handle(array.getAtIndex(ADDRESS, i), release));
            }
            FREE.quietly(array);
            return handles;
        }
    }

    /** Calls a function whose result does not matter or that cannot fail. */
    void quietly(Object... arguments) {
        try {
            call(arguments);
        } catch (VitrineException _) {
            // a function that this version does not have does nothing
        }
    }

    private Object call(Object... arguments) throws VitrineException {
        if (handle == null) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "the installed libvirt does not have " + function,
                    "Install the Debian package libvirt0, version 6 or newer.");
        }
        try (Arena arena = Arena.ofConfined()) {
            Object[] raw = new Object[arguments.length];
            for (int i = 0; i < raw.length; i++) {
                raw[i] = switch (arguments[i]) {
                    case null -> MemorySegment.NULL;
                    case String text -> arena.allocateFrom(text);
                    case Handle object -> object.address();
                    case Object other -> other;
                };
            }
            return handle.invokeExact(raw);
        } catch (Throwable t) {
            throw new AssertionError("a call of " + function + " failed to be made", t);
        }
    }

    static String string(MemorySegment text) {
        return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(MAX_TEXT).getString(0);
    }

    /**
     * What libvirt says of the last failure on this thread of the operating system. A virtual thread stays on it from the failed call
     * to here, since nothing in between waits.
     */
    private VitrineException failure() throws VitrineException {
        MemorySegment error = (MemorySegment) LAST_ERROR.call();
        if (error.equals(MemorySegment.NULL)) {
            return new VitrineException(Reason.FAILED, function + " failed without a reason");
        }
        MemorySegment fields = error.reinterpret(16);
        int code = fields.get(JAVA_INT, 0);
        String message = string(fields.get(ADDRESS, 8)).strip();
        RESET_ERROR.quietly();
        return new VitrineException(reason(code), message);
    }

    /** From the numbers of {@code virErrorNumber}. */
    private static Reason reason(int code) {
        return switch (code) {
            case 8, 27, 35, 92 -> Reason.INVALID; // an argument, XML
            case 28, 55, 86 -> Reason.CONFLICT; // it exists; not in this state; the agent is not connected
            case 42, 43, 72, 99 -> Reason.NOT_FOUND; // domain, network, snapshot, device
            case 29, 45, 79, 88, 94 -> Reason.DENIED; // operation denied, authentication, access
            case 3, 67, 74, 84 -> Reason.UNSUPPORTED;
            case 5, 6, 38, 39 -> Reason.UNAVAILABLE; // no connection, socket, remote procedure call
            default -> Reason.FAILED;
        };
    }
}
