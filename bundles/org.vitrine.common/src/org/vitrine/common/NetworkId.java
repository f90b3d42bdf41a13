/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * A virtual network: a bridge, an Open vSwitch, a hub, a routed segment.
 *
 * @param value 1 to 255 printable characters without blanks, unique among all hosts of a fleet
 */
public record NetworkId(String value) implements Comparable<NetworkId> {
    public NetworkId {
        Ids.checked("network id", value);
    }

    @Override
    public int compareTo(NetworkId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
