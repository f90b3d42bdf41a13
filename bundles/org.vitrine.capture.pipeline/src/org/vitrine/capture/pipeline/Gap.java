/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.util.OptionalLong;

/**
 * A time in which nobody reads an interface, and how many frames pass it meanwhile.
 *
 * <p>The kernel counts the interface's packets and what it offered to a handle. Both are read at the same moment, at the beginning and
 * at the end of the gap; so it does not matter how many frames wait unread in the old handle or have already come to the new one:
 *
 * <pre>
 *   missed = what passed between the two moments
 *          + what the old handle was offered and never gave
 *          - what the new handle was offered until the second moment
 * </pre>
 *
 * @param interfaceIndex 0 when it is not known
 * @param packets of the interface at the beginning; empty when it was gone already
 * @param unread what the old handle was offered until then and neither gave nor dropped; negative when it also gave frames that came
 *     later
 */
record Gap(int interfaceIndex, OptionalLong packets, long unread) {
    /** Frames missed until the moment of a new handle's reading. */
    long missed(int nowInterfaceIndex, Session.Reading now) {
        if (now.packets().isEmpty()) {
            return Math.max(0, unread);
        }
        // another interface began to count when it was made, which was in the gap
        boolean same = interfaceIndex == nowInterfaceIndex && packets.isPresent();
        long passed = now.packets().getAsLong() - (same ? packets.getAsLong() : 0);
        return Math.max(0, unread + passed - now.offered());
    }
}
