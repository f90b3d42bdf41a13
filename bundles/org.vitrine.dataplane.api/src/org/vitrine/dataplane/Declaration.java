/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import org.vitrine.common.NicId;

/**
 * One thing that the network shall do for a vNIC, whether the machine is on or off. Declarations are values: the same one declared
 * twice is there once. They survive restarts of the runtime and of the machine.
 */
public sealed interface Declaration permits Filter {
    /** The vNIC that it is about. */
    NicId nic();
}
