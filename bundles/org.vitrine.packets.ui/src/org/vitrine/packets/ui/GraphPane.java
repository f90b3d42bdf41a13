/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.packet.dissect.Activity;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.chart.Line;
import org.vitrine.ui.chart.RateChart;
import org.vitrine.ui.chart.Sample;

/** How much passed when, of a file or of what passes. UI thread only. */
final class GraphPane {
    private static final int SPANS = 400;
    private static final int SHORTEST_NANOS = 1_000_000;

    private final PartSite site;
    private final Composite area;
    private final RateChart chart;
    private final Background drawing;
    private CaptureFile chartedFile;
    private Rows chartedRows;

    GraphPane(PartSite site, Composite parent) {
        this.site = site;
        drawing = new Background(parent.getDisplay(), "packet graph");
        area = new Composite(parent, SWT.NONE);
        area.setLayout(new FillLayout());
        chart = RateChart.ofPast(site, area);
    }

    Control control() {
        return area;
    }

    /** Draws what a session shows now, unless that is drawn already. */
    void show(Session session) {
        if (session.file() == null || session.rows() == chartedRows || drawing.isBusy()) {
            return;
        }
        CaptureFile file = session.file();
        Rows all = Rows.all(file.packets());
        Rows rows = session.rows();
        boolean isFiltered = !session.filter().isAll();
        String title = session.source().title();
        chartedRows = rows;
        drawing.run(
                () -> isFiltered
                        ? List.of(line(0, "all packets", file, all), line(1, "those shown", file, rows))
                        : List.of(line(0, "all packets", file, all)),
                lines -> plot(title, file, lines),
                words -> site.workbench().say(words));
    }

    private static Line line(int index, String name, CaptureFile file, Rows rows) {
        Activity activity = Activity.of(file, rows, SPANS);
        return Line.series(
                index,
                name,
                IntStream.range(0, SPANS)
                        .mapToObj(i -> new Sample(
                                activity.from() + i * activity.span() + activity.span() / 2,
                                activity.bytes()[i] / activity.seconds()))
                        .collect(Collectors.toList()));
    }

    private void plot(String title, CaptureFile file, List<Line> lines) {
        List<Sample> samples = lines.getFirst().samples();
        long span = samples.getLast().time() - samples.getFirst().time();
        chart.whole(new TimeRange(
                Duration.ofNanos(Math.max(span, SHORTEST_NANOS)),
                OptionalLong.of(samples.getLast().time())));
        if (file != chartedFile) {
            chartedFile = file;
            chart.showWhole();
        }
        chart.show(title, lines);
    }

    void clear() {
        chartedRows = null;
        chartedFile = null;
    }

    void save(PartState state) {
        chart.save(state);
    }

    /** Ends what goes on in the background; widgets are left alone, for they may be gone. */
    void close() {
        drawing.close();
    }
}
