/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.util.List;
import java.util.stream.Collectors;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.ui.Palette;

/** How a bundle is told to a person. */
final class BundleWords {
    private BundleWords() {}

    static String state(BundleInfo bundle) {
        return switch (bundle.state()) {
            case INSTALLED -> "not resolved";
            case RESOLVED -> "stopped";
            case STARTING -> "starting";
            case ACTIVE -> "active";
            case STOPPING -> "stopping";
        };
    }

    static String icon(BundleInfo bundle) {
        if (!bundle.problems().isEmpty()) {
            return "alert-triangle";
        }
        return switch (bundle.state()) {
            case INSTALLED -> "circle-dashed";
            case RESOLVED -> "circle";
            case STARTING, STOPPING -> "loader-2";
            case ACTIVE -> "circle-check";
        };
    }

    static Palette.Role color(BundleInfo bundle) {
        if (!bundle.problems().isEmpty()) {
            return bundle.state() == BundleInfo.State.INSTALLED ? Palette.Role.ERROR : Palette.Role.WARNING;
        }
        return bundle.state() == BundleInfo.State.ACTIVE ? Palette.Role.OK : Palette.Role.MUTED;
    }

    static boolean canStart(BundleInfo bundle) {
        return bundle.state() == BundleInfo.State.INSTALLED || bundle.state() == BundleInfo.State.RESOLVED;
    }

    static boolean canStop(BundleInfo bundle) {
        return !canStart(bundle);
    }

    /** What holds for all of them together. */
    static String summary(List<BundleInfo> bundles) {
        long troubled =
                bundles.stream().filter(each -> !each.problems().isEmpty()).count();
        long stopped = bundles.stream()
                .filter(BundleInfo::own)
                .filter(BundleWords::canStart)
                .count();
        if (troubled > 0) {
            return troubled == 1 ? "1 bundle has a problem" : troubled + " bundles have problems";
        }
        return switch ((int) stopped) {
            case 0 -> "All bundles of Vitrine are active";
            case 1 -> "1 bundle of Vitrine is stopped";
            default -> stopped + " bundles of Vitrine are stopped";
        };
    }

    /** What there is to say of one, below its name. */
    static String details(BundleInfo bundle) {
        String services = bundle.services().isEmpty()
                ? "Offers no services"
                : "Offers " + bundle.services().stream().collect(Collectors.joining(", "));
        String problems = bundle.problems().stream().map(each -> "\n• " + each).collect(Collectors.joining());
        return bundle.symbolicName() + " " + bundle.version() + ", " + state(bundle) + ", bundle " + bundle.id()
                + (problems.isEmpty() ? "" : "\n\nProblems" + problems) + "\n\n" + services;
    }
}
