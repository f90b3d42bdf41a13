/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * Some of the packets that match are lost. With probability {@link #ALWAYS} this is a filter by more than an address.
 *
 * @param probability of each packet to be lost, in hundredths of a percent: 1 to 10 000. A packet that the host has not cut yet
 *     (segmentation offload) counts as one
 */
public record Drop(Scope scope, Direction direction, Match match, int probability) implements Declaration {
    /** Every packet, 100 %. */
    public static final int ALWAYS = 10_000;

    public Drop {
        if (probability < 1 || probability > ALWAYS) {
            throw new IllegalArgumentException(
                    "a drop probability is 0.01 to 100 % in steps of 0.01 %, got " + probability / 100.0 + " %");
        }
    }
}
