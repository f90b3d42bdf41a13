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
 */
record MonitorSettings(long windowNanos, int maxHosts) {}
