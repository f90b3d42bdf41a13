/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.vitrine.common.EpochClock;

/** Lines as a table in text (RFC 4180): a row for each moment, a column for each line, rates in bit/s. */
final class Csv {
    private Csv() {}

    static String of(List<Line> lines, TimeWindow window) {
        SortedMap<Long, Double[]> rows = new TreeMap<>();
        for (int i = 0; i < lines.size(); i++) {
            for (Sample sample : lines.get(i).samples()) {
                if (sample.time() >= window.from() && sample.time() <= window.to() && !sample.isGap()) {
                    rows.computeIfAbsent(sample.time(), _ -> new Double[lines.size()])[i] = sample.bytesPerSecond();
                }
            }
        }
        StringBuilder text = new StringBuilder("time (UTC)");
        lines.forEach(line -> text.append(',').append(quoted(line.name() + " (bit/s)")));
        text.append('\n');
        rows.forEach((time, values) -> {
            List<String> cells = new ArrayList<>();
            cells.add(EpochClock.toInstant(time).toString());
            for (Double value : values) {
                cells.add(value == null ? "" : String.format(Locale.ROOT, "%.0f", value * 8));
            }
            text.append(cells.stream().collect(Collectors.joining(","))).append('\n');
        });
        return text.toString();
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
