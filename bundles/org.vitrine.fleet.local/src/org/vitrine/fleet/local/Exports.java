/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

/** What one side of a connection lets the other side call. */
@FunctionalInterface
interface Exports {
    Exports NONE = _ -> null;

    /**
     * A service and the interface by which it may be called.
     *
     * @param contract only its methods can be called, whatever else the service has
     */
    record Export(Class<?> contract, Object service) {}

    /** The service offered under this interface name, or null. */
    Export find(String contract);
}
