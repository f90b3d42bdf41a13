/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * A virtual machine, whatever technology carries it.
 *
 * <p>Opaque to everybody but the hypervisor driver that made it; drivers write {@code host/driver/connection/name} so that a
 * person can read it in a log. It stays the same over restarts of the machine and of the runtime.
 *
 * @param value 1 to 255 printable characters without blanks, unique among all hosts of a fleet
 */
public record MachineId(String value) implements Comparable<MachineId> {
    public MachineId {
        Ids.checked("machine id", value);
    }

    @Override
    public int compareTo(MachineId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
