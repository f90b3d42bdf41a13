/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.health;

/**
 * One finding.
 *
 * @param area the concern, such as {@code capture}; findings are shown by it
 * @param name what was looked at, such as {@code nftables}
 * @param summary what was found, with the version or value that matters
 * @param advice what to do when it is not OK; empty otherwise
 */
public record HealthItem(String area, String name, Level level, String summary, String advice) {
    /** How bad it is. */
    public enum Level {
        OK,
        /** Something is less than it could be. */
        DEGRADED,
        /** Something does not work. */
        FAILED
    }

    public static HealthItem ok(String area, String name, String summary) {
        return new HealthItem(area, name, Level.OK, summary, "");
    }
}
