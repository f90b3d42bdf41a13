/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.connection;

/**
 * Whose network this workbench shows.
 *
 * @param socket the Unix socket of the other runtime; empty when the services run in this process
 * @param message what is wrong, or being tried; empty when all is well
 */
public record ConnectionState(Mode mode, String socket, String message) {
    /** Where the services are. */
    public enum Mode {
        /** In this process. */
        OWN,
        /** In the runtime at the other end of the socket. */
        CONNECTED,
        /** Nowhere now: the other runtime is away, and is tried again by itself. */
        LOST
    }
}
