/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/**
 * The traffic of one service at one vNIC: of all flows whose serving end has this port.
 *
 * @param protocol IP's number, such as 6 for TCP
 * @param port of the end that was asked: where a handshake went to, else the lower of the two
 * @param rates whichever end serves; tx is what the guest sends
 * @param totals since the port is in the table
 */
public record PortTraffic(int protocol, int port, TrafficRates rates, TrafficTotals totals) {}
