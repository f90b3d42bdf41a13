/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import java.util.Arrays;
import org.eclipse.draw2d.geometry.Rectangle;

/**
 * The way of an edge between two boxes: one cubic Bézier curve, or a straight line when both control points are at its ends.
 *
 * @param curve x and y of the beginning, two control points, the end
 * @param points x and y of points along it, for pointing at it and for finding a place for its label
 */
record Course(float[] curve, float[] points) {
    private static final int PIECES = 14;

    /**
     * From side to side, leaving and arriving level, as cables are drawn.
     *
     * @param straight whether to take the straight line instead, which is painted faster
     */
    static Course level(Rectangle from, Rectangle to, boolean straight) {
        boolean leftToRight = from.right() <= to.x;
        if (leftToRight || to.right() <= from.x) {
            float x1 = leftToRight ? from.right() : from.x;
            float x2 = leftToRight ? to.x : to.right();
            float y1 = from.y + from.height / 2f;
            float y2 = to.y + to.height / 2f;
            float middle = (x1 + x2) / 2;
            return straight ? line(x1, y1, x2, y2) : of(x1, y1, middle, y1, middle, y2, x2, y2);
        }
        boolean down = from.bottom() <= to.y;
        float y1 = down ? from.bottom() : from.y;
        float y2 = down ? to.y : to.bottom();
        float x1 = from.x + from.width / 2f;
        float x2 = to.x + to.width / 2f;
        float middle = (y1 + y2) / 2;
        return straight ? line(x1, y1, x2, y2) : of(x1, y1, x1, middle, x2, middle, x2, y2);
    }

    /** From border to border, bent to its left as seen along it by so much; 0 gives a straight line. */
    static Course bent(Rectangle from, Rectangle to, float bend) {
        float ax = from.x + from.width / 2f;
        float ay = from.y + from.height / 2f;
        float bx = to.x + to.width / 2f;
        float by = to.y + to.height / 2f;
        float length = (float) Math.max(1, Math.hypot(bx - ax, by - ay));
        float cx = (ax + bx) / 2 + (by - ay) / length * bend;
        float cy = (ay + by) / 2 - (bx - ax) / length * bend;
        float first = exit(from, cx - ax, cy - ay);
        float second = exit(to, cx - bx, cy - by);
        float x1 = ax + (cx - ax) * first;
        float y1 = ay + (cy - ay) * first;
        float x2 = bx + (cx - bx) * second;
        float y2 = by + (cy - by) * second;
        return bend == 0
                ? line(x1, y1, x2, y2)
                : of(
                        x1,
                        y1,
                        x1 + (cx - x1) * 2 / 3,
                        y1 + (cy - y1) * 2 / 3,
                        x2 + (cx - x2) * 2 / 3,
                        y2 + (cy - y2) * 2 / 3,
                        x2,
                        y2);
    }

    /** How much of a way from the middle of a box leads to its border, at most all of it. */
    private static float exit(Rectangle box, float dx, float dy) {
        float acrossX = dx == 0 ? Float.MAX_VALUE : box.width / 2f / Math.abs(dx);
        float acrossY = dy == 0 ? Float.MAX_VALUE : box.height / 2f / Math.abs(dy);
        return Math.min(1, Math.min(acrossX, acrossY));
    }

    private static Course line(float x1, float y1, float x2, float y2) {
        return new Course(new float[] {x1, y1, x1, y1, x2, y2, x2, y2}, new float[] {x1, y1, x2, y2});
    }

    private static Course of(float... curve) {
        float[] points = new float[2 * (PIECES + 1)];
        for (int i = 0; i <= PIECES; i++) {
            points[2 * i] = at(curve, 0, i / (float) PIECES);
            points[2 * i + 1] = at(curve, 1, i / (float) PIECES);
        }
        return new Course(curve, points);
    }

    private static float at(float[] curve, int axis, float t) {
        float s = 1 - t;
        return s * s * s * curve[axis]
                + 3 * s * s * t * curve[axis + 2]
                + 3 * s * t * t * curve[axis + 4]
                + t * t * t * curve[axis + 6];
    }

    boolean isStraight() {
        return points.length == 4;
    }

    float x(double t) {
        return isStraight() ? points[0] + (points[2] - points[0]) * (float) t : at(curve, 0, (float) t);
    }

    float y(double t) {
        return isStraight() ? points[1] + (points[3] - points[1]) * (float) t : at(curve, 1, (float) t);
    }

    /** Whether a point is no farther from it than so much. */
    boolean isNear(double x, double y, double distance) {
        for (int i = 0; i + 3 < points.length; i += 2) {
            double dx = points[i + 2] - points[i];
            double dy = points[i + 3] - points[i + 1];
            double square = dx * dx + dy * dy;
            double t =
                    square == 0 ? 0 : Math.clamp(((x - points[i]) * dx + (y - points[i + 1]) * dy) / square, 0.0, 1.0);
            if (Math.hypot(x - points[i] - t * dx, y - points[i + 1] - t * dy) <= distance) {
                return true;
            }
        }
        return false;
    }

    /** Whether it leads through a box. */
    boolean passes(Rectangle box) {
        for (int i = 0; i + 3 < points.length; i += 2) {
            if (crosses(box, points[i], points[i + 1], points[i + 2], points[i + 3])) {
                return true;
            }
        }
        return false;
    }

    /** Cuts a line at the sides of a box one after the other (Liang and Barsky, 1984): something is left when it leads through. */
    private static boolean crosses(Rectangle box, float x1, float y1, float x2, float y2) {
        float from = 0;
        float to = 1;
        float[] ways = {x1 - x2, x2 - x1, y1 - y2, y2 - y1};
        float[] rooms = {x1 - box.x, box.right() - x1, y1 - box.y, box.bottom() - y1};
        for (int side = 0; side < 4; side++) {
            float way = ways[side];
            if (way == 0 && rooms[side] < 0) {
                return false;
            }
            if (way < 0) {
                from = Math.max(from, rooms[side] / way);
            } else if (way > 0) {
                to = Math.min(to, rooms[side] / way);
            }
        }
        return from <= to;
    }

    /** The smallest box around it. */
    Rectangle bounds() {
        float left = points[0];
        float top = points[1];
        float right = left;
        float bottom = top;
        for (int i = 2; i < points.length; i += 2) {
            left = Math.min(left, points[i]);
            right = Math.max(right, points[i]);
            top = Math.min(top, points[i + 1]);
            bottom = Math.max(bottom, points[i + 1]);
        }
        int x = (int) Math.floor(left);
        int y = (int) Math.floor(top);
        return new Rectangle(x, y, (int) Math.ceil(right) - x + 1, (int) Math.ceil(bottom) - y + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Course that && Arrays.equals(curve, that.curve);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(curve);
    }
}
