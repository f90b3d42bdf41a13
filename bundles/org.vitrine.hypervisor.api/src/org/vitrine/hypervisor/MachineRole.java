/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/** What part a machine plays for the person who looks at the network. */
public enum MachineRole {
    /** A machine of somebody: the vNICs of guests are watched and steered. */
    GUEST,
    /** Carries guests: its bridges and the host side of their vNICs are here. */
    HOST,
    /** Forwards between networks. */
    ROUTER,
    /** Stands for the world outside. */
    REMOTE,
    /** From here the guests are administered. */
    ADMINISTRATOR
}
