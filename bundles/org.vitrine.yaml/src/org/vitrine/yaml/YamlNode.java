/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value of a document and its place: a mapping, a sequence, a scalar, or nothing where a reader looked for something.
 *
 * <p>Getters never throw. What is not as asked for is complained of to the document and comes out empty; an absent node gives empty
 * answers without a complaint, so a reader goes on as if it were there. A key with nothing behind it is absent.
 */
public final class YamlNode {
    private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) *([a-zµ]+)");
    private static final Map<String, Long> UNITS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "min", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L);

    /** A key of a mapping and what stands behind it. */
    public record Entry(YamlNode key, YamlNode value) {}

    private final YamlDocument document;
    private final int line;
    private final int column;
    /** Of these three at most one is set; none for an absent node. */
    private final String scalar;

    private final List<YamlNode> items;
    private final Map<String, Entry> entries;

    private final Set<String> askedFor = new HashSet<>();
    private boolean wrongKindTold;
    private long weight = 1;

    private YamlNode(
            YamlDocument document,
            int line,
            int column,
            String scalar,
            List<YamlNode> items,
            Map<String, Entry> entries) {
        this.document = document;
        this.line = line;
        this.column = column;
        this.scalar = scalar;
        this.items = items;
        this.entries = entries;
    }

    static YamlNode absent(YamlDocument document, int line, int column) {
        return new YamlNode(document, line, column, null, null, null);
    }

    static YamlNode scalar(YamlDocument document, int line, int column, String text, boolean plain) {
        boolean nothing = plain && NOTHING.matcher(text).matches();
        return new YamlNode(document, line, column, nothing ? null : text, null, null);
    }

    static YamlNode sequence(YamlDocument document, int line, int column, List<YamlNode> items) {
        return new YamlNode(document, line, column, null, items, null);
    }

    static YamlNode mapping(YamlDocument document, int line, int column, Map<String, Entry> entries) {
        return new YamlNode(document, line, column, null, null, entries);
    }

    /** From 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }

    public boolean isAbsent() {
        return scalar == null && items == null && entries == null;
    }

    public boolean isScalar() {
        return scalar != null;
    }

    public boolean isSequence() {
        return items != null;
    }

    public boolean isMapping() {
        return entries != null;
    }

    /** Writes down that something is wrong here. */
    public void complain(String reason) {
        document.complain(line, column, reason);
    }

    /** Writes down that this names something that does not exist, with the most similar name that does. */
    public void complainUnknown(String what, Collection<String> known) {
        complain(unknown(what, scalar == null ? "" : scalar, known));
    }

    // Mappings

    /** What stands behind a key; absent, with a complaint, when nothing does. */
    public YamlNode require(String key) {
        YamlNode value = find(key);
        if (value.isAbsent() && entries != null) {
            Entry entry = entries.get(key);
            if (entry == null) {
                complain("\"" + key + "\" is missing");
            } else {
                entry.key().complain("\"" + key + "\" has no value");
            }
        }
        return value;
    }

    /** What stands behind a key; absent when nothing does. */
    public YamlNode find(String key) {
        if (entries == null) {
            complainOfKind("a mapping (key: value)");
            return absent(document, line, column);
        }
        if (askedFor.isEmpty()) {
            document.opened(this);
        }
        askedFor.add(key);
        Entry entry = entries.get(key);
        return entry == null ? absent(document, line, column) : entry.value();
    }

    /** The keys of a mapping and what stands behind them, in the order of the document, where the reader does not know the keys. */
    public List<Entry> entries() {
        if (entries == null) {
            complainOfKind("a mapping (key: value)");
            return List.of();
        }
        askedFor.addAll(entries.keySet());
        return List.copyOf(entries.values());
    }

    // Sequences

    /** The values of a sequence, in order. */
    public List<YamlNode> items() {
        if (items == null) {
            complainOfKind("a list");
            return List.of();
        }
        List<YamlNode> present = new ArrayList<>(items.size());
        for (YamlNode item : items) {
            if (item.isAbsent()) {
                item.complain("an empty entry");
            } else {
                present.add(item);
            }
        }
        return present;
    }

    // Scalars

    /** The text as it stands, without its quotes. */
    public Optional<String> text() {
        if (scalar == null) {
            complainOfKind("a single value");
        }
        return Optional.ofNullable(scalar);
    }

    /** The text, which has to match a pattern; {@code expected} says in words what that is. */
    public Optional<String> text(Pattern pattern, String expected) {
        return text().filter(text -> {
            boolean good = pattern.matcher(text).matches();
            if (!good) {
                complainExpected(expected);
            }
            return good;
        });
    }

    /**
     * A value of any type that reads itself from text, such as {@code IpPrefix::parse}.
     *
     * @param parser throws IllegalArgumentException with a text for people when it cannot read it
     */
    public <T> Optional<T> as(Function<String, T> parser) {
        return text().flatMap(text -> {
            try {
                return Optional.of(parser.apply(text));
            } catch (IllegalArgumentException e) {
                complain(e.getMessage());
                return Optional.empty();
            }
        });
    }

    /** One of the constants of an enum, written in lower case with {@code -} for {@code _}. */
    public <E extends Enum<E>> Optional<E> oneOf(Class<E> type) {
        return text().flatMap(text -> {
            List<String> known = new ArrayList<>();
            for (E constant : type.getEnumConstants()) {
                String name = constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
                if (name.equals(text)) {
                    return Optional.of(constant);
                }
                known.add(name);
            }
            complainExpected("one of " + String.join(", ", known));
            return Optional.empty();
        });
    }

    /** A whole number from {@code min} to {@code max}. */
    public OptionalLong integer(long min, long max) {
        String text = text().orElse(null);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return OptionalLong.of(value);
            }
        } catch (NumberFormatException _) {
            // the same complaint as for one that is out of range
        }
        complainExpected("a whole number from " + min + " to " + max);
        return OptionalLong.empty();
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> bool() {
        return text().flatMap(text -> switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> {
                complainExpected("true or false");
                yield Optional.empty();
            }
        });
    }

    /** A number with its unit, such as {@code 3 s} or {@code 250ms}, from {@code min} to {@code max}. */
    public Optional<Duration> duration(Duration min, Duration max) {
        return text().flatMap(text -> {
            Matcher matcher = DURATION.matcher(text);
            Long unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
            if (unit == null) {
                complainExpected("a duration such as 3 s or 250 ms (units: ns, us, ms, s, min, h, d)");
                return Optional.empty();
            }
            BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
            if (nanos.compareTo(nanos(min)) < 0 || nanos.compareTo(nanos(max)) > 0) {
                complainExpected("a duration from " + words(min) + " to " + words(max));
                return Optional.empty();
            }
            BigDecimal[] seconds = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
            return Optional.of(Duration.ofSeconds(seconds[0].longValue(), seconds[1].longValue()));
        });
    }

    @Override
    public String toString() {
        return scalar != null
                ? scalar
                : isMapping() ? entries.keySet().toString() : isSequence() ? items.toString() : "";
    }

    String scalar() {
        return scalar;
    }

    /** How many nodes there are in this one, when every alias in it is followed. */
    long weight() {
        return weight;
    }

    void weigh(long nodes) {
        weight = nodes;
    }

    void addUnknownKeys(List<YamlComplaint> to) {
        for (Entry entry : entries.values()) {
            YamlNode key = entry.key();
            if (!askedFor.contains(key.scalar)) {
                to.add(document.complaint(key.line, key.column, unknown("key", key.scalar, askedFor)));
            }
        }
    }

    private void complainOfKind(String expected) {
        // once: a reader asks a mapping for one key after the other
        if (!isAbsent() && !wrongKindTold) {
            wrongKindTold = true;
            complainExpected(expected);
        }
    }

    private void complainExpected(String expected) {
        String found = scalar != null ? "\"" + shortened(scalar) + "\"" : items != null ? "a list" : "a mapping";
        complain("expected " + expected + ", found " + found);
    }

    private static String unknown(String what, String name, Collection<String> known) {
        String start = "there is no " + what + " \"" + shortened(name) + "\"";
        return Similar.nearest(name, known)
                .map(nearest -> start + "; did you mean \"" + nearest + "\"?")
                .orElseGet(() -> known.isEmpty()
                        ? start
                        : start + "; known are "
                                + String.join(", ", known.stream().sorted().toList()));
    }

    private static String shortened(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    }

    private static BigDecimal nanos(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds(), -9).add(BigDecimal.valueOf(duration.getNano()));
    }

    private static String words(Duration duration) {
        return org.vitrine.common.Quantity.duration(duration);
    }
}
