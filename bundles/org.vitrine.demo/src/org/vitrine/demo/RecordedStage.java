/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.util.Set;
import org.vitrine.common.EpochClock;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Filter;
import org.vitrine.hypervisor.Inventory;

/**
 * A recording that is being played. Frames and rates are real, measured anew from the recorded frames; what the administrator did is
 * done again at the moment in which it was done, and what it was answered is repeated.
 */
final class RecordedStage implements Stage {
    private final Script script;
    private final Timeline timeline;
    private final DataPlaneAdminService dataPlane;
    private final Filter filter;
    private final long began;

    /**
     * @param began when the recording began to be played, nanoseconds since the epoch
     */
    RecordedStage(Script script, Inventory inventory, Timeline timeline, DataPlaneAdminService dataPlane, long began) {
        this.script = script;
        this.timeline = timeline;
        this.dataPlane = dataPlane;
        this.began = began;
        NicId nic = inventory.machines().stream()
                .flatMap(machine -> machine.nics().stream())
                .filter(n -> n.addresses().stream()
                        .anyMatch(a -> a.address().equals(script.cast().guestAddress())))
                .findFirst()
                .orElseThrow()
                .id();
        filter = new Filter(nic, script.cast().remote());
    }

    @Override
    public String introduction() {
        return "A small network, recorded earlier and played now: its frames are measured as if they were passing.";
    }

    @Override
    public Cast cast() {
        return script.cast();
    }

    @Override
    public Answer ask() throws VitrineException {
        awaitMoment(script.asked());
        return script.answer();
    }

    @Override
    public void filter() throws VitrineException {
        awaitMoment(script.filtered());
        dataPlane.declare(Set.of(filter));
    }

    @Override
    public void unfilter() throws VitrineException {
        awaitMoment(script.unfiltered());
        dataPlane.withdraw(Set.of(filter));
    }

    @Override
    public long framesSeenByGuest() {
        return script.framesSeenByGuest();
    }

    @Override
    public void goOn(double seconds) throws VitrineException {
        timeline.await(_ -> false, seconds);
    }

    private void awaitMoment(double seconds) throws VitrineException {
        double played = (EpochClock.SYSTEM.nanos() - began) / 1e9;
        goOn(Math.max(0, seconds - played));
    }

    @Override
    public void close() {
        // the recording goes on for whoever looks at it
    }
}
