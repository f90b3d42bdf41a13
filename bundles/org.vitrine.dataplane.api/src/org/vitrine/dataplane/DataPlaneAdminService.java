/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.Collection;
import org.vitrine.common.VitrineException;

/** Changes what is declared. Every change is atomic, persisted before it is applied, and logged with its caller. Any thread. */
public interface DataPlaneAdminService {
    /**
     * Declares and returns when the kernel has it, or when it is known that it must wait for the machine. What is declared already
     * stays.
     *
     * @throws VitrineException NOT_FOUND for a vNIC or machine nobody knows, UNSUPPORTED where no provider serves it or can do it,
     *     DENIED or FAILED when the kernel refuses; then nothing of this call stays declared
     */
    void declare(Collection<? extends Declaration> declarations) throws VitrineException;

    /**
     * Withdraws and returns when the kernel has forgotten it. What is not declared is no error.
     *
     * @throws VitrineException DENIED or FAILED when the kernel refuses; what was declared stays declared
     */
    void withdraw(Collection<? extends Declaration> declarations) throws VitrineException;

    /**
     * Declares some and withdraws others in one step: no packet passes between the two. What is in both is declared.
     *
     * @throws VitrineException as {@link #declare}; then everything is as it was
     */
    void change(Collection<? extends Declaration> declared, Collection<? extends Declaration> withdrawn)
            throws VitrineException;
}
