/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/** Ports of a transport protocol, 0 to 65535, both ends belong to it. */
public record PortRange(int first, int last) {
    public PortRange {
        if (first < 0 || last < first || last > 65_535) {
            throw new IllegalArgumentException(
                    "ports are 0 to 65535, the first before the last, got " + first + "-" + last);
        }
    }

    /**
     * Reads {@code 80} or {@code 8000-8080}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static PortRange parse(String text) {
        try {
            int dash = text.indexOf('-');
            return dash < 0
                    ? new PortRange(Integer.parseInt(text), Integer.parseInt(text))
                    : new PortRange(
                            Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a port or a range of ports such as 8000-8080", e);
        }
    }

    @Override
    public String toString() {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
