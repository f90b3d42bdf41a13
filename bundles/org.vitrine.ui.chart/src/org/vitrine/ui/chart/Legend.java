/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.common.Quantity;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;

/** Above the plot: what it is about, the unit, and each line with its rate where the pointer is, else its newest. */
final class Legend {
    private static final int MARGIN = 8;
    private static final int GAP = 16;
    private static final int SWATCH = 14;
    /** A line's rate holds for so long after its sample, at most. */
    private static final long REACH_NANOS = 11_000_000_000L;

    private final PartSite site;
    private final Canvas canvas;
    private String title = "";
    private RateUnit unit = RateUnit.of(0);
    private List<Line> lines = List.of();
    private long newest;
    private OptionalLong pointed = OptionalLong.empty();

    Legend(PartSite site, Composite parent) {
        this.site = site;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED) {
            @Override
            public Point computeSize(int widthHint, int heightHint, boolean changed) {
                GC gc = new GC(this);
                int height = gc.getFontMetrics().getHeight() + 10;
                gc.dispose();
                return new Point(widthHint == SWT.DEFAULT ? 200 : widthHint, height);
            }
        };
        canvas.addListener(SWT.Paint, event -> paint(event.gc));
    }

    Control control() {
        return canvas;
    }

    /**
     * @param newest nanoseconds since the epoch, where lines are read while nobody points
     */
    void show(String title, RateUnit unit, List<Line> lines, long newest) {
        this.title = title;
        this.unit = unit;
        this.lines = lines;
        this.newest = newest;
        canvas.redraw();
    }

    /** Reads the lines at a moment, nanoseconds since the epoch; at the newest again when there is none. */
    void read(OptionalLong time) {
        pointed = time;
        canvas.redraw();
    }

    private void paint(GC gc) {
        Palette palette = site.workbench().palette();
        Point size = canvas.getSize();
        gc.setBackground(palette.color(Role.BACKGROUND));
        gc.fillRectangle(0, 0, size.x, size.y);
        gc.setAntialias(SWT.ON);
        int y = (size.y - gc.getFontMetrics().getHeight()) / 2;
        gc.setForeground(palette.color(Role.MUTED));
        gc.drawText(unit.name(), MARGIN, y, true);
        int x = MARGIN + Math.max(gc.textExtent(unit.name()).x, gc.textExtent("Mbit/s").x) + GAP;
        gc.setFont(JFaceResources.getFontRegistry().getBold(JFaceResources.DEFAULT_FONT));
        gc.setForeground(palette.color(Role.TEXT));
        gc.drawText(title, x, y, true);
        x += gc.textExtent(title).x + GAP;
        gc.setFont(null);
        // the rate changes every moment: what stands behind it must not
        int rateWidth = gc.textExtent("88.88 Mbit/s").x;
        if (pointed.isPresent()) {
            String time = TimeWindow.clock(pointed.getAsLong(), ZoneId.systemDefault(), false);
            gc.setForeground(palette.color(Role.MUTED));
            gc.drawText(time, x, y, true);
            x += gc.textExtent(time).x + GAP;
        }
        for (int i = 0; i < lines.size(); i++) {
            Line line = lines.get(i);
            int width = SWATCH + 6 + gc.textExtent(line.name()).x + 6 + rateWidth;
            if (x + width > size.x) {
                gc.setForeground(palette.color(Role.MUTED));
                gc.drawText(i == 0 ? lines.size() + " lines" : "and " + (lines.size() - i) + " more", x, y, true);
                return;
            }
            gc.setBackground(line.color().apply(palette));
            gc.fillRoundRectangle(x, size.y / 2 - 1, SWATCH, 3, 3, 3);
            gc.setForeground(palette.color(Role.TEXT));
            gc.drawText(line.name(), x + SWATCH + 6, y, true);
            Sample sample = line.at(pointed.orElse(newest), REACH_NANOS);
            String rate = sample.isGap() ? "–" : Quantity.bitRate(sample.bytesPerSecond());
            gc.setForeground(palette.color(Role.MUTED));
            gc.drawText(rate, x + SWATCH + 6 + gc.textExtent(line.name()).x + 6, y, true);
            x += width + GAP / 2;
        }
    }
}
