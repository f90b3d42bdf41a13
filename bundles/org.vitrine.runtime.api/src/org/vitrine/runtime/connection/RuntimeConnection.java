/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.connection;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** Points this process at another runtime, or back at itself. All services follow; whoever uses them sees them go and come. */
public interface RuntimeConnection {
    ConnectionState state();

    /** Calls the listener with the state now and after every change, on any thread. */
    Subscription subscribe(Consumer<ConnectionState> listener);

    /** Sockets on this machine where a runtime may listen: the system's, the user's, those used before. */
    List<String> candidates();

    /**
     * Ends this process's own services and uses those of the runtime that listens on a socket.
     *
     * @throws VitrineException UNAVAILABLE when nobody listens, DENIED when this user may not connect; nothing has changed then
     */
    void connect(String socket) throws VitrineException;

    /** Uses this process's own services again. */
    void useOwn();
}
