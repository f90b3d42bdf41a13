/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.vitrine.common.EpochClock;
import org.vitrine.runtime.log.LogEntry;
import org.vitrine.runtime.log.LogEntry.Level;
import org.vitrine.ui.Palette;

/** How the log is told to a person. */
final class LogWords {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS z");

    private LogWords() {}

    /** The time of day, to the millisecond. */
    static String time(LogRow row, ZoneId zone) {
        return row.isGap()
                ? ""
                : TIME.withZone(zone).format(EpochClock.toInstant(row.entry().time()));
    }

    static String level(LogRow row) {
        return row.isGap() ? "gap" : level(row.entry().level());
    }

    static String level(Level level) {
        return switch (level) {
            case DEBUG -> "debug";
            case INFO -> "info";
            case WARNING -> "warning";
            case ERROR -> "error";
            case AUDIT -> "audit";
        };
    }

    static String icon(LogRow row) {
        if (row.isGap()) {
            return "dots";
        }
        return switch (row.entry().level()) {
            case DEBUG -> "bug";
            case INFO -> "info-circle";
            case WARNING -> "alert-triangle";
            case ERROR -> "circle-x";
            case AUDIT -> "shield-check";
        };
    }

    static Palette.Role color(LogRow row) {
        if (row.isGap()) {
            return Palette.Role.WARNING;
        }
        return switch (row.entry().level()) {
            case DEBUG, INFO -> Palette.Role.MUTED;
            case WARNING -> Palette.Role.WARNING;
            case ERROR -> Palette.Role.ERROR;
            case AUDIT -> Palette.Role.ADMINISTRATOR;
        };
    }

    /** Whoever wrote it, without the beginning that all have. */
    static String source(LogRow row) {
        String source = row.entry().source();
        return row.isGap()
                ? ""
                : source.startsWith("org.vitrine.") ? source.substring("org.vitrine.".length()) : source;
    }

    /** The first line. */
    static String message(LogRow row) {
        if (row.isGap()) {
            return row.missing() == 1
                    ? "1 entry is missing here: it came faster than it could be shown"
                    : row.missing() + " entries are missing here: they came faster than they could be shown";
        }
        return row.entry().message().lines().findFirst().orElse("");
    }

    static String repeated(LogRow row) {
        return row.isGap() ? "" : times(row.entry().repeated());
    }

    private static String times(int repeated) {
        return switch (repeated) {
            case 0 -> "";
            case 1 -> "once";
            default -> repeated + " times";
        };
    }

    /** Everything but the stack trace. */
    static String details(LogRow row, ZoneId zone) {
        LogEntry entry = row.entry();
        if (row.isGap()) {
            return "The runtime told them, but nobody listened fast enough. Its own log has them: vitrine log.";
        }
        return MOMENT.withZone(zone).format(EpochClock.toInstant(entry.time())) + ", " + level(entry.level()) + ", "
                + entry.source() + ", entry " + entry.sequence()
                + (entry.repeated() == 0 ? "" : ", said again " + times(entry.repeated()))
                + (entry.message().contains("\n") ? "\n\n" + entry.message() : "");
    }
}
