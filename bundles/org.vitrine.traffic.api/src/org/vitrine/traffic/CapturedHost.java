/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import org.vitrine.common.IpAddress;

/**
 * An address in a capture file.
 *
 * @param flows that it is an end of
 * @param totals tx is what it sent
 */
public record CapturedHost(IpAddress address, long flows, TrafficTotals totals) {}
