/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.capture.PipelineStatus.StageStatus;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameStage;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.hypervisor.Nic;

/**
 * The stages of one pipeline, in their order. A stage that throws is taken out until its bundle is replaced; the others do not notice.
 * On the agent's thread only.
 */
final class Stages {
    private static final Logger LOG = System.getLogger(Stages.class.getName());

    /** What is known of a stage by its name, also while its bundle is away. */
    private static final class Tally {
        long frames;
        long missed;
        long failures;
        /** Frames of the pipeline when the stage went; negative while it is there. */
        long wentAt = -1;
    }

    private static final class Slot {
        final Contribution<FrameStageFactory> factory;
        final String name;
        final Tally tally;
        /** Null when the factory wants nothing of this vNIC, or the stage failed. */
        FrameStage stage;

        Slot(Contribution<FrameStageFactory> factory, String name, Tally tally) {
            this.factory = factory;
            this.name = name;
            this.tally = tally;
        }
    }

    private final StageContext context;
    private final Map<String, Tally> tallies = new HashMap<>();
    private Slot[] slots = {};
    private Nic nic;
    private long passed;

    Stages(StageContext context, Nic nic) {
        this.context = context;
        this.nic = nic;
    }

    /** Closes the stages whose factories are gone and opens those of new ones, in the factories' order. */
    void sync(List<Contribution<FrameStageFactory>> factories) {
        List<Slot> next = new ArrayList<>();
        for (Slot slot : slots) {
            if (!factories.contains(slot.factory)) {
                close(slot);
            }
        }
        for (Contribution<FrameStageFactory> factory : factories) {
            Slot known = find(factory);
            if (known != null) {
                next.add(known);
            } else if (factory.acquire()) {
                next.add(open(factory));
            }
        }
        slots = next.toArray(Slot[]::new);
    }

    private Slot find(Contribution<FrameStageFactory> factory) {
        for (Slot slot : slots) {
            if (slot.factory == factory) {
                return slot;
            }
        }
        return null;
    }

    private Slot open(Contribution<FrameStageFactory> factory) {
        String name = factory.service().name();
        Tally tally = tallies.computeIfAbsent(name, _ -> new Tally());
        Slot slot = new Slot(factory, name, tally);
        long away = tally.wentAt < 0 ? 0 : passed - tally.wentAt;
        try {
            Optional<FrameStage> opened = factory.service().open(nic, context);
            if (opened.isPresent()) {
                slot.stage = opened.get();
                tally.wentAt = -1;
                tally.missed += away;
                if (away > 0) {
                    slot.stage.onMissed(away);
                }
            }
        } catch (RuntimeException | Error e) {
            takeOut(slot, e);
        }
        return slot;
    }

    /** Gives a batch to every stage. */
    void onFrames(FrameBatch batch) {
        int count = batch.size();
        passed += count;
        Slot[] now = slots;
        for (int i = 0; i < now.length; i++) {
            Slot slot = now[i];
            FrameStage stage = slot.stage;
            if (stage != null) {
                try {
                    stage.onFrames(batch);
                    slot.tally.frames += count;
                } catch (RuntimeException | Error e) {
                    takeOut(slot, e);
                    slot.tally.wentAt -= count; // it has not seen these
                }
            }
        }
    }

    /** Tells every stage of frames that nobody saw. */
    void onMissed(long frames) {
        passed += frames;
        for (Slot slot : slots) {
            if (slot.stage != null) {
                try {
                    slot.stage.onMissed(frames);
                } catch (RuntimeException | Error e) {
                    takeOut(slot, e);
                }
            }
        }
    }

    private void takeOut(Slot slot, Throwable e) {
        slot.tally.failures++;
        LOG.log(
                Level.ERROR,
                "stage " + slot.name + " of " + nic.id() + " failed and is taken out; the others go on",
                e);
        closeStage(slot);
    }

    private void close(Slot slot) {
        closeStage(slot);
        slot.factory.release();
    }

    private void closeStage(Slot slot) {
        FrameStage stage = slot.stage;
        slot.stage = null;
        if (slot.tally.wentAt < 0) {
            slot.tally.wentAt = passed;
        }
        if (stage != null) {
            try {
                stage.close();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "stage " + slot.name + " of " + nic.id() + " did not close in order", e);
            }
        }
    }

    /** Opens all stages anew when they must know the vNIC's new address. */
    void nic(Nic changed) {
        boolean anew = !changed.mac().equals(nic.mac());
        nic = changed;
        if (anew) {
            List<Contribution<FrameStageFactory>> factories = new ArrayList<>();
            for (Slot slot : slots) {
                factories.add(slot.factory);
            }
            close();
            sync(factories);
        }
    }

    List<StageStatus> status() {
        List<StageStatus> all = new ArrayList<>();
        for (Slot slot : slots) {
            Tally tally = slot.tally;
            if (slot.stage != null || tally.failures > 0) {
                all.add(new StageStatus(slot.name, tally.frames, tally.missed, tally.failures));
            }
        }
        return all;
    }

    /** Closes all stages, in reverse order. */
    void close() {
        for (int i = slots.length - 1; i >= 0; i--) {
            close(slots[i]);
        }
        slots = new Slot[0];
    }
}
