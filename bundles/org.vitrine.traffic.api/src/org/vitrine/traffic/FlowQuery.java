/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.List;
import java.util.Set;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;

/**
 * Which flows somebody wants to see: a page of the list that an order makes.
 *
 * @param nics the vNICs; empty for all that are watched
 * @param remotes the addresses at the other end; empty for any
 * @param words all of which hold; at most {@value #MOST_WORDS}
 * @param offset flows left out at the beginning, at most {@value #LAST_OFFSET}
 * @param limit most flows to list, at most {@value #LARGEST_PAGE}; 0 for the sums only
 */
public record FlowQuery(
        Set<NicId> nics, Set<IpAddress> remotes, List<FlowWord> words, FlowOrder order, int offset, int limit) {
    /** Most flows of a page. */
    public static final int LARGEST_PAGE = 10_000;

    /** Nobody turns more pages by hand, and every flow before them has to be ranked. */
    public static final int LAST_OFFSET = 1_000_000;

    /** Most words: each of them is looked for in every flow. */
    public static final int MOST_WORDS = 16;

    public FlowQuery {
        words = List.copyOf(words);
        if (words.size() > MOST_WORDS) {
            throw new IllegalArgumentException("there must be at most " + MOST_WORDS + " words, got " + words.size());
        }
        nics = Set.copyOf(nics);
        remotes = Set.copyOf(remotes);
        if (offset < 0 || offset > LAST_OFFSET) {
            throw new IllegalArgumentException("offset must be 0 to " + LAST_OFFSET + ", got " + offset);
        }
        if (limit < 0 || limit > LARGEST_PAGE) {
            throw new IllegalArgumentException("limit must be 0 to " + LARGEST_PAGE + ", got " + limit);
        }
    }

    /** Flows with any words. */
    public FlowQuery(Set<NicId> nics, Set<IpAddress> remotes, FlowOrder order, int offset, int limit) {
        this(nics, remotes, List.of(), order, offset, limit);
    }

    /** The first flows of all vNICs in this order. */
    public static FlowQuery top(FlowOrder order, int limit) {
        return new FlowQuery(Set.of(), Set.of(), order, 0, limit);
    }
}
