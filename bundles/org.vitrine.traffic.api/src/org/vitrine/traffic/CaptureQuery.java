/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/**
 * What somebody wants to know of a capture file.
 *
 * @param filter only packets that pass it, in the language of display filters; blank for all
 * @param order of the flows; {@link FlowOrder#ROUND_TRIP} is that to the end that answered
 * @param offset flows left out at the beginning, 0 or more
 * @param limit most flows, and most hosts, to list, 0 to {@value FlowQuery#LARGEST_PAGE}
 */
public record CaptureQuery(String filter, FlowOrder order, int offset, int limit) {
    public CaptureQuery {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative, got " + offset);
        }
        if (limit < 0 || limit > FlowQuery.LARGEST_PAGE) {
            throw new IllegalArgumentException("limit must be 0 to " + FlowQuery.LARGEST_PAGE + ", got " + limit);
        }
    }
}
