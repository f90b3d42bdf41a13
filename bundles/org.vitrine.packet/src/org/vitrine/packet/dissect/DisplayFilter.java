/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.List;

/**
 * Which packets of a capture are shown: an expression in the language of Wireshark's display filters, made into a predicate that looks at
 * frames where they lie. Without {@code contains} and {@code matches} on names it allocates nothing. Immutable; any thread.
 *
 * <pre>
 *   filter     = and { ("or" | "||") and }
 *   and        = not { ("and" | "&amp;&amp;") not }
 *   not        = ("not" | "!") not | "(" filter ")" | field [test]
 *   test       = ["&amp;" number] compare value | "in" "{" value [".." value] { "," value [".." value] } "}"
 *              | ("contains" | "matches" | "~") text
 *   compare    = "==" | "!=" | "&lt;" | ">" | "&lt;=" | ">=" | "eq" | "ne" | "lt" | "gt" | "le" | "ge"
 * </pre>
 *
 * <p>A frame may have several values of a field. A test holds when one of them passes it; {@code !=} when there is one and none is
 * equal, as in Wireshark 4.
 */
public final class DisplayFilter {
    /** Passes everything. */
    public static final DisplayFilter ALL = new DisplayFilter("", _ -> true);

    private final String text;
    private final Test test;

    /** The predicate. */
    interface Test {
        boolean test(Frame frame);
    }

    private DisplayFilter(String text, Test test) {
        this.text = text;
        this.test = test;
    }

    /**
     * Understands a filter.
     *
     * @param text blank for everything
     * @throws FilterSyntaxException when it is none; it says where and why
     */
    public static DisplayFilter parse(String text) throws FilterSyntaxException {
        return text.isBlank() ? ALL : new DisplayFilter(text.strip(), new FilterParser(text).parse());
    }

    /**
     * What a person who is typing may want: names of fields and operators that go on from the word before the cursor.
     *
     * @param text up to the cursor
     */
    public static List<Proposal> proposals(String text) {
        int start = text.length();
        while (start > 0
                && (Character.isLetterOrDigit(text.charAt(start - 1)) || "._".indexOf(text.charAt(start - 1)) >= 0)) {
            start--;
        }
        int from = start;
        return Fields.beginningWith(text.substring(start)).stream()
                .map(field ->
                        new Proposal(field.name(), field.words(), field.kind().example(), from))
                .toList();
    }

    /**
     * A name that can stand in a filter.
     *
     * @param name such as {@code tcp.port}
     * @param words what it is
     * @param values what it can be compared with
     * @param from where the word begins that it stands for
     */
    public record Proposal(String name, String words, String values, int from) {}

    /** Names of all fields, in their order. */
    public static List<String> fields() {
        return Fields.names();
    }

    boolean matches(Frame frame) {
        return test.test(frame);
    }

    /** Whether it passes everything. */
    public boolean isAll() {
        return this == ALL;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
