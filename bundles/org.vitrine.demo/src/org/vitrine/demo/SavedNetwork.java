/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.util.List;
import java.util.Map;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.Network;

/** What {@code recording.json} holds; see {@code org.vitrine.hypervisor.recording}. */
record SavedNetwork(double seconds, List<Machine> machines, List<Network> networks, Map<String, String> frames) {}
