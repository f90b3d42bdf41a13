/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** A document that is being read, and everything that is wrong with it so far. */
public final class YamlDocument {
    /** Longer documents are refused: in characters. */
    public static final int MAX_LENGTH = 1 << 20;

    /** Deeper nesting is refused. */
    public static final int MAX_DEPTH = 40;

    /** More nodes are refused; what an alias stands for counts each time. */
    public static final int MAX_NODES = 100_000;

    private static final int MAX_COMPLAINTS = 200;

    private final String source;
    private final List<YamlComplaint> complaints = new ArrayList<>();
    private final List<YamlNode> opened = new ArrayList<>();
    private YamlNode root;

    private YamlDocument(String source) {
        this.source = source;
    }

    /**
     * Parses a document. Never fails: one that is no YAML has an absent root and a complaint.
     *
     * @param source where the text came from, for complaints; not read
     */
    public static YamlDocument parse(String source, String text) {
        YamlDocument document = new YamlDocument(source);
        document.root = new Composer(document).compose(text);
        return document;
    }

    public YamlNode root() {
        return root;
    }

    /**
     * What is wrong so far, by line: what the reader met, and the keys of mappings that it read from and never asked for. So look
     * when the reading is done.
     */
    public List<YamlComplaint> complaints() {
        List<YamlComplaint> all = new ArrayList<>(complaints);
        opened.forEach(mapping -> mapping.addUnknownKeys(all));
        all.sort(Comparator.comparingInt(YamlComplaint::line).thenComparingInt(YamlComplaint::column));
        return all;
    }

    /**
     * Ends the reading.
     *
     * @throws VitrineException INVALID with all {@link #complaints}, one in a line, if there are any
     */
    public void check() throws VitrineException {
        List<YamlComplaint> all = complaints();
        if (all.isEmpty()) {
            return;
        }
        String text =
                all.stream().limit(MAX_COMPLAINTS).map(YamlComplaint::toString).collect(Collectors.joining("\n"));
        int more = all.size() - MAX_COMPLAINTS;
        throw new VitrineException(Reason.INVALID, more > 0 ? text + "\n" + more + " more" : text);
    }

    void complain(int line, int column, String reason) {
        complaints.add(complaint(line, column, reason));
    }

    YamlComplaint complaint(int line, int column, String reason) {
        return new YamlComplaint(source, line, column, reason);
    }

    /** A reader looks into this mapping: from now on its keys have to be known. */
    void opened(YamlNode mapping) {
        opened.add(mapping);
    }
}
