/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.ScrollBar;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Column;
import org.vitrine.packet.dissect.PacketLine;
import org.vitrine.packet.dissect.PacketLine.Mark;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartState;

/**
 * A table of any number of packets. It paints the rows in sight from what is in memory and waits for words no longer than a moment:
 * numbers come from the index, words from the {@link LineCache}, later when the disk is slow. UI thread only.
 */
final class PacketTable {
    private static final int PADDING = 6;
    private static final int GRIP = 4;
    private static final int LEAST_MOVE = 5;
    private static final int LEAST_WIDTH = 28;
    private static final int LEAST_LAST_WIDTH = 200;
    private static final int MOST_LETTERS = 400;
    private static final int SELECTION_ALPHA = 45;
    private static final int ICON = 12;
    /** Lines read ahead above and below those in sight, so that scrolling finds them there. */
    private static final int AHEAD = 30;

    private static final int LONGEST_WAIT_MILLIS = 5;

    private static final Map<Column, Integer> WIDTHS = new EnumMap<>(Map.of(
            Column.NUMBER, 84,
            Column.TIME, 132,
            Column.DELTA, 100,
            Column.SOURCE, 170,
            Column.DESTINATION, 170,
            Column.PROTOCOL, 76,
            Column.LENGTH, 76,
            Column.INTERFACE, 110,
            Column.NOTE, 160,
            Column.INFO, 400));

    private static final List<Column> USUAL = List.of(
            Column.NUMBER, Column.TIME, Column.SOURCE, Column.DESTINATION, Column.PROTOCOL, Column.LENGTH, Column.INFO);

    private final Palette palette;
    private final Icons icons;
    private final Canvas canvas;
    private final List<Column> shown = new ArrayList<>();
    private final Map<Column, Integer> widths = new EnumMap<>(WIDTHS);
    private final ZoneId zone = ZoneId.systemDefault();
    private Consumer<Column> onSort = _ -> {};
    private Runnable onSelection = () -> {};
    private CaptureFile file;
    private LineCache lines;
    private Rows rows = Rows.all(0);
    private String emptyWords = "";
    private TimeStyle timeStyle;
    private boolean colors;
    private Column sorted;
    private boolean descending;
    private int rowHeight = 18;
    private int top;
    /** The row with the keyboard, or -1. */
    private int focus = -1;

    /** Where a range that is selected began, or -1; its other end is {@link #focus}. */
    private int anchor = -1;

    private final BitSet selected = new BitSet();
    private boolean atEnd;
    /** The column whose width is dragged, and where that began. */
    private Column dragged;

    private int dragX;
    private int dragWidth;
    /** The column whose head is pressed, and whether it is on its way to another place. */
    private Column pressed;

    private boolean moved;
    private int moveX;
    private int pressedY;

    /**
     * @param state what was remembered, see {@link #save}
     */
    PacketTable(Composite parent, Palette palette, Icons icons, PartState state) {
        this.palette = palette;
        this.icons = icons;
        restore(state);
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND | SWT.V_SCROLL | SWT.H_SCROLL);
        canvas.addListener(SWT.Paint, event -> paint(event.gc));
        canvas.addListener(SWT.Resize, _ -> layout());
        canvas.addListener(SWT.MouseDown, this::press);
        canvas.addListener(SWT.MouseMove, this::move);
        canvas.addListener(SWT.MouseUp, this::release);
        canvas.addListener(SWT.MouseVerticalWheel, this::wheel);
        canvas.addListener(SWT.KeyDown, this::key);
        canvas.addListener(SWT.Traverse, event -> event.doit = event.detail != SWT.TRAVERSE_RETURN);
        canvas.addListener(SWT.FocusIn, _ -> canvas.redraw());
        canvas.addListener(SWT.FocusOut, _ -> canvas.redraw());
        canvas.getVerticalBar()
                .addListener(SWT.Selection, _ -> scroll(canvas.getVerticalBar().getSelection()));
        canvas.getHorizontalBar().addListener(SWT.Selection, _ -> canvas.redraw());
        palette.subscribe(canvas::redraw);
        layout();
    }

    Canvas control() {
        return canvas;
    }

    /** Told the column whose head was pressed. */
    void onSort(Consumer<Column> listener) {
        onSort = listener;
    }

    void onSelection(Runnable listener) {
        onSelection = listener;
    }

    // ---- what is shown

    /**
     * Shows rows; the packet that was selected stays selected where it is among them, the place stays otherwise.
     *
     * @param newLines null when there is no file
     * @param words what to say when there are no rows
     */
    void show(CaptureFile newFile, LineCache newLines, Rows newRows, String words) {
        boolean same = newFile == file;
        int packet = same && focus >= 0 && focus < rows.count() ? rows.packet(focus) : -1;
        boolean grown = same && newRows.isAll() && rows.isAll();
        file = newFile;
        lines = newLines;
        rows = newRows;
        emptyWords = words;
        if (!grown) {
            int row = packet < 0 ? -1 : rows.row(packet);
            int below = focus - top;
            focus = row < 0 ? -1 : row;
            selectRange(focus);
            top = focus >= 0 ? focus - below : same ? top : 0;
        }
        layout();
        if (atEnd) {
            scroll(rows.count());
        }
        canvas.redraw();
    }

    Rows rows() {
        return rows;
    }

    /** Goes along with packets that come, or stays where it is. */
    void atEnd(boolean on) {
        atEnd = on;
        if (on) {
            scroll(rows.count());
        }
    }

    TimeStyle timeStyle() {
        return timeStyle;
    }

    void timeStyle(TimeStyle style) {
        timeStyle = style;
        canvas.redraw();
    }

    boolean hasColors() {
        return colors;
    }

    void colors(boolean on) {
        colors = on;
        canvas.redraw();
    }

    /** Says in the head how rows are sorted. */
    void sorted(Column column, boolean isDescending) {
        sorted = column;
        descending = isDescending;
        canvas.redraw();
    }

    boolean isShown(Column column) {
        return shown.contains(column);
    }

    void show(Column column, boolean on) {
        shown.remove(column);
        if (on) {
            // where it stands among the others that are there
            int at = (int) shown.stream()
                    .filter(each -> each.ordinal() < column.ordinal())
                    .count();
            shown.add(at, column);
        }
        layout();
        canvas.redraw();
    }

    List<Column> shown() {
        return List.copyOf(shown);
    }

    // ---- what is selected

    /** The packet with the keyboard, or -1. */
    int packet() {
        return focus >= 0 && focus < rows.count() ? rows.packet(focus) : -1;
    }

    /** How many rows are selected. */
    int selectedCount() {
        return selected.cardinality();
    }

    /** The selected rows. */
    int[] selectedRows() {
        return selected.stream().toArray();
    }

    /** Selects a row and brings it into sight. */
    void select(int row) {
        moveTo(row, false);
    }

    void selectAll() {
        if (rows.count() > 0) {
            focus = rows.count() - 1;
            selectRange(0);
            canvas.redraw();
            onSelection.run();
        }
    }

    private void moveTo(int row, boolean extend) {
        if (rows.count() == 0) {
            return;
        }
        focus = Math.clamp(row, 0, rows.count() - 1);
        selectRange(extend && anchor >= 0 ? anchor : focus);
        int visible = visibleRows();
        if (focus < top) {
            scroll(focus);
        } else if (focus >= top + visible) {
            // a jump leads to the middle, a step to the edge
            scroll(focus > top + 2 * visible ? focus - visible / 2 : focus - visible + 1);
        }
        canvas.redraw();
        onSelection.run();
    }

    /** Selects what lies between a row and the one with the keyboard, and nothing else. */
    private void selectRange(int from) {
        anchor = from;
        selected.clear();
        if (focus >= 0) {
            selected.set(Math.min(from, focus), Math.max(from, focus) + 1);
        }
    }

    /** Takes a row into the selection, or out of it; the last one stays. */
    private void toggle(int row) {
        focus = row;
        anchor = row;
        selected.flip(row);
        if (selected.isEmpty()) {
            selected.set(row);
        }
        canvas.redraw();
        onSelection.run();
    }

    // ---- places

    private int headHeight() {
        return rowHeight + PADDING;
    }

    private int visibleRows() {
        return Math.max(1, (canvas.getClientArea().height - headHeight()) / rowHeight);
    }

    /** The first row in sight. */
    int top() {
        return top;
    }

    void scroll(int row) {
        top = Math.clamp(row, 0, Math.max(0, rows.count() - visibleRows()));
        canvas.getVerticalBar().setSelection(top);
        canvas.redraw();
    }

    private void layout() {
        GC gc = new GC(canvas);
        rowHeight = gc.getFontMetrics().getHeight() + 4;
        gc.dispose();
        int visible = visibleRows();
        top = Math.clamp(top, 0, Math.max(0, rows.count() - visible));
        ScrollBar vertical = canvas.getVerticalBar();
        vertical.setValues(top, 0, Math.max(1, rows.count()), Math.max(1, Math.min(visible, rows.count())), 1, visible);
        int width = Math.max(1, canvas.getClientArea().width);
        int all = shown.stream().mapToInt(widths::get).sum()
                - (shown.isEmpty() ? 0 : Math.max(0, widths.get(shown.getLast()) - LEAST_LAST_WIDTH));
        ScrollBar horizontal = canvas.getHorizontalBar();
        horizontal.setValues(
                Math.clamp(horizontal.getSelection(), 0, Math.max(0, all - width)),
                0,
                Math.max(all, width),
                width,
                20,
                width);
        horizontal.setVisible(all > width);
    }

    private int left() {
        return -canvas.getHorizontalBar().getSelection();
    }

    /** The last column takes what is left. */
    private int width(Column column) {
        if (column != shown.getLast()) {
            return widths.get(column);
        }
        int others = shown.stream()
                .filter(each -> each != column)
                .mapToInt(widths::get)
                .sum();
        return Math.max(LEAST_LAST_WIDTH, canvas.getClientArea().width - others);
    }

    // ---- painting

    private void paint(GC gc) {
        Rectangle area = canvas.getClientArea();
        gc.setBackground(palette.color(Role.BACKGROUND));
        gc.fillRectangle(area);
        int count = Math.min(rows.count() - top, visibleRows() + 1);
        PacketLine[] sight = inSight(count);
        paintSelection(gc, area, count);
        int x = left();
        for (Column column : shown) {
            int width = width(column);
            gc.setClipping(x, 0, width, area.height);
            paintColumn(gc, column, x, width, sight);
            x += width;
        }
        gc.setClipping(area);
        if (rows.count() == 0) {
            gc.setForeground(palette.color(Role.MUTED));
            Point size = gc.textExtent(emptyWords);
            gc.drawText(
                    emptyWords, (area.width - size.x) / 2, Math.max(headHeight(), (area.height - size.y) / 2), true);
        }
        paintHead(gc, area);
    }

    /** The lines that are there already; has the others read. */
    private PacketLine[] inSight(int count) {
        PacketLine[] sight = new PacketLine[Math.max(0, count)];
        boolean complete = true;
        for (int i = 0; i < sight.length; i++) {
            sight[i] = lines == null ? null : lines.get(rows.packet(top + i));
            complete &= sight[i] != null;
        }
        if (!complete && lines != null) {
            // those in sight first
            IntStream around = IntStream.concat(
                    IntStream.range(top, top + count),
                    IntStream.concat(
                            IntStream.range(top + count, Math.min(rows.count(), top + count + AHEAD)),
                            IntStream.range(Math.max(0, top - AHEAD), top)));
            lines.want(around.map(rows::packet).toArray());
            lines.await(IntStream.range(top, top + count).map(rows::packet).toArray(), LONGEST_WAIT_MILLIS);
            for (int i = 0; i < sight.length; i++) {
                sight[i] = lines.get(rows.packet(top + i));
            }
        }
        return sight;
    }

    /** Whether all that is in sight is there in words; for those who measure. */
    boolean isComplete() {
        int count = Math.min(rows.count() - top, visibleRows());
        return lines != null && IntStream.range(0, count).allMatch(i -> lines.get(rows.packet(top + i)) != null);
    }

    private void paintSelection(GC gc, Rectangle area, int count) {
        if (focus < 0) {
            return;
        }
        gc.setBackground(palette.color(Role.SELECTION));
        gc.setAlpha(canvas.isFocusControl() ? 2 * SELECTION_ALPHA : SELECTION_ALPHA);
        for (int row = selected.nextSetBit(top); row >= 0 && row < top + count; row = selected.nextSetBit(row + 1)) {
            gc.fillRectangle(0, y(row), area.width, rowHeight);
        }
        gc.setAlpha(255);
        if (focus >= top && focus < top + count) {
            gc.fillRectangle(0, y(focus), 3, rowHeight);
        }
    }

    private int y(int row) {
        return headHeight() + (row - top) * rowHeight;
    }

    private void paintColumn(GC gc, Column column, int x, int width, PacketLine[] sight) {
        Color text = palette.color(Role.TEXT);
        Color muted = palette.color(Role.MUTED);
        for (int i = 0; i < sight.length; i++) {
            int packet = rows.packet(top + i);
            PacketLine line = sight[i];
            gc.setForeground(color(column, line, text, muted));
            String words = words(column, packet, line);
            int y = y(top + i) + 2;
            if (column.isNumber()) {
                gc.drawString(words, x + width - PADDING - gc.stringExtent(words).x, y, true);
            } else {
                gc.drawString(words, x + PADDING, y, true);
            }
            if (column == Column.NUMBER && file.notes().containsKey(packet)) {
                gc.drawImage(
                        icons.image("note", Role.ACCENT),
                        0,
                        0,
                        16,
                        16,
                        x + PADDING,
                        y + (rowHeight - ICON) / 2 - 2,
                        ICON,
                        ICON);
            }
        }
    }

    private Color color(Column column, PacketLine line, Color text, Color muted) {
        if (colors && line != null && line.mark() == Mark.ERROR) {
            return palette.color(Role.ERROR);
        }
        if (colors && line != null && line.mark() == Mark.WARNING) {
            return palette.color(Role.WARNING);
        }
        if (colors && line != null && column == Column.PROTOCOL) {
            return color(line);
        }
        return column == Column.NUMBER || column == Column.DELTA ? muted : text;
    }

    /** One colour for each kind of protocol. */
    private Color color(PacketLine line) {
        return switch (line.protocol()) {
            case TCP -> palette.series(0);
            case UDP -> palette.series(2);
            case DNS, MDNS -> palette.series(4);
            case ARP, DHCP, DHCPV6 -> palette.series(5);
            case ICMP, ICMPV6 -> palette.series(3);
            default -> palette.series(7);
        };
    }

    private String words(Column column, int packet, PacketLine line) {
        String words = switch (column) {
            case NUMBER -> Integer.toString(packet + 1);
            case TIME -> timeStyle.words(file.timestamp(packet), file.timestamp(0), zone);
            case DELTA -> TimeStyle.seconds(packet == 0 ? 0 : file.timestamp(packet) - file.timestamp(packet - 1));
            case LENGTH -> Integer.toString(file.length(packet));
            case INTERFACE -> file.interfaceName(file.interfaceId(packet));
            case NOTE -> file.notes().getOrDefault(packet, "").replace('\n', ' ');
            case SOURCE -> line == null ? "" : line.source();
            case DESTINATION -> line == null ? "" : line.destination();
            case PROTOCOL -> line == null ? "" : line.protocol().title();
            case INFO -> line == null ? "…" : line.info();
        };
        return words.length() > MOST_LETTERS ? words.substring(0, MOST_LETTERS) : words;
    }

    private void paintHead(GC gc, Rectangle area) {
        gc.setBackground(palette.color(Role.SURFACE));
        gc.fillRectangle(0, 0, area.width, headHeight());
        gc.setForeground(palette.color(Role.LINE));
        gc.drawLine(0, headHeight() - 1, area.width, headHeight() - 1);
        int x = left();
        for (Column column : shown) {
            int width = width(column);
            gc.setClipping(x, 0, width, headHeight());
            gc.setForeground(palette.color(Role.TEXT));
            String title = title(column) + (column == sorted ? descending ? " ▾" : " ▴" : "");
            int titleWidth = gc.stringExtent(title).x;
            gc.drawString(
                    title, column.isNumber() ? x + width - PADDING - titleWidth : x + PADDING, PADDING / 2 + 1, true);
            gc.setForeground(palette.color(Role.LINE));
            gc.drawLine(x + width - 1, PADDING / 2, x + width - 1, headHeight() - PADDING / 2);
            x += width;
        }
        gc.setClipping(area);
        if (pressed != null && moved) {
            gc.setBackground(palette.color(Role.ACCENT));
            int edge = left()
                    + shown.stream().limit(place(moveX)).mapToInt(this::width).sum();
            gc.fillRectangle(edge - 1, 0, 3, headHeight());
        }
    }

    private String title(Column column) {
        return switch (column) {
            case TIME -> {
                long time = file == null || file.packets() == 0 ? 0 : file.timestamp(0);
                yield column.title() + " (" + timeStyle.unit(time, zone) + ")";
            }
            case DELTA -> column.title() + " (s)";
            case LENGTH -> column.title() + " (B)";
            default -> column.title();
        };
    }

    // ---- what a person does

    private void press(Event event) {
        canvas.setFocus();
        pressedY = event.y;
        if (event.y < headHeight()) {
            if (event.button == 1) {
                dragged = grip(event.x);
                dragX = event.x;
                dragWidth = dragged == null ? 0 : widths.get(dragged);
                pressed = dragged == null ? at(event.x) : null;
                moved = false;
            }
            return;
        }
        int row = top + (event.y - headHeight()) / rowHeight;
        if (row >= rows.count()) {
            return;
        }
        if (event.button == 1 && (event.stateMask & SWT.MOD1) != 0) {
            toggle(row);
        } else if (event.button == 1 || !selected.get(row)) {
            moveTo(row, (event.stateMask & SWT.SHIFT) != 0);
        }
    }

    /** The column whose right edge is there, or null. */
    private Column grip(int x) {
        int edge = left();
        for (Column column : shown) {
            edge += width(column);
            if (Math.abs(x - edge) <= GRIP && column != shown.getLast()) {
                return column;
            }
        }
        return null;
    }

    /** The column at a place, or null. */
    private Column at(int x) {
        int edge = left();
        for (Column column : shown) {
            edge += width(column);
            if (x < edge) {
                return column;
            }
        }
        return null;
    }

    private void move(Event event) {
        if (dragged != null) {
            widths.put(dragged, Math.max(LEAST_WIDTH, dragWidth + event.x - dragX));
            layout();
            canvas.redraw();
            return;
        }
        if (pressed != null) {
            moveX = event.x;
            moved |= Math.abs(moveX - dragX) > LEAST_MOVE;
            canvas.redraw();
            return;
        }
        boolean onGrip = event.y < headHeight() && grip(event.x) != null;
        canvas.setCursor(onGrip ? canvas.getDisplay().getSystemCursor(SWT.CURSOR_SIZEWE) : null);
        boolean pulled = (event.stateMask & SWT.BUTTON1) != 0
                && (event.stateMask & SWT.MOD1) == 0
                && Math.abs(event.y - pressedY) > LEAST_MOVE;
        if (pulled && event.y >= headHeight() && focus >= 0) {
            int row = top + (event.y - headHeight()) / rowHeight;
            if (row != focus && row < rows.count()) {
                moveTo(row, true);
            }
        }
    }

    private void release(Event event) {
        Column column = pressed;
        pressed = null;
        dragged = null;
        if (column == null || event.button != 1) {
            return;
        }
        if (moved) {
            reorder(column, event.x);
        } else if (column == at(event.x) && event.y >= 0 && event.y < headHeight()) {
            onSort.accept(column);
        }
    }

    /** Puts a column to where it was let go: before the first one whose middle lies to the right of it. */
    private void reorder(Column column, int x) {
        int place = place(x);
        int from = shown.indexOf(column);
        shown.remove(from);
        shown.add(place > from ? place - 1 : place, column);
        layout();
        canvas.redraw();
    }

    /** How many columns have their middle to the left of a place. */
    private int place(int x) {
        int place = 0;
        int edge = left();
        for (Column column : shown) {
            int width = width(column);
            if (x < edge + width / 2) {
                return place;
            }
            edge += width;
            place++;
        }
        return place;
    }

    private void wheel(Event event) {
        event.doit = false;
        scroll(top - 3 * Integer.signum(event.count));
    }

    private void key(Event event) {
        boolean extend = (event.stateMask & SWT.SHIFT) != 0;
        boolean control = (event.stateMask & SWT.MOD1) != 0;
        int at = Math.max(0, focus);
        switch (event.keyCode) {
            case SWT.ARROW_UP -> moveTo(at - 1, extend);
            case SWT.ARROW_DOWN -> moveTo(focus < 0 ? 0 : at + 1, extend);
            case SWT.PAGE_UP -> moveTo(at - visibleRows(), extend);
            case SWT.PAGE_DOWN -> moveTo(at + visibleRows(), extend);
            case SWT.HOME -> moveTo(0, extend);
            case SWT.END -> moveTo(rows.count() - 1, extend);
            case 'a' -> {
                if (control) {
                    selectAll();
                }
            }
            default -> {
                // somebody else's
            }
        }
    }

    // ---- what is remembered

    private void restore(PartState state) {
        for (String name : state.get("columns", "").split(",")) {
            Arrays.stream(Column.values())
                    .filter(column -> column.name().equals(name))
                    .forEach(shown::add);
        }
        if (shown.isEmpty()) {
            shown.addAll(USUAL);
        }
        for (Column column : Column.values()) {
            widths.put(column, Math.max(LEAST_WIDTH, state.get("width." + column, WIDTHS.get(column))));
        }
        String style = state.get("time", TimeStyle.RELATIVE.name());
        timeStyle = Arrays.stream(TimeStyle.values())
                .filter(each -> each.name().equals(style))
                .findFirst()
                .orElse(TimeStyle.RELATIVE);
        colors = state.get("colors", "true").equals("true");
    }

    void save(PartState state) {
        state.put("columns", shown.stream().map(Column::name).collect(Collectors.joining(",")));
        widths.forEach((column, width) -> state.put("width." + column, width));
        state.put("time", timeStyle.name());
        state.put("colors", colors);
    }
}
