/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/**
 * The traffic of one protocol at one vNIC.
 *
 * @param totals since the vNIC is watched
 */
public record ProtocolTraffic(Protocol protocol, TrafficRates rates, TrafficTotals totals) {}
