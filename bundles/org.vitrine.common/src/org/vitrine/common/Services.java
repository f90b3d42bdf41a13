/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/** What components write into their service properties; constants, so that an annotation can hold them. */
public final class Services {
    /**
     * A service with this property is offered to other processes: to the workbench over the local socket, to other hosts through
     * the fleet. Its interface must keep to what {@code docs/architecture.md} says of contracts.
     */
    public static final String EXPORTED = "service.exported.interfaces=*";

    /**
     * The target of a reference to a {@code Condition}. Components that offer an exported service, or change the machine, refer to
     * it: it is there when this process is itself the runtime, and absent in a workbench that looks at another one.
     */
    public static final String IN_RUNTIME = "(osgi.condition.id=org.vitrine.runtime)";

    private Services() {}
}
