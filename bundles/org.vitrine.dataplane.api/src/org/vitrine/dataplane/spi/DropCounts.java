/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.spi;

import org.vitrine.dataplane.DropCount;

/** What the rules of one declaration stopped (a mirror: copied) at all its vNICs together, in the directions seen from the guest. */
public record DropCounts(DropCount fromGuest, DropCount toGuest) {
    public static final DropCounts NONE = new DropCounts(DropCount.NONE, DropCount.NONE);

    public DropCounts plus(DropCounts other) {
        return new DropCounts(fromGuest.plus(other.fromGuest), toGuest.plus(other.toGuest));
    }
}
