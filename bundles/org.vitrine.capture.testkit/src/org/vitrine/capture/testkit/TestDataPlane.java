/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vitrine.common.Subscription;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;
import org.vitrine.dataplane.DeclarationStatus;
import org.vitrine.dataplane.DropCount;

/** Declarations kept in memory; nothing is done about them. Listeners are called on the thread that changes them. */
public final class TestDataPlane implements DataPlaneService {
    private final List<Consumer<List<DeclarationState>>> listeners = new CopyOnWriteArrayList<>();
    private List<DeclarationState> states = List.of();

    /** Replaces everything. */
    public synchronized void set(DeclarationStatus status, Declaration... declarations) {
        states = Stream.of(declarations)
                .map(d -> new DeclarationState(d, status, "", "test", 0, DropCount.NONE, DropCount.NONE))
                .toList();
        listeners.forEach(listener -> listener.accept(states));
    }

    @Override
    public synchronized List<DeclarationState> declarations() {
        return states;
    }

    @Override
    public synchronized Subscription subscribe(Consumer<List<DeclarationState>> listener) {
        listeners.add(listener);
        listener.accept(states);
        return () -> listeners.remove(listener);
    }
}
