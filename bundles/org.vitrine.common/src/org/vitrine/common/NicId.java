/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * A virtual network interface (vNIC) of a machine.
 *
 * @param machine the machine that has it
 * @param name unique within the machine and stable over restarts: the guest's name for it ({@code eth0}) where the driver knows
 *     it, else the driver's ({@code net0})
 */
public record NicId(MachineId machine, String name) implements Comparable<NicId> {
    public NicId {
        if (machine == null) {
            throw new IllegalArgumentException("vNIC id needs a machine");
        }
        Ids.checked("vNIC name", name);
    }

    @Override
    public int compareTo(NicId other) {
        int byMachine = machine.compareTo(other.machine);
        return byMachine != 0 ? byMachine : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return machine + ":" + name;
    }
}
