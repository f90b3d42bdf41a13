/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.List;
import org.vitrine.common.VitrineException;

/** The connections to hypervisors: those of the configuration and those that were added. Changes are logged. Any thread. */
public interface HypervisorAdminService {
    /** All connections, those of the configuration first. */
    List<HypervisorConnectionStatus> connections() throws VitrineException;

    /**
     * Adds a connection, for later starts of the runtime as well. It is opened in the background.
     *
     * @throws VitrineException INVALID when it is not a URI, CONFLICT when it is there already, FAILED when it cannot be kept
     */
    void add(String uri) throws VitrineException;

    /**
     * Closes and forgets a connection that was added. Its machines go on.
     *
     * @throws VitrineException NOT_FOUND, CONFLICT when the configuration has it, FAILED
     */
    void remove(String uri) throws VitrineException;

    /**
     * Defines a machine, or defines it anew, from a description in the hypervisor's own language.
     *
     * @param uri the connection
     * @param description for libvirt, its domain XML
     * @throws VitrineException NOT_FOUND, UNAVAILABLE, UNSUPPORTED, INVALID, FAILED
     */
    void define(String uri, String description) throws VitrineException;
}
