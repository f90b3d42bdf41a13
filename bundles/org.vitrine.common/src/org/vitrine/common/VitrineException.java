/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * Something that was asked for did not happen, for a reason that the asker can act upon.
 *
 * <p>The message says what went wrong with the values that matter, the advice what to do about it; both are shown to people as they
 * stand. This is the one checked exception of all contracts, and it crosses process borders: a caller sees the same reason, message
 * and advice whether the service runs in its process or on another host.
 */
public final class VitrineException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why, in kinds that lead to different actions. */
    public enum Reason {
        /** What was asked for is malformed or out of range: change the request. */
        INVALID,
        /** The thing that was named does not exist (any more). */
        NOT_FOUND,
        /** It exists already, or its state forbids this now. */
        CONFLICT,
        /** The caller or the process lacks a permission or capability. */
        DENIED,
        /** The other side is not there: not started, stopped, connection lost. Trying again may help. */
        UNAVAILABLE,
        /** This driver, kernel or host cannot do it, whatever one tries. */
        UNSUPPORTED,
        /** It was tried and went wrong. */
        FAILED,
        /** The caller cancelled it. */
        CANCELLED
    }

    private final Reason reason;
    private final String advice;

    public VitrineException(Reason reason, String message) {
        this(reason, message, "", null);
    }

    public VitrineException(Reason reason, String message, String advice) {
        this(reason, message, advice, null);
    }

    /**
     * @param advice what the asker can do, as a sentence; empty when there is nothing to say
     * @param cause may be null; does not cross process borders
     */
    public VitrineException(Reason reason, String message, String advice, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.advice = advice;
    }

    public Reason reason() {
        return reason;
    }

    /** What the asker can do about it; empty when there is nothing to say. */
    public String advice() {
        return advice;
    }

    /** Message and advice in one text, a sentence each, for places that show only one. */
    public String explained() {
        if (advice.isEmpty()) {
            return getMessage();
        }
        boolean ended = getMessage().endsWith(".") || getMessage().endsWith("\n");
        return getMessage() + (ended ? " " : ". ") + advice;
    }
}
