/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.ImageTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.common.EpochClock;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.widgets.ToolAction;

/**
 * A chart of rates over a range of time: the shared one, or its own. Dragging zooms into what was dragged over, a double click goes back to now or to
 * the whole, the pointer reads the lines; it is copied and exported from its context menu. UI thread only.
 */
public final class RateChart {
    private final PartSite site;
    private final Shared<TimeRange> range;
    private final boolean isLive;
    private final Composite area;
    private final Legend legend;
    private final Plot plot;
    private String title = "";
    private List<Line> lines = List.of();

    /** A chart of what goes on, over the time range that all parts share. */
    public RateChart(PartSite site, Composite parent) {
        this(site, parent, site.workbench().timeRange(), true);
    }

    /** A chart of what has been, such as a file, over a range of its own: its time is not that of the other parts. See {@link #whole}. */
    public static RateChart ofPast(PartSite site, Composite parent) {
        return new RateChart(
                site, parent, new OwnRange(site.workbench().timeRange().get()), false);
    }

    private RateChart(PartSite site, Composite parent, Shared<TimeRange> range, boolean isLive) {
        this.site = site;
        this.range = range;
        this.isLive = isLive;
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.horizontalSpacing = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        legend = new Legend(site, area);
        legend.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, false));
        Control ranges = new RangeBar(site, area, range, isLive ? RangeBar.LIVE : List.of(whole())).control();
        ranges.setLayoutData(new GridData(SWT.END, SWT.CENTER, false, false));
        plot = new Plot(site, area, range, legend::read);
        plot.control().setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        plot.clock(site.state().get("chart.clock", "false").equals("true"));
        site.contextMenu(plot.canvas(), this::fillMenu);
        site.workbench().palette().subscribe(this::paint);
        range.subscribe(_ -> paint());
    }

    private RangeBar.Choice whole() {
        // the bar is made before the plot
        return new RangeBar.Choice("All", "Shows all of it", () -> plot == null ? range.get() : plot.home());
    }

    /**
     * Says what all of the time is; shown when all was shown before.
     *
     * @param all with an end
     */
    public void whole(TimeRange all) {
        boolean wasWhole = range.get().equals(plot.home());
        plot.home(all);
        if (wasWhole) {
            range.set(all);
        }
    }

    /** Shows all that {@link #whole} said. */
    public void showWhole() {
        plot.goHome();
    }

    public Control control() {
        return area;
    }

    /**
     * Replaces the lines. Called once a period even when nothing passed, so that the time goes on.
     *
     * @param title what they are about
     */
    public void show(String title, List<Line> lines) {
        this.title = title;
        this.lines = List.copyOf(lines);
        paint();
    }

    /** Whether lines stand on each other, with what is between them filled: their sum is the topmost line. */
    public boolean isStacked() {
        return plot.isStacked();
    }

    /** Puts the lines on each other, the first at the bottom, or side by side again. */
    public void stack(boolean on) {
        plot.stack(on);
        paint();
    }

    /** Remembers how times are written. */
    public void save(PartState state) {
        state.put("chart.clock", plot.isClock());
    }

    private void paint() {
        Palette palette = site.workbench().palette();
        area.setBackground(palette.color(Palette.Role.BACKGROUND));
        TimeWindow window = window();
        plot.show(lines, window);
        legend.show(title, plot.unit(), lines, window.to());
    }

    /** Live, a window ends with what is known; where the clock of the runtime's host goes otherwise, too. */
    private TimeWindow window() {
        long now = lines.stream()
                .map(Line::samples)
                .filter(samples -> !samples.isEmpty())
                .mapToLong(samples -> samples.getLast().time())
                .max()
                .orElseGet(EpochClock.SYSTEM::nanos);
        return TimeWindow.of(range.get(), now);
    }

    private void fillMenu(IMenuManager menu) {
        menu.add(ToolAction.push(site, "Copy as image", "copy", this::copy));
        menu.add(ToolAction.push(site, "Export as PNG…", "photo-down", this::exportPng));
        menu.add(ToolAction.push(site, "Export as CSV…", "file-export", this::exportCsv));
        menu.add(new Separator());
        menu.add(ToolAction.toggle(site, "Time of day", "clock", plot.isClock(), on -> {
            plot.clock(on);
            paint();
        }));
        ToolAction home = isLive
                ? ToolAction.push(site, "Back to now\tEsc", "player-track-next", plot::goHome)
                : ToolAction.push(site, "Show all\tEsc", "arrows-maximize", plot::goHome);
        home.setEnabled(!range.get().equals(plot.home()));
        menu.add(home);
    }

    /** The legend and the plot, as they are on the screen. */
    private ImageData picture() {
        Point top = legend.control().getSize();
        Point below = plot.control().getSize();
        Image picture = new Image(area.getDisplay(), Math.max(below.x, 1), Math.max(top.y + below.y, 1));
        GC gc = new GC(picture);
        gc.setBackground(site.workbench().palette().color(Palette.Role.BACKGROUND));
        gc.fillRectangle(picture.getBounds());
        print(gc, legend.control(), 0);
        print(gc, plot.control(), top.y);
        gc.dispose();
        ImageData data = picture.getImageData();
        picture.dispose();
        return data;
    }

    private static void print(GC gc, Control control, int y) {
        Point size = control.getSize();
        Image image = new Image(control.getDisplay(), Math.max(size.x, 1), Math.max(size.y, 1));
        GC own = new GC(image);
        control.print(own);
        own.dispose();
        gc.drawImage(image, 0, y);
        image.dispose();
    }

    private void copy() {
        Clipboard clipboard = new Clipboard(area.getDisplay());
        clipboard.setContents(new Object[] {picture()}, new Transfer[] {ImageTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say("The chart is copied");
    }

    private void exportPng() {
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {picture()};
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        loader.save(bytes, SWT.IMAGE_PNG);
        export("*.png", bytes.toByteArray());
    }

    private void exportCsv() {
        export("*.csv", Csv.of(lines, window()).getBytes(StandardCharsets.UTF_8));
    }

    private void export(String pattern, byte[] content) {
        FileDialog dialog = new FileDialog(site.workbench().shell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {pattern});
        dialog.setFileName("traffic" + pattern.substring(1));
        dialog.setOverwrite(true);
        String path = dialog.open();
        if (path != null) {
            site.workbench()
                    .run(
                            "Export to " + path,
                            _ -> write(Path.of(path), content),
                            written -> site.workbench().say("The chart is in " + written));
        }
    }

    /** Writes a file, whole or not at all. */
    private static Path write(Path path, byte[] content) throws VitrineException {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.write(part, content);
            return Files.move(part, path, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED, path + " cannot be written: " + e.getMessage(), "Choose another folder.", e);
        }
    }
}
