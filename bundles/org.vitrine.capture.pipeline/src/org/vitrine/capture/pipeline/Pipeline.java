/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.CaptureStatistics;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.capture.PipelineStatus.State;
import org.vitrine.capture.spi.CaptureBackend;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureHandle.Trouble;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.capture.spi.CaptureSource.Pace;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameSink;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.capture.spi.Gap;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Nic;

/**
 * Reads the frames of one vNIC and shows them to the stages, as long as the vNIC is known. Opens its source anew whenever that went
 * away and counts what passed meanwhile. On its agent's thread only, but for {@link #execute}.
 */
final class Pipeline implements FrameSink, StageContext {
    private static final Logger LOG = System.getLogger(Pipeline.class.getName());

    /** Frames read before another pipeline has its turn. */
    private static final int READ_LIMIT = 256;
    /** Frames read from a source that is about to be closed: as many as wait in a large buffer of small frames. */
    private static final int DRAIN_LIMIT = 1 << 16;

    private static final long FIRST_RETRY_NANOS = 50_000_000;
    private static final long LAST_RETRY_NANOS = 2_000_000_000;
    private static final long CHECK_NANOS = 1_000_000_000;

    private final PipelineAgent agent;
    private final PipelineEngine engine;
    private final Stages stages;
    private Nic nic;
    /** Empty while the machine is off. */
    private Optional<CaptureSource> source = Optional.empty();

    private Session session;
    /** While the session cannot get frames although it is open, such as from an interface that is down. */
    private boolean silent;

    private long sessionReceived;
    private long sessionDropped;
    /** Since the last session ended, if its end was not the source's own. */
    private Gap gap;

    private boolean opening;
    private boolean ended;
    private boolean recorded;
    private volatile boolean closed;
    private String message = "";
    private long nextCheck;
    private long retryAt;
    private long retryDelay = FIRST_RETRY_NANOS;

    private CaptureLevel level = CaptureLevel.FULL;
    private int sampling = 1;

    private long received;
    private long dropped;
    private long missed;
    private int gaps;
    private long newest;

    Pipeline(PipelineAgent agent, PipelineEngine engine, Nic nic) {
        this.agent = agent;
        this.engine = engine;
        this.nic = nic;
        stages = new Stages(this, nic);
    }

    Nic nic() {
        return nic;
    }

    // ---- what is wanted

    /** Takes over what the inventory says of the vNIC; opens or closes its source. */
    void want(Nic wanted, Optional<CaptureSource> from) {
        nic = wanted;
        stages.nic(wanted);
        if (!from.equals(source)) {
            detach();
            source = from;
            recorded = from.orElse(null) instanceof CaptureSource.File file && file.pace() == Pace.AS_RECORDED;
            ended = false;
            retryDelay = FIRST_RETRY_NANOS;
        }
        if (session == null) {
            open();
        }
    }

    /** Lets go of a backend that is going, and takes one that is better than the present one. */
    void syncBackends() {
        List<Contribution<CaptureBackend>> backends = engine.backends(level);
        if (session != null) {
            boolean better = backends.stream()
                    .takeWhile(b -> b != session.backend())
                    .anyMatch(b -> !session.candidates().contains(b) && supports(b));
            if (better || session.backend().isWithdrawn()) {
                detach();
            }
        }
        if (session == null) {
            open();
        }
    }

    /** Watches so closely from now on; one frame in so many is read. */
    void level(CaptureLevel wanted, int oneIn) {
        if (wanted != level || oneIn != sampling) {
            level = wanted;
            sampling = oneIn;
            detach();
            open();
        }
    }

    private boolean supports(Contribution<CaptureBackend> backend) {
        try {
            return backend.service().supports(source.orElseThrow());
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "a capture backend failed", e);
            return false;
        }
    }

    void syncStages(List<Contribution<FrameStageFactory>> factories) {
        stages.sync(factories);
    }

    // ---- opening

    private void open() {
        if (closed || ended || opening) {
            return;
        }
        if (source.isEmpty()) {
            message = "the machine is off";
            return;
        }
        opening = true;
        CaptureSource now = source.get();
        CaptureLevel at = level;
        int oneIn = sampling;
        engine.open(now, at, oneIn, result -> {
            if (!agent.execute(() -> opened(now, at, oneIn, result)) && result.session() != null) {
                result.session().close();
            }
        });
    }

    private void opened(CaptureSource from, CaptureLevel at, int oneIn, Opener.Result result) {
        opening = false;
        Session fresh = result.session();
        boolean stillWanted = !closed && source.equals(Optional.of(from)) && at == level && oneIn == sampling;
        if (fresh != null && (!stillWanted || fresh.backend().isWithdrawn())) {
            engine.close(fresh);
            fresh = null;
        } else if (fresh == null && stillWanted) {
            message = result.failure().getMessage();
            retryAt = System.nanoTime() + retryDelay;
            retryDelay = Math.min(2 * retryDelay, LAST_RETRY_NANOS);
            return;
        }
        if (fresh == null) {
            open();
        } else {
            attach(fresh);
            syncBackends(); // a better one may have come while this one was opened
        }
    }

    private void attach(Session fresh) {
        session = fresh;
        sessionReceived = 0;
        sessionDropped = 0;
        silent = false;
        message = "";
        retryDelay = FIRST_RETRY_NANOS;
        if (gap != null) {
            long frames = gap.missed(fresh.interfaceIndex(), fresh.reading());
            gap = null;
            gaps++;
            missed += frames;
            LOG.log(Level.INFO, "{0} is watched again; {1} frames passed meanwhile", nic.id(), frames);
            if (frames > 0) {
                stages.onMissed(frames);
            }
        }
        int descriptor = fresh.handle().descriptor();
        if (descriptor == CaptureHandle.NO_DESCRIPTOR) {
            agent.registerTimed(this);
        } else {
            agent.register(this, descriptor);
        }
    }

    /** Ends the session, reading what waits in it. */
    private void detach() {
        if (session != null) {
            Gap.Reading reading = session.reading();
            drain();
            beginGap(reading);
            letGo();
        }
    }

    private void drain() {
        try {
            int drained = 0;
            int count;
            do {
                count = session.handle().read(this, READ_LIMIT);
                drained += count;
            } while (count > 0 && drained < DRAIN_LIMIT);
        } catch (VitrineException | RuntimeException | LinkageError e) {
            LOG.log(Level.DEBUG, "nothing more can be read of " + nic.id(), e);
        }
    }

    private void beginGap(Gap.Reading reading) {
        noticeDropped();
        gap = new Gap(
                session.interfaceIndex(), reading.packets(), reading.offered() - sessionReceived - sessionDropped);
    }

    private void letGo() {
        Session old = session;
        session = null;
        int descriptor = old.handle().descriptor();
        if (descriptor == CaptureHandle.NO_DESCRIPTOR) {
            agent.unregisterTimed(this);
        } else {
            agent.unregister(this, descriptor);
        }
        engine.close(old);
    }

    // ---- reading

    /**
     * Reads frames that are there.
     *
     * @return whether there may be more
     */
    boolean read() {
        try {
            int count = session.handle().read(this, READ_LIMIT);
            if (session.handle().ended()) {
                end("");
            }
            return count >= READ_LIMIT;
        } catch (VitrineException e) {
            lost(e);
        } catch (RuntimeException | LinkageError e) {
            lost(new VitrineException(Reason.FAILED, "the capture backend failed: " + e, "", e));
        }
        return false;
    }

    private void lost(VitrineException e) {
        if (session.handle().ended()) {
            LOG.log(Level.WARNING, "{0}: {1}", nic.id(), e.getMessage());
            end(e.getMessage());
            return;
        }
        LOG.log(e.reason() == Reason.NOT_FOUND ? Level.INFO : Level.WARNING, "{0}: {1}", nic.id(), e.getMessage());
        beginGap(session.reading());
        letGo();
        message = e.getMessage();
        retryAt = System.nanoTime() + retryDelay;
    }

    private void end(String why) {
        ended = true;
        message = why;
        letGo();
    }

    @Override
    public void onFrames(FrameBatch batch) {
        int count = batch.size();
        received += count;
        sessionReceived += count;
        newest = batch.timestamp(count - 1);
        stages.onFrames(batch);
    }

    /** When a source without descriptor has frames again, by {@link System#nanoTime()}. */
    long nextAt() {
        return session.handle().nextAt();
    }

    /** Looks after what nobody announces. */
    void tick(long now) {
        if (session != null) {
            if (nextCheck - now <= 0) {
                nextCheck = now + CHECK_NANOS;
                noticeDropped();
                noticeTrouble();
            }
        } else if (retryAt - now <= 0) {
            open();
        }
    }

    private void noticeDropped() {
        long sum = session.handle().dropped();
        long more = sum - sessionDropped;
        if (more > 0) {
            sessionDropped = sum;
            dropped += more;
            stages.onMissed(more);
        }
    }

    private void noticeTrouble() {
        try {
            Optional<Trouble> trouble = session.handle().trouble();
            silent = trouble.isPresent() && trouble.get().silent();
            message = trouble.map(Trouble::message).orElse("");
        } catch (VitrineException e) {
            lost(e);
        } catch (RuntimeException | LinkageError e) {
            lost(new VitrineException(Reason.FAILED, "the capture backend failed: " + e, "", e));
        }
    }

    PipelineStatus status() {
        if (session != null) {
            noticeDropped();
            noticeTrouble();
        }
        return new PipelineStatus(
                nic.id(),
                session != null && !silent ? State.RUNNING : ended ? State.ENDED : State.WAITING,
                level,
                sampling,
                session == null ? 0 : session.packets().orElse(0),
                session != null ? session.backend().service().name() : "",
                message,
                new CaptureStatistics(received, dropped, missed, gaps),
                stages.status());
    }

    /** Lets go of everything. */
    void close() {
        if (!closed) {
            closed = true;
            if (session != null) {
                letGo();
            }
            stages.close();
        }
    }

    // ---- for stages

    @Override
    public EpochClock clock() {
        return () -> recorded ? newest : EpochClock.SYSTEM.nanos();
    }

    @Override
    public boolean execute(Runnable task) {
        return !closed && agent.execute(task);
    }
}
