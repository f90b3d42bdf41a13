/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A report, written from top to bottom. */
public final class Report {
    private static final String STYLE = resource("report.css");

    private final String title;
    private final StringBuilder body = new StringBuilder(64 << 10);

    public Report(String title) {
        this.title = title;
        body.append("<h1>").append(Html.escape(title)).append("</h1>\n");
    }

    public Report heading(String text) {
        body.append("<h2>").append(Html.escape(text)).append("</h2>\n");
        return this;
    }

    public Report paragraph(String text) {
        body.append("<p>").append(Html.escape(text)).append("</p>\n");
        return this;
    }

    /** A short text in a line of its own, smaller: what belongs to the figure above it. */
    public Report note(String text) {
        body.append("<p class=\"note\">").append(Html.escape(text)).append("</p>\n");
        return this;
    }

    /** Something that was checked, and whether it held. */
    public Report check(boolean passed, String claim, String evidence) {
        body.append("<div class=\"check ").append(passed ? "passed" : "failed").append("\"><b>");
        body.append(passed ? "✓" : "✗").append("</b><span>").append(Html.escape(claim));
        body.append("<small>").append(Html.escape(evidence)).append("</small></span></div>\n");
        return this;
    }

    /**
     * A table.
     *
     * @param headings one that begins with a blank belongs to a column of numbers, set right
     */
    public Report table(List<String> headings, List<List<String>> rows) {
        body.append("<div class=\"wide\"><table><thead><tr>");
        for (String heading : headings) {
            body.append(heading.startsWith(" ") ? "<th class=\"number\">" : "<th>");
            body.append(Html.escape(heading.strip())).append("</th>");
        }
        body.append("</tr></thead><tbody>\n");
        for (List<String> row : rows) {
            body.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                body.append(headings.get(i).startsWith(" ") ? "<td class=\"number\">" : "<td>");
                body.append(Html.escape(row.get(i))).append("</td>");
            }
            body.append("</tr>\n");
        }
        body.append("</tbody></table></div>\n");
        return this;
    }

    public Report figure(LinePlot plot) {
        body.append("<figure>").append(plot.svg()).append("</figure>\n");
        return this;
    }

    public Report figure(FlowDrawing drawing) {
        body.append("<figure>").append(drawing.svg()).append("</figure>\n");
        return this;
    }

    /** The whole document. */
    public String html() {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
                + Html.escape(title)
                + "</title>\n<style>\n"
                + STYLE
                + "</style></head>\n<body><main>\n"
                + body
                + "</main></body></html>\n";
    }

    private static String resource(String name) {
        try (InputStream stream = Report.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
