/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

/**
 * How traffic is counted.
 *
 * @param windowNanos over which rates are taken
 * @param maxHosts remote addresses kept for each vNIC
 * @param maxFlows flows of IPv4 kept for each vNIC, and as many of IPv6
 * @param flowIdleNanos after which a flow without packets leaves
 * @param maxPorts ports kept for each vNIC
 */
record MonitorSettings(long windowNanos, int maxHosts, int maxFlows, long flowIdleNanos, int maxPorts) {}
