/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.time.Duration;

/**
 * How a person wants the workbench.
 *
 * @param refreshPeriod how often rates are asked for, 100 ms to 10 s
 * @param remoteHosts remote addresses shown for each vNIC, 1 to 1000
 */
public record Preferences(Duration refreshPeriod, int remoteHosts) {}
