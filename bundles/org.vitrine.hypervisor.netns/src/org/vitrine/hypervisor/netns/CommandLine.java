/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a command line into words as a shell does: blanks separate, quotes and backslashes protect. Nothing is expanded, and what only
 * a shell could do is refused instead of being passed on as a word.
 */
final class CommandLine {
    private static final String SHELL_ONLY = "|&;<>()`";

    private CommandLine() {}

    /**
     * The words of a line.
     *
     * @throws IllegalArgumentException when a quote is not closed, there is no word, or it needs a shell; the text says so
     */
    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote == '\'' && c != '\'') {
                word.append(c);
            } else if (c == '\\') {
                if (++i == line.length()) {
                    throw new IllegalArgumentException("nothing follows the \\ at the end");
                }
                char escaped = line.charAt(i);
                // between double quotes a backslash protects these four only (POSIX, Shell Command Language, 2.2.3)
                word.append(quote == '"' && "\"\\$`".indexOf(escaped) < 0 ? "\\" : "")
                        .append(escaped);
                inWord = true;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                inWord = true;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else if (quote == 0 && SHELL_ONLY.indexOf(c) >= 0) {
                throw new IllegalArgumentException("no shell reads this line, so " + c
                        + " must be in quotes; if you mean a shell, write sh -c '...'");
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a " + quote + " is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty() || words.getFirst().isEmpty()) {
            throw new IllegalArgumentException("there is no program to run");
        }
        return words;
    }
}
