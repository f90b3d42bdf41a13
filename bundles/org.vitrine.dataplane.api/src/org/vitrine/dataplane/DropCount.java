/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * What a rule stopped, counted by the kernel.
 *
 * @param bytes with the Ethernet header, without VLAN tags where they can be told apart (Open vSwitch counts them in); 0 where packets
 *     only are counted, as for a {@link Limit} in the kernel
 */
public record DropCount(long packets, long bytes) {
    public static final DropCount NONE = new DropCount(0, 0);

    public DropCount plus(DropCount other) {
        return new DropCount(packets + other.packets, bytes + other.bytes);
    }
}
