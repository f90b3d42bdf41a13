/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/** The one rule for the text inside an id: printable, no blanks, 1 to 255 characters. */
final class Ids {
    private static final int MAX_LENGTH = 255;

    private Ids() {}

    static String checked(String what, String value) {
        if (value == null || value.isEmpty() || value.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(what + " needs 1 to " + MAX_LENGTH + " characters, got "
                    + (value == null ? "none" : String.valueOf(value.length())));
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c == 0x7f || Character.isISOControl(c)) {
                throw new IllegalArgumentException(
                        what + " has a blank or control character at " + i + ": \"" + value + '"');
            }
        }
        return value;
    }
}
