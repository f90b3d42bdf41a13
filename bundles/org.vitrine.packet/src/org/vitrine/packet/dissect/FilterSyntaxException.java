/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

/** A text is no display filter. The message says what is wrong with it, {@link #hint} what would be right. */
public final class FilterSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;
    private final int length;
    private final String hint;

    FilterSyntaxException(String message, int position, int length, String hint) {
        super(message);
        this.position = position;
        this.length = length;
        this.hint = hint;
    }

    /** Where in the text it is, from 0; the length of the text when something is missing at its end. */
    public int position() {
        return position;
    }

    /** Letters that it is about; 0 when something is missing. */
    public int length() {
        return length;
    }

    /** What would be right, as a sentence; empty when nobody knows. */
    public String hint() {
        return hint;
    }
}
