/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.spi;

import java.net.URI;
import org.vitrine.common.VitrineException;

/** A hypervisor driver. Whiteboard service. */
public interface HypervisorProvider {
    /** Whether this driver connects to such a URI: mostly a matter of its scheme, such as {@code netns}. */
    boolean understands(URI uri);

    /**
     * Connects. The driver calls the listener from its own thread until the connection is closed, at first with everything that is
     * there.
     *
     * @throws VitrineException INVALID for a URI it does not understand, DENIED, or UNAVAILABLE: the caller tries again later
     */
    HypervisorConnection connect(URI uri, InventoryListener listener) throws VitrineException;
}
