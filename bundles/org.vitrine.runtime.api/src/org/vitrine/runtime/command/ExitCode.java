/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.command;

import org.vitrine.common.VitrineException.Reason;

/** What the number means with which a command ends. */
public final class ExitCode {
    public static final int OK = 0;
    /** It was tried and went wrong. */
    public static final int FAILED = 1;
    /** The command line is not understood. */
    public static final int USAGE = 2;
    /** What was asked for is malformed, for example a file. */
    public static final int INVALID = 3;

    public static final int NOT_FOUND = 4;
    public static final int CONFLICT = 5;
    public static final int DENIED = 6;
    /** No runtime to ask, or it went away. */
    public static final int UNAVAILABLE = 7;

    public static final int UNSUPPORTED = 8;
    /** As a shell says it of a program ended by SIGINT. */
    public static final int CANCELLED = 130;

    private ExitCode() {}

    public static int of(Reason reason) {
        return switch (reason) {
            case INVALID -> INVALID;
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT -> CONFLICT;
            case DENIED -> DENIED;
            case UNAVAILABLE -> UNAVAILABLE;
            case UNSUPPORTED -> UNSUPPORTED;
            case FAILED -> FAILED;
            case CANCELLED -> CANCELLED;
        };
    }
}
