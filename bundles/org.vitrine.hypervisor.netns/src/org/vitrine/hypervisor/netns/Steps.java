/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.lab.LabProgress;

/** Counts the steps of work on a lab and tells somebody about it. */
final class Steps {
    /** A step for one of many things. */
    interface Each<T> {
        void run(T thing) throws VitrineException;
    }

    private final int total;
    private final Consumer<LabProgress> progress;
    private int done;
    private String step = "";

    Steps(int total, Consumer<LabProgress> progress) {
        this.total = total;
        this.progress = progress;
    }

    void begin(String newStep) {
        step = newStep;
        tell();
    }

    void done(int count) {
        done += count;
        tell();
    }

    /** Does the same for many things side by side. */
    <T> void run(String newStep, List<T> things, Each<T> each) throws VitrineException {
        begin(newStep);
        Crew.run(things.stream().<Crew.Step>map(thing -> () -> each.run(thing)).toList(), () -> done(1));
    }

    private void tell() {
        progress.accept(new LabProgress(done, total, step));
    }
}
