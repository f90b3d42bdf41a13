/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * One thing that the network shall do for some vNICs, whether their machines are on or off. Declarations are values: the same one
 * declared twice is there once. They survive restarts of the runtime and of the machine.
 *
 * <p>At one vNIC guards come first, then filters, drops, mirrors, packet limits, and last what shapes ({@link Limit}): each sees what
 * those before it let pass. Frames with one VLAN tag are looked at like those without; frames with two pass unseen.
 */
public sealed interface Declaration permits Filter, Drop, Limit, PacketLimit, Guard, Mirror {
    /** The vNICs that it is about, each for itself. */
    Scope scope();
}
