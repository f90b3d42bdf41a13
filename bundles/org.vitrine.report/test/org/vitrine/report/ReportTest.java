/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static final String HOSTILE = "</style><script>alert('x')</script>&\"\u0001";

    @Test
    void shouldNeedNothingFromElsewhere() {
        String html = example().html();
        assertFalse(html.contains("http"), "a report fetches nothing");
        assertFalse(html.contains("<script"), "a report runs nothing");
    }

    @Test
    void shouldShowWhateverTextItIsGiven() {
        assertTrue(example().html().contains("&lt;script&gt;alert(&#39;x&#39;)"));
    }

    @Test
    void shouldDrawWellFormedSvg() throws Exception {
        Document plot = parse(plot().svg());
        assertEquals(2, plot.getElementsByTagName("path").getLength());
        Document drawing = parse(drawing().svg());
        assertEquals(2, drawing.getElementsByTagName("path").getLength());
        assertEquals(
                "0 0 820", drawing.getDocumentElement().getAttribute("viewBox").substring(0, 7));
    }

    @Test
    void shouldDrawAnEmptyPlot() throws Exception {
        parse(new LinePlot("empty", Double::toString)
                .line("none", new double[0], new double[0])
                .svg());
        parse(new FlowDrawing("empty", Double::toString).svg());
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "0.9, 1", "7, 8", "11, 15", "399, 400", "1234567, 1500000"})
    void shouldEndTheAxisAtARoundValue(double value, double top) {
        assertEquals(top, Ticks.niceTop(value), 1e-9);
    }

    @Test
    void shouldPutTicksAtRoundValues() {
        assertArrayEquals(new double[] {0, 5, 10, 15, 20}, Ticks.of(23, 6), 1e-9);
        assertArrayEquals(new double[] {0}, Ticks.of(0, 4));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static LinePlot plot() {
        return new LinePlot("Rates " + HOSTILE, value -> value + " bit/s")
                .line("web", new double[] {0, 1, 2}, new double[] {0, 5, 3})
                .line("db", new double[] {0, 1, 2}, new double[] {1, 1, 1})
                .mark(1.5, "filtered");
    }

    private static FlowDrawing drawing() {
        return new FlowDrawing("Who talks " + HOSTILE, value -> value + " bit/s")
                .machine("alpha", "web", "web", "10.0.0.1")
                .machine("beta", "app", "app", "10.0.1.1")
                .other("cdn", "cdn", "10.9.0.1")
                .between("router edge")
                .join("web", "cdn", 5e6, true)
                .join("app", "cdn", 1e3, false);
    }

    private static Report example() {
        return new Report("Report " + HOSTILE)
                .heading("What happened")
                .paragraph(HOSTILE)
                .check(true, "It works", "seen")
                .check(false, "It does not", HOSTILE)
                .table(List.of("host", " rate"), List.of(List.of(HOSTILE, "5")))
                .figure(plot())
                .figure(drawing())
                .note("made by a test");
    }
}
