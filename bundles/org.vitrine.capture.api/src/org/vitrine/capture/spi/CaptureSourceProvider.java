/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.util.Optional;
import org.vitrine.hypervisor.Nic;

/**
 * Says where the frames of some vNICs come from when it is not the interface of the host: a recording, another host. Whiteboard
 * service; asked in the order of the service ranking, before the host's interface is taken.
 */
public interface CaptureSourceProvider {
    /** Where this vNIC's frames come from, or empty when this provider does not know it. Cheap; any thread. */
    Optional<CaptureSource> source(Nic nic);
}
