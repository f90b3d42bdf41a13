/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.time.Duration;
import java.util.List;

/**
 * What vNICs carry at one moment.
 *
 * @param time nanoseconds since the epoch
 * @param window over which the rates are taken
 * @param nics sorted by vNIC
 */
public record ProtocolSnapshot(long time, Duration window, List<NicProtocols> nics) {
    public ProtocolSnapshot {
        nics = List.copyOf(nics);
    }
}
