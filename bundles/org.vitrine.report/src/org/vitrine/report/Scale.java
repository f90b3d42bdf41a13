/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

/** Maps values to places on the paper, in a straight line. */
record Scale(double from, double to, double paperFrom, double paperTo) {
    double at(double value) {
        return paperFrom + (value - from) / (to - from) * (paperTo - paperFrom);
    }
}
