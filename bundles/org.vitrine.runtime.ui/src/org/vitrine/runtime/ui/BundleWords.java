/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.ui.Palette;

/** How a bundle is told to a person. */
final class BundleWords {
    private BundleWords() {}

    static String state(BundleInfo bundle) {
        if (isStopped(bundle)) {
            return "stopped";
        }
        return bundle.state() == BundleInfo.State.RESOLVED
                ? "library"
                : bundle.state().name().toLowerCase(Locale.ROOT);
    }

    /** It could run: not a library, of which others only use what is in it. */
    private static boolean isStopped(BundleInfo bundle) {
        return bundle.runs() && bundle.state() == BundleInfo.State.RESOLVED;
    }

    static String icon(BundleInfo bundle) {
        if (!bundle.problems().isEmpty()) {
            return "alert-triangle";
        }
        return switch (bundle.state()) {
            case INSTALLED -> "circle-dashed";
            case RESOLVED -> bundle.runs() ? "player-stop" : "circle";
            case STARTING, STOPPING -> "loader-2";
            case ACTIVE -> "circle-check";
        };
    }

    static Palette.Role color(BundleInfo bundle) {
        if (!bundle.problems().isEmpty()) {
            return bundle.state() == BundleInfo.State.INSTALLED ? Palette.Role.ERROR : Palette.Role.WARNING;
        }
        if (bundle.own() && isStopped(bundle)) {
            return Palette.Role.WARNING;
        }
        return bundle.state() == BundleInfo.State.ACTIVE ? Palette.Role.OK : Palette.Role.MUTED;
    }

    static boolean canStart(BundleInfo bundle) {
        return bundle.state() == BundleInfo.State.INSTALLED || isStopped(bundle);
    }

    static boolean canStop(BundleInfo bundle) {
        return bundle.state() != BundleInfo.State.INSTALLED && bundle.state() != BundleInfo.State.RESOLVED;
    }

    /** What holds for all of them together. */
    static String summary(List<BundleInfo> bundles) {
        long troubled =
                bundles.stream().filter(each -> !each.problems().isEmpty()).count();
        return switch ((int) troubled) {
            case 0 -> "No bundle has a problem";
            case 1 -> "1 bundle has a problem";
            default -> troubled + " bundles have problems";
        };
    }

    /** How many there are of each kind. */
    static String counts(List<BundleInfo> shown, List<BundleInfo> all) {
        long active = shown.stream()
                .filter(each -> each.state() == BundleInfo.State.ACTIVE)
                .count();
        int hidden = all.size() - shown.size();
        return active + " of " + shown.size() + " active"
                + (hidden == 0 ? "" : ", " + hidden + " of the platform hidden");
    }

    /** What there is to say of one, below its name. */
    static String details(BundleInfo bundle) {
        String services = bundle.services().isEmpty()
                ? "Offers no services"
                : "Offers " + bundle.services().stream().collect(Collectors.joining(", "));
        String problems = bundle.problems().stream().map(each -> "\n• " + each).collect(Collectors.joining());
        return bundle.symbolicName() + " " + bundle.version() + ", " + state(bundle) + ", bundle " + bundle.id()
                + (problems.isEmpty() ? "" : "\nProblems" + problems) + "\n" + services;
    }
}
