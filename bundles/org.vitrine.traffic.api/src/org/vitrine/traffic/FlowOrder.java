/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/** What comes first in a list of flows. */
public enum FlowOrder {
    /** Most bytes, both directions together. */
    BYTES,
    /** Most packets, both directions together. */
    PACKETS,
    /** Who was seen last. */
    LAST_SEEN,
    /** Who began last. */
    FIRST_SEEN,
    /** Most retransmissions; only TCP has any. */
    RETRANSMISSIONS,
    /** The longest way to the remote end; only TCP with timestamps knows it. */
    ROUND_TRIP
}
