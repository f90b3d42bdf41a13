/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.ArrayList;
import java.util.List;

/**
 * A word, a text in quotes or an operator of a filter.
 *
 * @param text what stands there; of a text in quotes what it means
 * @param position where it begins
 * @param length letters that it takes
 */
record FilterToken(Kind kind, String text, int position, int length) {
    enum Kind {
        WORD,
        TEXT,
        OPERATOR,
        END
    }

    /** Longer ones first. */
    private static final List<String> OPERATORS =
            List.of("==", "!=", "<=", ">=", "&&", "||", "..", "<", ">", "!", "(", ")", "{", "}", ",", "&", "~", "=");

    boolean is(String... operators) {
        for (String operator : operators) {
            if (kind != Kind.TEXT && text.equals(operator)) {
                return true;
            }
        }
        return false;
    }

    /** Takes a filter apart; the last one says that it ends. */
    static List<FilterToken> all(String filter) throws FilterSyntaxException {
        List<FilterToken> tokens = new ArrayList<>();
        int at = 0;
        while (at < filter.length()) {
            char c = filter.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
                continue;
            }
            FilterToken next = c == '"' ? text(filter, at) : isWord(c) ? word(filter, at) : operator(filter, at);
            tokens.add(next);
            at += next.length;
        }
        tokens.add(new FilterToken(Kind.END, "", filter.length(), 0));
        return tokens;
    }

    /** Letters of names, numbers, addresses and networks. */
    private static boolean isWord(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == ':' || c == '/' || c == '-';
    }

    private static FilterToken word(String filter, int start) throws FilterSyntaxException {
        int end = start;
        while (end < filter.length() && isWord(filter.charAt(end)) && !filter.startsWith("..", end)) {
            end++;
        }
        return end == start
                ? operator(filter, start)
                : new FilterToken(Kind.WORD, filter.substring(start, end), start, end - start);
    }

    private static FilterToken text(String filter, int start) throws FilterSyntaxException {
        StringBuilder text = new StringBuilder();
        int at = start + 1;
        while (at < filter.length() && filter.charAt(at) != '"') {
            if (filter.charAt(at) == '\\' && at + 1 < filter.length()) {
                at++;
            }
            text.append(filter.charAt(at++));
        }
        if (at >= filter.length()) {
            throw new FilterSyntaxException(
                    "The text has no end.", start, filter.length() - start, "Put a \" behind it.");
        }
        return new FilterToken(Kind.TEXT, text.toString(), start, at + 1 - start);
    }

    private static FilterToken operator(String filter, int start) throws FilterSyntaxException {
        for (String operator : OPERATORS) {
            if (filter.startsWith(operator, start)) {
                return new FilterToken(Kind.OPERATOR, operator, start, operator.length());
            }
        }
        throw new FilterSyntaxException(
                "A filter has no " + filter.charAt(start) + ".",
                start,
                1,
                "Put texts into quotes, as in \"some text\".");
    }
}
