/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.topology.ui;

import java.util.Locale;
import java.util.Optional;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.ui.Palette;

/** How machines and networks look by what they are. */
final class Roles {
    static final String REMOTE_ADDRESS = "cloud";
    static final String LAB = "flask";
    static final String HOST = "server";

    private Roles() {}

    static Palette.Role color(MachineRole role) {
        return switch (role) {
            case GUEST -> Palette.Role.GUEST;
            case HOST -> Palette.Role.HOST;
            case ROUTER -> Palette.Role.ROUTER;
            case REMOTE -> Palette.Role.REMOTE;
            case ADMINISTRATOR -> Palette.Role.ADMINISTRATOR;
        };
    }

    static String icon(MachineRole role) {
        return switch (role) {
            case GUEST -> "device-desktop";
            case HOST -> HOST;
            case ROUTER -> "router";
            case REMOTE -> "world";
            case ADMINISTRATOR -> "user-cog";
        };
    }

    static String icon(NetworkKind kind) {
        return switch (kind) {
            case BRIDGE -> "topology-bus";
            case OPEN_VSWITCH -> "topology-star-3";
            case HUB -> "topology-ring";
            case CABLE -> "plug-connected";
        };
    }

    static String name(NetworkKind kind) {
        return switch (kind) {
            case BRIDGE -> "Linux bridge";
            case OPEN_VSWITCH -> "Open vSwitch";
            case HUB -> "hub";
            case CABLE -> "cable";
        };
    }

    /** The dot in the corner, for what is neither running nor off. */
    static Optional<Palette.Role> badge(MachineState state) {
        return switch (state) {
            case RUNNING, STOPPED -> Optional.empty();
            case STARTING, PAUSED, STOPPING -> Optional.of(Palette.Role.WARNING);
            case FAILED -> Optional.of(Palette.Role.ERROR);
            case UNKNOWN -> Optional.of(Palette.Role.MUTED);
        };
    }

    static boolean isOff(MachineState state) {
        return state == MachineState.STOPPED || state == MachineState.FAILED || state == MachineState.UNKNOWN;
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
