/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrine.admin.protocol.AdminV2Body.Entries;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.PageRequest;
import org.vitrine.admin.protocol.AdminV2Seal;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;

/** The newest lists, whole, so that the pages that somebody asks for one by one are of the same moment. Any thread. */
final class V2Lists {
    private static final int MOST_LISTS = 32;
    private static final long PERIOD = 100_000_000; // nanoseconds for which a list is new

    // guarded by this
    private final Map<Key, Page<?>> lists = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Page<?>> eldest) {
            return size() > MOST_LISTS;
        }
    };
    private final Map<Subject, Long> newest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Subject, Long> eldest) {
            return size() > MOST_LISTS;
        }
    };
    private long last;

    private record Subject(Set<NicId> nics, int opcode) {}

    private record Key(Subject subject, long list) {}

    /** Makes a list. */
    @FunctionalInterface
    interface Maker<E> {
        Page<E> make(long name) throws VitrineException;
    }

    /**
     * A page of a list.
     *
     * @return null when the list is not remembered any more
     */
    <E> Page<E> page(Set<NicId> nics, Entries<E> entries, PageRequest request, Maker<E> maker) throws VitrineException {
        Subject subject = new Subject(nics, entries.opcode());
        Page<?> whole = request.list() == 0 ? fresh(subject) : known(subject, request.list());
        if (whole == null && request.list() == 0) {
            whole = keep(subject, maker.make(name()));
        }
        return whole == null ? null : part(whole, request.first(), entries.perPage());
    }

    private synchronized Page<?> fresh(Subject subject) {
        Long list = newest.get(subject);
        return list != null && Math.abs(AdminV2Seal.epochNanos() - list) < PERIOD ? known(subject, list) : null;
    }

    private synchronized Page<?> known(Subject subject, long list) {
        return lists.get(new Key(subject, list));
    }

    private synchronized long name() {
        last = Math.max(last + 1, AdminV2Seal.epochNanos());
        return last;
    }

    private synchronized Page<?> keep(Subject subject, Page<?> whole) {
        lists.put(new Key(subject, whole.list()), whole);
        newest.put(subject, whole.list());
        return whole;
    }

    @SuppressWarnings("unchecked") // a subject has one kind of entries
    private static <E> Page<E> part(Page<?> whole, int first, int most) {
        int from = Math.min(first, whole.total());
        int to = Math.min(from + most, whole.total());
        return new Page<>(whole.list(), whole.total(), from, whole.window(), (List<E>)
                whole.entries().subList(from, to));
    }
}
