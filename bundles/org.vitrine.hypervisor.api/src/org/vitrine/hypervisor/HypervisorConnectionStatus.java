/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/**
 * A connection to a hypervisor and how it is.
 *
 * @param uri as it was configured
 * @param connected whether it is there now
 * @param message why it is not; empty when it is
 * @param machines how many were seen through it
 * @param configured whether the configuration has it; otherwise somebody added it, and may remove it
 */
public record HypervisorConnectionStatus(
        String uri, boolean connected, String message, int machines, boolean configured) {}
