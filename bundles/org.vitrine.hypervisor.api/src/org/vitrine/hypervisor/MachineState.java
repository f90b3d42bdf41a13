/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/** What a machine is doing, as its hypervisor tells it. */
public enum MachineState {
    STOPPED,
    STARTING,
    RUNNING,
    PAUSED,
    STOPPING,
    /** The hypervisor says that it failed; the reason is in {@link Machine#message()}. */
    FAILED,
    /** The connection to its hypervisor is lost: the last known facts are shown, nothing newer is known. */
    UNKNOWN
}
