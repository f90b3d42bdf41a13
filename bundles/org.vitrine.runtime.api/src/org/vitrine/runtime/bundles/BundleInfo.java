/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.bundles;

import java.util.List;

/**
 * A bundle.
 *
 * @param id the framework's number
 * @param symbolicName such as {@code org.vitrine.traffic}
 * @param name for people
 * @param own whether it is one of Vitrine's or of its plug-ins, which a person installed or which use its packages; not of the platform below
 * @param runs whether it has something to start: an activator or components; else others only use what is in it
 * @param services what it offers now: short names of interfaces
 * @param problems why it or a component of it does not work; empty when all is well
 */
public record BundleInfo(
        long id,
        String symbolicName,
        String version,
        String name,
        State state,
        boolean own,
        boolean runs,
        List<String> services,
        List<String> problems) {
    public BundleInfo {
        services = List.copyOf(services);
        problems = List.copyOf(problems);
    }

    /** Its place in the life cycle of OSGi. */
    public enum State {
        INSTALLED,
        RESOLVED,
        STARTING,
        ACTIVE,
        STOPPING
    }
}
