/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.List;

/**
 * Some flows at one moment.
 *
 * @param time nanoseconds since the epoch
 * @param known flows in the tables of the vNICs that were asked for
 * @param matching those of them with the remote addresses and words that were asked for
 * @param expired flows that left the tables because nothing came any more
 * @param evicted flows that had to leave a full table
 * @param flows in the order that was asked for
 */
public record FlowPage(long time, long known, long matching, long expired, long evicted, List<FlowTraffic> flows) {
    public FlowPage {
        flows = List.copyOf(flows);
    }
}
