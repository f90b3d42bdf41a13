/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/** What a driver can do with a machine. */
public enum MachineCapability {
    START,
    /** Powers off at once. */
    STOP,
    EXEC,
    /** Asks the guest to end. */
    SHUT_DOWN,
    REBOOT,
    SUSPEND,
    RESUME,
    /** Keeps what is in memory and powers off; the next start goes on there. */
    SAVE,
    SET_LINK,
    ATTACH_NIC,
    DETACH_NIC,
    SET_VCPUS,
    SET_MEMORY,
    SNAPSHOT,
    CLONE,
    UNDEFINE,
    STATISTICS
}
