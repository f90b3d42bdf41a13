/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import org.eclipse.swt.widgets.Display;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Column;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.packet.dissect.Rows;

/**
 * What is shown now: a source of packets, its file as far as it is indexed, and which rows pass the filter in which order. Reads, filters
 * and sorts in the background and tells when something is new. UI thread only.
 */
final class Session {
    private static final System.Logger LOG = System.getLogger(Session.class.getName());
    private static final int PERIOD_MILLIS = 100;
    /** What is answered sooner needs no words, which would only flicker: live, a few new packets are looked at ten times a second. */
    private static final long LONG_NANOS = 300_000_000;

    private final Display display;
    private final Source source;
    private final Runnable changed;
    private final Background indexing;
    private final Background asking;
    private CaptureFile file;
    private LineCache lines;
    private DisplayFilter filter = DisplayFilter.ALL;
    private Column sorted;
    private boolean descending;
    /** What passes the filter in the order of the file, of the packets that were looked at. */
    private Rows passing = Rows.all(0);

    private int looked;
    private Rows rows = Rows.all(0);
    private String failure = "";
    private boolean isStopped;
    private boolean closed;
    private long askedAt;
    /** How far the question is, in thousandths; another thread writes it. */
    private volatile int asked;

    /** What a question found. */
    private record Answer(Rows passing, Rows rows, int looked) {}

    /**
     * @param changed called when there is something new to show
     */
    Session(Display display, Source source, DisplayFilter filter, Runnable changed) {
        this.display = display;
        this.source = source;
        this.filter = filter;
        this.changed = changed;
        indexing = new Background(display, "packet index");
        asking = new Background(display, "packet filter");
        indexing.run(this::read, _ -> changed(), this::failed);
        tick();
    }

    private boolean read() throws IOException {
        CaptureFile opened = source.open();
        display.asyncExec(() -> opened(opened));
        return opened.index(Progress.NONE);
    }

    private void opened(CaptureFile opened) {
        if (closed) {
            close(opened);
            return;
        }
        file = opened;
        lines = new LineCache(file, display, changed);
        changed();
    }

    private static void close(CaptureFile file) {
        try {
            file.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a temporary file stays", e);
        }
    }

    private void failed(String words) {
        failure = words;
        changed();
    }

    private void tick() {
        if (closed || display.isDisposed()) {
            return;
        }
        changed();
        if (indexing.isBusy() || asking.isBusy()) {
            display.timerExec(PERIOD_MILLIS, this::tick);
        }
    }

    /** Takes in what is new and has it shown. */
    private void changed() {
        if (file != null && file.packets() > looked && !asking.isBusy() && !isHeld()) {
            if (filter.isAll()) {
                looked = file.packets();
                passing = Rows.all(looked);
                rows = passing;
            } else {
                goOn();
            }
        }
        changed.run();
    }

    /** Whether rows are in another order than the file: then packets that come are only shown when the order is the file's again. */
    private boolean isHeld() {
        return sorted != null && looked > 0 && indexing.isBusy();
    }

    private void goOn() {
        DisplayFilter wanted = filter;
        Rows before = passing;
        int from = looked;
        int to = file.packets();
        begin();
        asking.run(
                () -> {
                    Rows more = file.filter(wanted, before, from, to, this::progress);
                    return new Answer(more, more, to);
                },
                this::take,
                this::failed);
    }

    private void begin() {
        asked = 0;
        askedAt = System.nanoTime();
    }

    private void progress(long done, long total) {
        asked = total == 0 ? 0 : (int) (done * 1_000 / total);
    }

    private void take(Answer answer) {
        passing = answer.passing;
        rows = answer.rows;
        looked = answer.looked;
        changed();
    }

    /** Looks through all packets by a filter, in the order that is set. */
    void filter(DisplayFilter newFilter) {
        filter = newFilter;
        ask();
    }

    /**
     * @param column null for the order of the file
     */
    void sort(Column column, boolean isDescending) {
        sorted = column;
        descending = isDescending;
        ask();
    }

    private void ask() {
        if (file == null) {
            return;
        }
        failure = "";
        begin();
        DisplayFilter wanted = filter;
        Column column = sorted;
        boolean isDescending = descending;
        int to = file.packets();
        asking.run(
                () -> {
                    Rows found = file.filter(wanted, Rows.all(0), 0, to, this::progress);
                    Rows ordered = column == null ? found : file.sort(found, column, this::progress);
                    return new Answer(found, isDescending ? ordered.reversed() : ordered, to);
                },
                this::take,
                this::failed);
        tick();
    }

    // ---- what there is

    Source source() {
        return source;
    }

    /** Null until it is open. */
    CaptureFile file() {
        return file;
    }

    /** Null until it is open. */
    LineCache lines() {
        return lines;
    }

    Rows rows() {
        return rows;
    }

    DisplayFilter filter() {
        return filter;
    }

    Column sorted() {
        return sorted;
    }

    boolean isDescending() {
        return descending;
    }

    /** What went wrong; empty when nothing did. */
    String failure() {
        return failure;
    }

    boolean isReading() {
        return indexing.isBusy();
    }

    boolean isAsking() {
        return asking.isBusy();
    }

    /** Whether it asks for so long that a person wants to know how far it is. */
    boolean takesLong() {
        return asking.isBusy() && System.nanoTime() - askedAt > LONG_NANOS;
    }

    /** Whether a person has ended reading before the end. */
    boolean isStopped() {
        return isStopped;
    }

    /** How far a filter or an order is, 0 to 1. */
    double asked() {
        return asked / 1_000.0;
    }

    /** Ends what takes a while: a filter, else packets that come, else reading. */
    void stop() {
        if (asking.isBusy()) {
            asking.cancel();
        } else if (source.isLive()) {
            source.stop();
        } else {
            isStopped = indexing.isBusy();
            indexing.cancel();
        }
        changed();
    }

    void close() {
        closed = true;
        asking.close();
        indexing.close();
        if (lines != null) {
            lines.close();
        }
        if (file != null) {
            close(file);
        }
        source.close();
    }
}
