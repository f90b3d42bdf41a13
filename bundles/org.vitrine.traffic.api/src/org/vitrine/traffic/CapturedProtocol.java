/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/**
 * A protocol in a capture file. Those of IP count packets that those of Ethernet count, too.
 *
 * @param bytes of the packets on the wire
 */
public record CapturedProtocol(Protocol protocol, long packets, long bytes) {}
