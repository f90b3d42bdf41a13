/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * A virtualization host: the machine whose kernel or hypervisor carries the virtual machines.
 *
 * @param value 1 to 255 printable characters without blanks, unique among all hosts of a fleet
 */
public record HostId(String value) implements Comparable<HostId> {
    public HostId {
        Ids.checked("host id", value);
    }

    @Override
    public int compareTo(HostId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
