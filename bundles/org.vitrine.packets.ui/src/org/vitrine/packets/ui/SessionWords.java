/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.vitrine.common.Quantity;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.widgets.Summary;

/** What a session is about, in words. */
final class SessionWords {
    private SessionWords() {}

    /**
     * How many packets there are, what is wrong with them, and what is being done.
     *
     * @param selected how many packets a person has selected
     */
    static void show(Session session, int selected, Summary summary) {
        CaptureFile file = session.file();
        int shown = session.rows().count();
        int all = file.packets();
        StringBuilder words = new StringBuilder();
        if (!session.filter().isAll()) {
            words.append(count(shown)).append(" of ");
        }
        words.append(count(all))
                .append(all == 1 ? " packet of " : " packets of ")
                .append(session.source().title());
        if (all > 0 && file.isIndexed()) {
            words.append(", ").append(Quantity.duration(Duration.ofNanos(file.timestamp(all - 1) - file.timestamp(0))));
        }
        String icon = "list-search";
        Role role = Role.MUTED;
        String trouble = trouble(session, file);
        if (!trouble.isEmpty()) {
            icon = "alert-triangle";
            role = Role.WARNING;
            words.append(". ").append(trouble);
        }
        summary.show(icon, role, words.toString(), doing(session, file, selected));
    }

    private static String trouble(Session session, CaptureFile file) {
        if (!session.failure().isEmpty()) {
            return session.failure();
        }
        if (session.isStopped()) {
            return "The rest was not read: you stopped it.";
        }
        if (session.source() instanceof LiveCapture live) {
            if (live.dropped() > 0) {
                return count(live.dropped()) + " were dropped.";
            }
            return live.end().isEmpty() ? "" : "It ended: " + live.end() + ".";
        }
        return file.damage().orElse("");
    }

    private static String doing(Session session, CaptureFile file, int selected) {
        if (session.takesLong()) {
            return (session.sorted() == null ? "Filters, " : "Sorts, ") + Math.round(session.asked() * 100) + " %";
        }
        if (session.isReading()) {
            return session.source().isLive() ? "Live" : "Reads, " + Quantity.bytes(file.bytesRead());
        }
        return selected > 1 ? count(selected) + " selected" : "";
    }

    /**
     * Why there is nothing to show.
     *
     * @param session null for none
     */
    static String absence(Session session) {
        if (session == null) {
            return "Open a capture file, drop one here, or select a vNIC in Machines and choose Watch packets.";
        }
        if (!session.failure().isEmpty()) {
            return session.failure();
        }
        String title = session.source().title();
        if (session.isReading()) {
            return session.source().isLive() ? "Nothing has passed " + title + " yet." : "Reads " + title + ".";
        }
        return Optional.ofNullable(session.file()).flatMap(CaptureFile::damage).orElse(title + " has no packets.");
    }

    /** The title above {@link #absence}. */
    static String absenceTitle(Session session) {
        if (session == null || session.isReading()) {
            return "No packets yet";
        }
        return session.failure().isEmpty() ? "No packets" : "It cannot be shown";
    }

    /** With a thin gap after thousands, for there may be millions. */
    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }
}
