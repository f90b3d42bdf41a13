/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import org.vitrine.common.VitrineException;

/** Finds out where packets die. Any thread. */
public interface PathTraceService {
    /**
     * Sends test packets from a machine, or where its driver cannot run a program in it waits for packets of its own, and follows
     * them and their answers from hop to hop. Takes until the answers are there, at most the request's limit and some seconds of
     * looking around. Changes nothing for any packet: what is installed to count and to follow belongs to one process and goes with
     * it, however that ends.
     *
     * @throws VitrineException NOT_FOUND when there is no such vNIC, CONFLICT when its machine is off, UNSUPPORTED when the host
     *     cannot count or follow, DENIED, CANCELLED when the thread is interrupted, FAILED
     */
    PathTrace trace(PathTraceRequest request) throws VitrineException;
}
