/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.util.HexFormat;
import java.util.function.IntConsumer;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Canvas;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;

/** The bytes of a frame in hexadecimal and as letters, some of them marked. UI thread only. */
final class HexView {
    private static final int BYTES = 16;
    private static final int MARGIN = 8;
    private static final int HEX_AT = 6;
    /** A gap in the middle makes bytes easy to count. */
    private static final int GAP_AT = 8;

    private static final int LETTERS_AT = HEX_AT + 3 * BYTES + 2;

    private final PartSite site;
    private final Canvas canvas;
    private IntConsumer onByte = _ -> {};
    private byte[] bytes = new byte[0];
    private int markFrom;
    private int markLength;
    private int top;
    private int lineHeight = 16;
    private int letterWidth = 8;

    HexView(PartSite site, Composite parent) {
        this.site = site;
        canvas = new Canvas(parent, SWT.DOUBLE_BUFFERED | SWT.NO_BACKGROUND | SWT.V_SCROLL);
        canvas.setFont(JFaceResources.getTextFont());
        canvas.addListener(SWT.Paint, event -> paint(event.gc));
        canvas.addListener(SWT.Resize, _ -> layout());
        canvas.addListener(SWT.MouseDown, this::press);
        canvas.addListener(SWT.MouseVerticalWheel, event -> scroll(top - 3 * Integer.signum(event.count)));
        canvas.addListener(SWT.KeyDown, this::key);
        canvas.getVerticalBar()
                .addListener(SWT.Selection, _ -> scroll(canvas.getVerticalBar().getSelection()));
        site.workbench().palette().subscribe(canvas::redraw);
    }

    Canvas control() {
        return canvas;
    }

    /** Told the place of a byte that a person points at. */
    void onByte(IntConsumer listener) {
        onByte = listener;
    }

    void show(byte[] newBytes) {
        bytes = newBytes;
        markFrom = 0;
        markLength = 0;
        top = 0;
        layout();
        canvas.redraw();
    }

    /** Marks bytes and brings them into sight. */
    void mark(int from, int length) {
        markFrom = from;
        markLength = length;
        int line = from / BYTES;
        if (length > 0 && (line < top || line >= top + visible())) {
            scroll(line - visible() / 3);
        }
        canvas.redraw();
    }

    /** The marked bytes; all when none are. */
    String hex() {
        HexFormat format = HexFormat.ofDelimiter(" ");
        return markLength == 0
                ? format.formatHex(bytes)
                : format.formatHex(bytes, markFrom, Math.min(bytes.length, markFrom + markLength));
    }

    private int lines() {
        return (bytes.length + BYTES - 1) / BYTES;
    }

    private int visible() {
        return Math.max(1, (canvas.getClientArea().height - MARGIN) / lineHeight);
    }

    private void layout() {
        GC gc = new GC(canvas);
        lineHeight = gc.getFontMetrics().getHeight() + 2;
        letterWidth = gc.stringExtent("0").x;
        gc.dispose();
        int visible = visible();
        canvas.getVerticalBar()
                .setValues(top, 0, Math.max(1, lines()), Math.max(1, Math.min(visible, lines())), 1, visible);
        canvas.getVerticalBar().setVisible(lines() > visible);
        scroll(top);
    }

    private void scroll(int line) {
        top = Math.clamp(line, 0, Math.max(0, lines() - visible()));
        canvas.getVerticalBar().setSelection(top);
        canvas.redraw();
    }

    private void paint(GC gc) {
        Palette palette = site.workbench().palette();
        Rectangle area = canvas.getClientArea();
        gc.setBackground(palette.color(Role.BACKGROUND));
        gc.fillRectangle(area);
        for (int line = top; line < Math.min(lines(), top + visible() + 1); line++) {
            paint(gc, palette, line);
        }
    }

    private void paint(GC gc, Palette palette, int line) {
        int y = MARGIN / 2 + (line - top) * lineHeight;
        int from = line * BYTES;
        gc.setForeground(palette.color(Role.MUTED));
        gc.drawString(HexFormat.of().toHexDigits(from, 4), x(0), y, true);
        StringBuilder hex = new StringBuilder(3 * BYTES + 1);
        StringBuilder letters = new StringBuilder(BYTES);
        for (int i = from; i < Math.min(bytes.length, from + BYTES); i++) {
            if (i >= markFrom && i < markFrom + markLength) {
                gc.setBackground(palette.color(Role.SELECTION));
                gc.setAlpha(90);
                gc.fillRectangle(x(column(i - from)) - letterWidth / 2, y, 3 * letterWidth, lineHeight);
                gc.fillRectangle(x(LETTERS_AT + i - from), y, letterWidth, lineHeight);
                gc.setAlpha(255);
            }
            hex.append(i - from == GAP_AT ? " " : "")
                    .append(HexFormat.of().toHexDigits(bytes[i]))
                    .append(' ');
            letters.append(bytes[i] > 0x1f && bytes[i] < 0x7f ? (char) bytes[i] : '·');
        }
        gc.setForeground(palette.color(Role.TEXT));
        gc.drawString(hex.toString(), x(HEX_AT), y, true);
        gc.drawString(letters.toString(), x(LETTERS_AT), y, true);
    }

    private int x(int letter) {
        return MARGIN + letter * letterWidth;
    }

    /** Where a byte of a line stands, in letters. */
    private static int column(int index) {
        return HEX_AT + 3 * index + (index >= GAP_AT ? 1 : 0);
    }

    private void press(Event event) {
        canvas.setFocus();
        int line = top + (event.y - MARGIN / 2) / lineHeight;
        int letter = (event.x - MARGIN) / letterWidth;
        int index = letter >= LETTERS_AT
                ? letter - LETTERS_AT
                : (letter - HEX_AT - (letter >= HEX_AT + 3 * GAP_AT ? 1 : 0)) / 3;
        int place = line * BYTES + index;
        if (letter >= HEX_AT && index < BYTES && place >= 0 && place < bytes.length) {
            onByte.accept(place);
        }
    }

    private void key(Event event) {
        switch (event.keyCode) {
            case SWT.ARROW_UP -> scroll(top - 1);
            case SWT.ARROW_DOWN -> scroll(top + 1);
            case SWT.PAGE_UP -> scroll(top - visible());
            case SWT.PAGE_DOWN -> scroll(top + visible());
            case SWT.HOME -> scroll(0);
            case SWT.END -> scroll(lines());
            default -> {
                // somebody else's
            }
        }
    }
}
