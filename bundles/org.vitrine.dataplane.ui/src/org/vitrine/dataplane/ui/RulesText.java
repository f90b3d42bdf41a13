/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationText;

/**
 * Rules as a person types them: a line each, {@code #} begins a comment.
 *
 * @param rules what the lines say, in their order
 * @param complaint what is wrong with the first line that is; empty when all are right
 */
record RulesText(Set<Declaration> rules, String complaint) {
    static RulesText parse(String text) {
        Set<Declaration> rules = new LinkedHashSet<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank() && !line.strip().startsWith("#")) {
                try {
                    rules.add(DeclarationText.parse(line.strip()));
                } catch (IllegalArgumentException e) {
                    return new RulesText(Set.of(), "Line " + number + ": " + e.getMessage());
                }
            }
        }
        return new RulesText(rules, "");
    }

    static String of(Collection<? extends Declaration> rules) {
        return rules.stream().map(rule -> DeclarationText.of(rule) + "\n").collect(Collectors.joining());
    }

    List<Declaration> added(Set<Declaration> present) {
        return rules.stream().filter(rule -> !present.contains(rule)).toList();
    }

    List<Declaration> removed(Set<Declaration> present) {
        return present.stream().filter(rule -> !rules.contains(rule)).toList();
    }

    /** What would change, sorted, each line with {@code +} or {@code -} before it. */
    List<String> difference(Set<Declaration> present) {
        List<String> lines = new ArrayList<>();
        Stream.concat(
                        removed(present).stream().map(rule -> "- " + DeclarationText.of(rule)),
                        added(present).stream().map(rule -> "+ " + DeclarationText.of(rule)))
                .sorted((one, other) -> one.substring(2).compareTo(other.substring(2)))
                .forEach(lines::add);
        return lines;
    }

    /** A line to begin with, for one kind of rule and what it is about. */
    static String template(String kind, String scope) {
        return switch (kind) {
            case "filter" -> "filter " + scope + " remote=203.0.113.5";
            case "drop" ->
                "drop " + scope + " direction=both remote=10.0.0.0/8 protocol=tcp remote-port=80 probability=100%";
            case "limit" -> "limit " + scope + " direction=both rate=20Mbit/s burst=32KiB";
            case "packet-limit" -> "packet-limit " + scope + " direction=both rate=1kpkt/s burst=50pkt";
            case "guard" -> "guard " + scope + " against=mac-spoofing";
            case "mirror" -> "mirror " + scope + " direction=both to=MACHINE:NIC";
            default -> throw new IllegalArgumentException("no rule is called " + kind);
        };
    }
}
