/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.util.List;
import org.vitrine.common.IpAddress;

/**
 * What the administration server at a guest's vNIC answered.
 *
 * @param hosts the guest's remote hosts, the busiest first
 */
record Answer(List<Host> hosts) {
    /**
     * @param tx what the guest sends to it, KiB/s
     * @param rx what the guest receives from it, KiB/s
     */
    record Host(IpAddress address, int tx, int rx) {}
}
