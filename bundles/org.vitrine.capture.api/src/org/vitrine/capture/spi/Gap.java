/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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
public record Gap(int interfaceIndex, OptionalLong packets, long unread) {
    private static final int ATTEMPTS = 100;

    /**
     * The kernel's two counters at one moment.
     *
     * @param packets that passed the interface since it exists; empty when it is gone or no interface
     * @param offered frames that came for the handle
     */
    public record Reading(OptionalLong packets, long offered) {
        /**
         * Reads both counters. They cannot be read at once: while frames flow, a pair is taken between whose beginning and end nothing
         * came, or after many attempts the last one.
         */
        public static Reading of(Supplier<OptionalLong> packets, LongSupplier offered) {
            Reading reading = new Reading(packets.get(), offered.getAsLong());
            for (int i = 0; i < ATTEMPTS; i++) {
                Reading again = new Reading(packets.get(), offered.getAsLong());
                if (again.equals(reading)) {
                    break;
                }
                reading = again;
            }
            return reading;
        }
    }

    /** Frames missed until the moment of a new handle's reading. */
    public long missed(int nowInterfaceIndex, Reading now) {
        if (now.packets().isEmpty()) {
            return Math.max(0, unread);
        }
        // another interface began to count when it was made, which was in the gap
        boolean same = interfaceIndex == nowInterfaceIndex && packets.isPresent();
        long passed = now.packets().getAsLong() - (same ? packets.getAsLong() : 0);
        return Math.max(0, unread + passed - now.offered());
    }
}
