/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.lab;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.VitrineException;

/**
 * Brings labs up and down. The machines of a lab that is up are in the inventory, with the lab's name as their group.
 *
 * <p>What a lab puts into the kernel is written down before it is made: whatever is left when the runtime is killed is found and
 * removed by the next {@link #down} or adopted by the next start. Any thread; calls for one lab wait for each other, and can be
 * cancelled by interrupting their thread, which undoes what was made so far.
 */
public interface LabAdminService {
    /** The labs that are up or were left half-way, sorted by name. */
    List<LabStatus> labs() throws VitrineException;

    /**
     * Brings a lab up.
     *
     * @param source where the description came from, for messages; not read
     * @param description the text of a lab file
     * @param progress called on the calling side as the work goes on
     * @return the lab, up
     * @throws VitrineException INVALID with line and reason for a bad description, CONFLICT when a lab of this name is up, DENIED,
     *     FAILED (everything made so far is removed again), CANCELLED
     */
    LabStatus up(String source, String description, Consumer<LabProgress> progress) throws VitrineException;

    /**
     * Takes a lab down: its processes end, its links, namespaces and rules go. A lab that is not there is no error, so that a script
     * may call this to be sure.
     *
     * @return whether anything was there
     * @throws VitrineException DENIED or FAILED with what could not be removed
     */
    boolean down(String name, Consumer<LabProgress> progress) throws VitrineException;
}
