/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.Locale;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.Palette;

/** How machines are told to a person. */
final class MachineWords {
    private MachineWords() {}

    static String state(MachineState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    static String icon(MachineState state) {
        return switch (state) {
            case RUNNING -> "player-play";
            case PAUSED -> "player-pause";
            case STOPPED -> "player-stop";
            case STARTING, STOPPING -> "loader-2";
            case FAILED -> "circle-x";
            case UNKNOWN -> "question-mark";
        };
    }

    static Palette.Role color(MachineState state) {
        return switch (state) {
            case RUNNING -> Palette.Role.OK;
            case PAUSED, STARTING, STOPPING, UNKNOWN -> Palette.Role.WARNING;
            case STOPPED -> Palette.Role.MUTED;
            case FAILED -> Palette.Role.ERROR;
        };
    }

    static String role(MachineRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    static String icon(MachineRole role) {
        return switch (role) {
            case GUEST -> "device-desktop";
            case HOST -> "server";
            case ROUTER -> "router";
            case REMOTE -> "world";
            case ADMINISTRATOR -> "user-cog";
        };
    }

    static Palette.Role color(MachineRole role) {
        return switch (role) {
            case GUEST -> Palette.Role.GUEST;
            case HOST -> Palette.Role.HOST;
            case ROUTER -> Palette.Role.ROUTER;
            case REMOTE -> Palette.Role.REMOTE;
            case ADMINISTRATOR -> Palette.Role.ADMINISTRATOR;
        };
    }

    static String count(long machines) {
        return machines == 1 ? "1 machine" : machines + " machines";
    }
}
