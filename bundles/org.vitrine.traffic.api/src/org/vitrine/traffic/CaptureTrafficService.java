/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.io.InputStream;
import org.vitrine.common.VitrineException;

/**
 * What a capture file has: flows, hosts and protocols of all its packets, without a vNIC or a runtime that watches it. A plain service of one process,
 * for commands; outside a framework found by {@link java.util.ServiceLoader}.
 */
public interface CaptureTrafficService {
    /**
     * Reads a capture file of classic pcap or pcapng, compressed by gzip or not, to its end; on the caller's thread, for as long as it takes.
     *
     * @param in read once; closed in any case
     * @param name of the file, for messages
     * @return what is good of a file that is cut off or broken, with {@link CaptureTraffic#damage}
     * @throws VitrineException INVALID when it is no capture file, or the filter none; FAILED when it cannot be read on; CANCELLED when the
     *     thread is interrupted
     */
    CaptureTraffic read(InputStream in, String name, CaptureQuery query) throws VitrineException;
}
