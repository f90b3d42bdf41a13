/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/** What joins the members of a network. */
public enum NetworkKind {
    /** A Linux bridge. */
    BRIDGE,
    /** An Open vSwitch bridge. */
    OPEN_VSWITCH,
    /** Every member sees all traffic. */
    HUB,
    /** A cable between two machines. */
    CABLE
}
