/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.util.Optional;
import org.vitrine.hypervisor.Nic;

/**
 * Says where the frames of vNICs come from that have no interface on this host, such as those of a recording that is played.
 * Whiteboard service; the first that knows a vNIC is taken. Any thread; must answer at once.
 */
public interface CaptureSourceProvider {
    /** The source of this vNIC's frames; empty when they pass its host interface as usual. Does not change for a vNIC. */
    Optional<CaptureSource> source(Nic nic);
}
