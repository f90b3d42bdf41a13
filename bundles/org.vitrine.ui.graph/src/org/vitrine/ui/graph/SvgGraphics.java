/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.eclipse.draw2d.Graphics;
import org.eclipse.draw2d.geometry.PointList;
import org.eclipse.draw2d.geometry.Rectangle;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Font;
import org.eclipse.swt.graphics.FontData;
import org.eclipse.swt.graphics.FontMetrics;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageData;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Path;
import org.eclipse.swt.graphics.PathData;

/** Writes what figures paint as SVG: shapes and texts as such, icons as pictures of four times their size. */
final class SvgGraphics extends Graphics {
    private static final double PIXELS_PER_POINT = 96 / 72.0;
    /** How far below its top the baseline of a text is, of its size: what the usual fonts have. */
    private static final double ASCENT = 0.96;

    private static final int ICON_ZOOM = 400;

    private final StringBuilder definitions = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Rectangle area;
    private final Map<Image, String> icons = new HashMap<>();
    private Color foreground = new Color(0, 0, 0);
    private Color background = new Color(255, 255, 255);
    private Font font;
    private int alpha = 255;
    private int lineWidth = 1;
    private int lineStyle = SWT.LINE_SOLID;

    SvgGraphics(Rectangle area, Font font) {
        this.area = new Rectangle(area);
        this.font = font;
    }

    String document() {
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" viewBox="%d %d %d %d" width="%3$d" height="%4$d">
                        """, area.x, area.y, area.width, area.height)
                + "<defs>\n" + definitions + "</defs>\n" + body + "</svg>\n";
    }

    private void shape(String element, Object... values) {
        body.append(String.format(Locale.ROOT, element, values)).append("/>\n");
    }

    private String fill() {
        return " fill=\"" + hex(background) + '"' + opacity();
    }

    private String stroke() {
        return " fill=\"none\" stroke=\"" + hex(foreground) + "\" stroke-width=\"" + lineWidth + '"'
                + (lineStyle == SWT.LINE_SOLID
                        ? ""
                        : " stroke-dasharray=\"" + 4 * lineWidth + ' ' + 3 * lineWidth + '"')
                + opacity();
    }

    private String opacity() {
        return alpha == 255 ? "" : String.format(Locale.ROOT, " opacity=\"%.2f\"", alpha / 255.0);
    }

    private static String hex(Color color) {
        return String.format("#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    @Override
    public void drawImage(Image image, int sx, int sy, int sw, int sh, int x, int y, int width, int height) {
        String id = icons.computeIfAbsent(image, this::define);
        shape("<use href=\"#%s\" transform=\"translate(%d %d) scale(%.4f)\"%s", id, x, y, width / 64.0, opacity());
    }

    private String define(Image image) {
        ImageLoader loader = new ImageLoader();
        loader.data = new ImageData[] {image.getImageData(ICON_ZOOM)};
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        loader.save(png, SWT.IMAGE_PNG);
        String id = "icon" + icons.size();
        definitions
                .append("<image id=\"")
                .append(id)
                .append("\" width=\"64\" height=\"64\" href=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png.toByteArray()))
                .append("\"/>\n");
        return id;
    }

    @Override
    public void drawLine(int x1, int y1, int x2, int y2) {
        shape("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"%s", x1, y1, x2, y2, stroke());
    }

    @Override
    public void drawOval(int x, int y, int width, int height) {
        oval(x, y, width, height, stroke());
    }

    @Override
    public void fillOval(int x, int y, int width, int height) {
        oval(x, y, width, height, fill());
    }

    private void oval(int x, int y, int width, int height, String how) {
        shape(
                "<ellipse cx=\"%.1f\" cy=\"%.1f\" rx=\"%.1f\" ry=\"%.1f\"%s",
                x + width / 2.0, y + height / 2.0, width / 2.0, height / 2.0, how);
    }

    @Override
    public void drawPath(Path path) {
        PathData data = path.getPathData();
        StringBuilder d = new StringBuilder();
        int at = 0;
        for (byte type : data.types) {
            int points = switch (type) {
                case SWT.PATH_CUBIC_TO -> 3;
                case SWT.PATH_QUAD_TO -> 2;
                case SWT.PATH_CLOSE -> 0;
                default -> 1;
            };
            d.append(
                    switch (type) {
                        case SWT.PATH_MOVE_TO -> 'M';
                        case SWT.PATH_LINE_TO -> 'L';
                        case SWT.PATH_QUAD_TO -> 'Q';
                        case SWT.PATH_CUBIC_TO -> 'C';
                        default -> 'Z';
                    });
            for (int i = 0; i < 2 * points; i++) {
                d.append(String.format(Locale.ROOT, "%.1f ", data.points[at++]));
            }
        }
        shape("<path d=\"%s\"%s", d.toString().strip(), stroke());
    }

    @Override
    public void drawRectangle(int x, int y, int width, int height) {
        rectangle(x, y, width, height, 0, stroke());
    }

    @Override
    public void fillRectangle(int x, int y, int width, int height) {
        rectangle(x, y, width, height, 0, fill());
    }

    @Override
    public void drawRoundRectangle(Rectangle r, int arcWidth, int arcHeight) {
        rectangle(r.x, r.y, r.width, r.height, arcWidth / 2, stroke());
    }

    @Override
    public void fillRoundRectangle(Rectangle r, int arcWidth, int arcHeight) {
        rectangle(r.x, r.y, r.width, r.height, arcWidth / 2, fill());
    }

    private void rectangle(int x, int y, int width, int height, int radius, String how) {
        shape("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"%s", x, y, width, height, radius, how);
    }

    @Override
    public void drawString(String text, int x, int y) {
        FontData data = font.getFontData()[0];
        double size = data.getHeight() * PIXELS_PER_POINT;
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%.1f\" font-family=\"%s, sans-serif\" font-size=\"%.1f\"%s fill=\"%s\"%s>%s</text>\n",
                x,
                y + size * ASCENT,
                escaped(data.getName()).replace("\"", ""),
                size,
                (data.getStyle() & SWT.BOLD) != 0 ? " font-weight=\"bold\"" : "",
                hex(foreground),
                opacity(),
                escaped(text)));
    }

    @Override
    public void drawText(String text, int x, int y) {
        drawString(text, x, y);
    }

    @Override
    public void setAlpha(int alpha) {
        this.alpha = alpha;
    }

    @Override
    public int getAlpha() {
        return alpha;
    }

    @Override
    public void setBackgroundColor(Color color) {
        background = color;
    }

    @Override
    public Color getBackgroundColor() {
        return background;
    }

    @Override
    public void setForegroundColor(Color color) {
        foreground = color;
    }

    @Override
    public Color getForegroundColor() {
        return foreground;
    }

    @Override
    public void setFont(Font font) {
        this.font = font;
    }

    @Override
    public Font getFont() {
        return font;
    }

    @Override
    public void setLineStyle(int style) {
        lineStyle = style;
    }

    @Override
    public int getLineStyle() {
        return lineStyle;
    }

    @Override
    public void setLineWidth(int width) {
        lineWidth = width;
    }

    @Override
    public int getLineWidth() {
        return lineWidth;
    }

    @Override
    public Rectangle getClip(Rectangle rectangle) {
        return rectangle.setBounds(area);
    }

    @Override
    public void dispose() {
        // holds nothing
    }

    // what our figures do not use

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("no figure of a graph does this");
    }

    @Override
    public void clipRect(Rectangle r) {
        throw unused();
    }

    @Override
    public void setClip(Rectangle r) {
        throw unused();
    }

    @Override
    public void drawArc(int x, int y, int width, int height, int offset, int length) {
        throw unused();
    }

    @Override
    public void fillArc(int x, int y, int width, int height, int offset, int length) {
        throw unused();
    }

    @Override
    public void drawFocus(int x, int y, int width, int height) {
        throw unused();
    }

    @Override
    public void drawImage(Image image, int x, int y) {
        throw unused();
    }

    @Override
    public void drawPolygon(PointList points) {
        throw unused();
    }

    @Override
    public void drawPolyline(PointList points) {
        throw unused();
    }

    @Override
    public void fillPolygon(PointList points) {
        throw unused();
    }

    @Override
    public void fillGradient(int x, int y, int width, int height, boolean vertical) {
        throw unused();
    }

    @Override
    public void fillString(String text, int x, int y) {
        throw unused();
    }

    @Override
    public void fillText(String text, int x, int y) {
        throw unused();
    }

    @Override
    public FontMetrics getFontMetrics() {
        throw unused();
    }

    @Override
    public boolean getXORMode() {
        return false;
    }

    @Override
    public void setXORMode(boolean xor) {
        throw unused();
    }

    @Override
    public void pushState() {
        throw unused();
    }

    @Override
    public void popState() {
        throw unused();
    }

    @Override
    public void restoreState() {
        throw unused();
    }

    @Override
    public void scale(double amount) {
        throw unused();
    }

    @Override
    public void translate(int dx, int dy) {
        throw unused();
    }
}
