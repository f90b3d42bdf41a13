/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.log;

/**
 * A line of the log.
 *
 * @param sequence grows by one with each entry of a runtime
 * @param time nanoseconds since the epoch
 * @param source bundle or class that wrote it
 * @param repeated how often the same was said again since; such entries are counted, not repeated
 * @param details a stack trace or more; empty when there is none
 */
public record LogEntry(
        long sequence, long time, Level level, String source, String message, int repeated, String details) {
    /** How much it matters. */
    public enum Level {
        DEBUG,
        INFO,
        WARNING,
        ERROR,
        /** A control action: who, what, when. */
        AUDIT
    }
}
