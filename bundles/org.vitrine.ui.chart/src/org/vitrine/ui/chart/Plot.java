/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.Format;
import java.text.ParsePosition;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import org.eclipse.swt.SWT;
import org.eclipse.swt.events.PaintEvent;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swtchart.Chart;
import org.eclipse.swtchart.IAxis;
import org.eclipse.swtchart.ICustomPaintListener;
import org.eclipse.swtchart.ILineSeries;
import org.eclipse.swtchart.ILineSeries.PlotSymbolType;
import org.eclipse.swtchart.ISeries;
import org.eclipse.swtchart.ISeries.SeriesType;
import org.eclipse.swtchart.LineStyle;
import org.eclipse.swtchart.Range;
import org.vitrine.common.EpochClock;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;

/**
 * The lines between their axes.
 *
 * <p>The chart library puts ticks at round decimal numbers. Times are round at 15 s or 5 min, so the coordinates of the time axis are
 * steps between ticks, and every whole one is a tick.
 */
final class Plot {
    private static final int LEAST_TICK_WIDTH = 90;
    private static final int TICK_HEIGHT = 36;
    /** A shorter drag is a click that slipped. */
    private static final int LEAST_DRAG = 6;

    private static final int NOWHERE = -1;

    private final PartSite site;
    private final Shared<TimeRange> range;
    private final Consumer<OptionalLong> pointer;
    private final Chart chart;
    private final Control canvas;
    private List<Line> lines = List.of();
    private List<Line> drawn = List.of();
    private TimeWindow window;
    private RateUnit unit = RateUnit.of(0);
    /** Where a double click leads: what went along with now last, or the whole of what is over. */
    private TimeRange home;

    private boolean clock;
    private boolean stacked;
    private int pointerX = NOWHERE;
    private int dragX = NOWHERE;

    /**
     * @param range of the time that is shown; dragging changes it
     * @param pointer told where a person points, nanoseconds since the epoch
     */
    Plot(PartSite site, Composite parent, Shared<TimeRange> range, Consumer<OptionalLong> pointer) {
        this.site = site;
        this.pointer = pointer;
        this.range = range;
        home = TimeRange.last(range.get().span());
        window = TimeWindow.of(range.get(), EpochClock.SYSTEM.nanos());
        chart = new Chart(parent, SWT.NONE | Chart.NO_AXIS_POSITION_UPDATE);
        chart.getTitle().setVisible(false);
        chart.getLegend().setVisible(false);
        for (IAxis axis : chart.getAxisSet().getAxes()) {
            axis.getTitle().setVisible(false);
        }
        x().getGrid().setStyle(LineStyle.NONE);
        y().getGrid().setStyle(LineStyle.SOLID);
        y().getTick().setTickMarkStepHint(TICK_HEIGHT);
        y().getTick().setFormat(new DecimalFormat("0.###", DecimalFormatSymbols.getInstance(Locale.ROOT)));
        canvas = chart.getPlotArea().getControl();
        chart.getPlotArea().addCustomPaintListener(new ICustomPaintListener() {
            @Override
            public void paintControl(PaintEvent event) {
                fillStack(event.gc);
            }

            @Override
            public boolean drawBehindSeries() {
                return true;
            }
        });
        chart.getPlotArea().addCustomPaintListener((ICustomPaintListener) event -> paintPointer(event.gc));
        chart.addListener(SWT.Resize, _ -> show(lines, window));
        canvas.addListener(SWT.MouseMove, this::move);
        canvas.addListener(SWT.MouseExit, _ -> point(NOWHERE));
        canvas.addListener(SWT.MouseDown, this::press);
        canvas.addListener(SWT.MouseUp, this::release);
        canvas.addListener(SWT.MouseDoubleClick, _ -> goHome());
        canvas.addListener(SWT.KeyDown, this::key);
    }

    Control control() {
        return chart;
    }

    /** Where the lines are, which has the keyboard. */
    Control canvas() {
        return canvas;
    }

    /** Whether ticks say the time of day also while the range goes along with now. */
    boolean isClock() {
        return clock;
    }

    void clock(boolean on) {
        clock = on;
    }

    boolean isStacked() {
        return stacked;
    }

    void stack(boolean on) {
        stacked = on;
    }

    RateUnit unit() {
        return unit;
    }

    TimeRange home() {
        return home;
    }

    void home(TimeRange whole) {
        home = whole;
    }

    /** Goes along with now again, or shows the whole of what is over. */
    void goHome() {
        range.set(home);
    }

    private IAxis x() {
        return chart.getAxisSet().getXAxis(0);
    }

    private IAxis y() {
        return chart.getAxisSet().getYAxis(0);
    }

    void show(List<Line> lines, TimeWindow window) {
        if (dragX != NOWHERE) {
            return; // what a person drags over stays under the pointer
        }
        this.lines = lines;
        drawn = stacked ? Stack.of(lines) : lines;
        this.window = window;
        if (range.get().end().isEmpty()) {
            home = range.get();
        }
        chart.suspendUpdate(true);
        paintColors();
        scale();
        drawLines();
        chart.suspendUpdate(false);
        chart.redraw();
    }

    private void paintColors() {
        Palette palette = site.workbench().palette();
        Color background = palette.color(Role.BACKGROUND);
        chart.setBackground(background);
        chart.setForeground(palette.color(Role.TEXT));
        chart.getPlotArea().setBackground(background);
        chart.getTitle().setForeground(palette.color(Role.TEXT));
        for (IAxis axis : chart.getAxisSet().getAxes()) {
            axis.getTick().setForeground(palette.color(Role.MUTED));
            axis.getTitle().setForeground(palette.color(Role.MUTED));
            axis.getGrid().setForeground(palette.color(Role.LINE));
        }
    }

    private void scale() {
        double largest = 0;
        for (Line line : drawn) {
            for (Sample sample : line.samples()) {
                if (!sample.isGap() && sample.time() >= window.from() && sample.time() <= window.to()) {
                    largest = Math.max(largest, sample.bytesPerSecond());
                }
            }
        }
        double top = RateUnit.roundUp(largest);
        unit = RateUnit.of(top);
        // the label of the topmost tick needs room, too
        y().setRange(new Range(0, unit.in(top) * 1.1));
        int width = Math.max(chart.getPlotArea().getSize().x, LEAST_TICK_WIDTH);
        long step = window.step(Math.max(width / LEAST_TICK_WIDTH, 1));
        long zero = zero();
        x().setRange(new Range((double) (window.from() - zero) / step, (double) (window.to() - zero) / step));
        x().getTick().setTickMarkStepHint((int) Math.max(1, Math.round((double) width * step / window.span())));
        x().getTick().setFormat(new TickFormat(tick -> label(zero + Math.round(tick * step), step)));
    }

    private boolean isRelative() {
        return !clock && range.get().end().isEmpty();
    }

    /** What the ticks are counted from: the end, or the midnight that they are round to. */
    private long zero() {
        if (isRelative()) {
            return window.to();
        }
        return EpochClock.toInstant(window.from())
                        .atZone(ZoneId.systemDefault())
                        .toLocalDate()
                        .atStartOfDay(ZoneId.systemDefault())
                        .toEpochSecond()
                * 1_000_000_000L;
    }

    private String label(long time, long step) {
        return isRelative()
                ? TimeWindow.ago(window.to() - time)
                : TimeWindow.clock(time, ZoneId.systemDefault(), step < 1_000_000_000L);
    }

    private void drawLines() {
        for (ISeries<?> series : chart.getSeriesSet().getSeries()) {
            chart.getSeriesSet().deleteSeries(series.getId());
        }
        for (int i = 0; i < drawn.size(); i++) {
            Color color = drawn.get(i).color().apply(site.workbench().palette());
            List<List<Sample>> pieces = drawn.get(i).pieces(window);
            for (int piece = 0; piece < pieces.size(); piece++) {
                drawPiece(i + "." + piece, color, pieces.get(piece));
            }
        }
    }

    private void drawPiece(String id, Color color, List<Sample> samples) {
        ILineSeries<?> series = (ILineSeries<?>) chart.getSeriesSet().createSeries(SeriesType.LINE, id);
        series.setXSeries(samples.stream()
                .mapToDouble(sample -> coordinate(sample.time()))
                .toArray());
        series.setYSeries(samples.stream()
                .mapToDouble(sample -> unit.in(sample.bytesPerSecond()))
                .toArray());
        series.setLineColor(color);
        series.setLineWidth(2);
        series.setAntialias(SWT.ON);
        // a line of one sample would not be seen
        series.setSymbolType(samples.size() == 1 ? PlotSymbolType.CIRCLE : PlotSymbolType.NONE);
        series.setSymbolColor(color);
        series.setSymbolSize(2);
    }

    /** Where a time is on the time axis. */
    private double coordinate(long time) {
        Range range = x().getRange();
        return range.lower + (range.upper - range.lower) * (time - window.from()) / window.span();
    }

    /** Fills each line down to the axis, the topmost first, so that of each remains what is above the next. */
    private void fillStack(GC gc) {
        for (int i = drawn.size() - 1; stacked && i >= 0; i--) {
            gc.setBackground(faint(drawn.get(i).color().apply(site.workbench().palette())));
            for (List<Sample> piece : drawn.get(i).pieces(window)) {
                int[] outline = new int[2 * piece.size() + 4];
                int at = 0;
                for (Sample sample : piece) {
                    outline[at++] = x().getPixelCoordinate(coordinate(sample.time()));
                    outline[at++] = y().getPixelCoordinate(unit.in(sample.bytesPerSecond()));
                }
                int axis = y().getPixelCoordinate(0);
                outline[at] = outline[at - 2];
                outline[at + 1] = axis;
                outline[at + 2] = outline[0];
                outline[at + 3] = axis;
                gc.fillPolygon(outline);
            }
        }
    }

    /** Half way to the background, opaque: what lies below must not shine through. */
    private Color faint(Color color) {
        Color background = site.workbench().palette().color(Role.BACKGROUND);
        return new Color(
                (color.getRed() + background.getRed()) / 2,
                (color.getGreen() + background.getGreen()) / 2,
                (color.getBlue() + background.getBlue()) / 2);
    }

    private void move(Event event) {
        point(event.x);
    }

    private void point(int x) {
        pointerX = x;
        pointer.accept(x == NOWHERE ? OptionalLong.empty() : OptionalLong.of(window.at(fraction(x))));
        canvas.redraw();
    }

    private double fraction(int x) {
        return Math.clamp((double) x / Math.max(1, canvas.getSize().x - 1), 0, 1);
    }

    private void press(Event event) {
        canvas.setFocus();
        if (event.button == 1) {
            dragX = event.x;
        }
    }

    private void release(Event event) {
        int from = dragX;
        dragX = NOWHERE;
        if (event.button == 1 && from != NOWHERE && Math.abs(event.x - from) >= LEAST_DRAG) {
            range.set(window.part(fraction(from), fraction(event.x)));
        }
        canvas.redraw();
    }

    private void key(Event event) {
        switch (event.keyCode) {
            case SWT.ESC -> goHome();
            case SWT.ARROW_LEFT -> range.set(window.part(-0.25, 0.75));
            case SWT.ARROW_RIGHT -> range.set(window.part(0.25, 1.25));
            case '+', SWT.KEYPAD_ADD -> range.set(window.part(0.25, 0.75));
            case '-', SWT.KEYPAD_SUBTRACT -> range.set(window.part(-0.5, 1.5));
            default -> {
                // somebody else's
            }
        }
    }

    private void paintPointer(GC gc) {
        Point size = canvas.getSize();
        Palette palette = site.workbench().palette();
        if (pointerX == NOWHERE) {
            return;
        }
        if (dragX != NOWHERE) {
            gc.setAlpha(40);
            gc.setBackground(palette.color(Role.SELECTION));
            gc.fillRectangle(Math.min(dragX, pointerX), 0, Math.abs(pointerX - dragX), size.y);
            gc.setAlpha(255);
        }
        gc.setLineWidth(1);
        gc.setLineStyle(SWT.LINE_SOLID);
        gc.setForeground(palette.color(Role.MUTED));
        gc.drawLine(pointerX, 0, pointerX, size.y);
    }

    /** Writes ticks in words; the library tries to read them back and gives up in peace. */
    private static final class TickFormat extends Format {
        private static final long serialVersionUID = 1L;
        private final transient DoubleFunction<String> words;

        TickFormat(DoubleFunction<String> words) {
            this.words = words;
        }

        @Override
        public StringBuffer format(Object tick, StringBuffer to, FieldPosition position) {
            return to.append(words.apply(((Number) tick).doubleValue()));
        }

        @Override
        public Object parseObject(String source, ParsePosition position) {
            return null;
        }
    }
}
