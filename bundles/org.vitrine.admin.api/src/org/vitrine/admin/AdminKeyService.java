/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

import org.vitrine.common.VitrineException;

/** The keys of protocol version 2 at this host, by their ids; secrets stay in the host's key file. Any thread. */
public interface AdminKeyService {
    /**
     * Where the keys are and which are valid.
     *
     * @throws VitrineException UNAVAILABLE when the runtime that is asked is gone
     */
    AdminKeys keys() throws VitrineException;

    /**
     * Makes a new key. The newest one before it stays valid beside it, an older one is removed.
     *
     * @return its id
     * @throws VitrineException FAILED when the file cannot be written
     */
    String rotate() throws VitrineException;

    /**
     * Removes a key, at once. Without keys version 2 is off.
     *
     * @throws VitrineException NOT_FOUND for an unknown id, FAILED when the file cannot be written
     */
    void remove(String id) throws VitrineException;
}
