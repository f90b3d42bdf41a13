/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.vitrine.packet.dissect.DisplayFilter.Test;
import org.vitrine.packet.dissect.Field.Kind;

/** Makes a predicate of the text of a filter, by going down the grammar in {@link DisplayFilter}. */
final class FilterParser {
    /** More brackets and negations in one another are taken for a mistake. */
    private static final int DEEPEST = 100;

    private static final String OPERATORS = "Go on with ==, !=, <, >, <=, >=, in, contains or matches.";

    private final List<FilterToken> tokens;
    private int at;
    private int depth;

    FilterParser(String text) throws FilterSyntaxException {
        tokens = FilterToken.all(text);
    }

    Test parse() throws FilterSyntaxException {
        Test test = parseOr();
        if (next().kind() != FilterToken.Kind.END) {
            throw wrong(
                    next(),
                    next().is(")") ? "This ) has no ( before it." : "This does not go on with " + next().text() + ".",
                    "Put \"and\" or \"or\" between two tests.");
        }
        return test;
    }

    // ---- tokens

    private FilterToken next() {
        return tokens.get(at);
    }

    private FilterToken take() {
        FilterToken token = tokens.get(at);
        if (token.kind() != FilterToken.Kind.END) {
            at++;
        }
        return token;
    }

    private boolean takes(String... operators) {
        boolean is = next().is(operators);
        if (is) {
            at++;
        }
        return is;
    }

    private static FilterSyntaxException wrong(FilterToken token, String message, String hint) {
        return new FilterSyntaxException(message, token.position(), token.length(), hint);
    }

    // ---- the grammar

    private Test parseOr() throws FilterSyntaxException {
        List<Test> tests = new ArrayList<>();
        do {
            tests.add(parseAnd());
        } while (takes("or", "||"));
        Test[] any = tests.toArray(Test[]::new);
        return any.length == 1
                ? any[0]
                : frame -> {
                    for (Test test : any) {
                        if (test.test(frame)) {
                            return true;
                        }
                    }
                    return false;
                };
    }

    private Test parseAnd() throws FilterSyntaxException {
        List<Test> tests = new ArrayList<>();
        do {
            tests.add(parseNot());
        } while (takes("and", "&&"));
        Test[] all = tests.toArray(Test[]::new);
        return all.length == 1
                ? all[0]
                : frame -> {
                    for (Test test : all) {
                        if (!test.test(frame)) {
                            return false;
                        }
                    }
                    return true;
                };
    }

    private Test parseNot() throws FilterSyntaxException {
        if (++depth > DEEPEST) {
            throw wrong(next(), "There are too many brackets in one another.", "");
        }
        try {
            if (takes("not", "!")) {
                Test test = parseNot();
                return frame -> !test.test(frame);
            }
            if (takes("(")) {
                Test test = parseOr();
                if (!takes(")")) {
                    throw wrong(next(), "A ) is missing.", "");
                }
                return test;
            }
            return parseTest();
        } finally {
            depth--;
        }
    }

    private Test parseTest() throws FilterSyntaxException {
        FilterToken name = take();
        if (name.kind() == FilterToken.Kind.END) {
            throw wrong(name, "The filter is not complete.", "Name a field or a protocol, such as tcp.port or dns.");
        }
        if (name.kind() != FilterToken.Kind.WORD) {
            throw wrong(name, "A field is expected here, not " + name.text() + ".", "Such as tcp.port or dns.");
        }
        Optional<Field> found = Fields.find(name.text());
        if (found.isEmpty()) {
            String hint = Fields.like(name.text())
                    .map(like -> "Did you mean " + like + "?")
                    .orElse("Names are as in Wireshark, such as ip.addr, tcp.port, dns.qry.name.");
            throw wrong(name, "There is no field " + name.text() + ".", hint);
        }
        Field field = found.get();
        return switch (field.values()) {
            case Field.Numbers values -> numbers(field, values);
            case Field.Wides values -> wides(field, values);
            case Field.Texts values -> texts(field, values);
            case Field.Bytes values -> bytes(field, values);
        };
    }

    // ---- tests of all layers; loops of their own, for each is a hot one

    private static Test any(Field field, Field.Numbers values, LongPredicate test) {
        if (field.isOfFrame()) {
            return frame -> values.any(frame, frame.layer(0), test);
        }
        return frame -> {
            for (int i = 0; i < frame.layers(); i++) {
                if (values.any(frame, frame.layer(i), test)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test any(Field.Wides values, Field.WidePredicate test) {
        return frame -> {
            for (int i = 0; i < frame.layers(); i++) {
                if (values.any(frame, frame.layer(i), test)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test any(Field field, Field.Texts values, Predicate<String> test) {
        boolean isOfFrame = field.isOfFrame();
        return frame -> {
            for (int i = 0; i < (isOfFrame ? 1 : frame.layers()); i++) {
                if (values.any(frame, frame.layer(i), test)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test any(Field field, Field.Bytes values, Field.BytesPredicate test) {
        boolean isOfFrame = field.isOfFrame();
        return frame -> {
            for (int i = 0; i < (isOfFrame ? 1 : frame.layers()); i++) {
                if (values.any(frame, frame.layer(i), test)) {
                    return true;
                }
            }
            return false;
        };
    }

    private static Test butNot(Test isThere, Test isEqual) {
        return frame -> isThere.test(frame) && !isEqual.test(frame);
    }

    // ---- what a field is compared with

    private enum Comparison {
        EQUAL,
        UNEQUAL,
        LESS,
        MORE,
        AT_MOST,
        AT_LEAST
    }

    /** The comparison that comes next, or null. */
    private Comparison comparison() {
        if (takes("==", "=", "eq")) {
            return Comparison.EQUAL;
        }
        if (takes("!=", "ne")) {
            return Comparison.UNEQUAL;
        }
        if (takes("<=", "le")) {
            return Comparison.AT_MOST;
        }
        if (takes(">=", "ge")) {
            return Comparison.AT_LEAST;
        }
        if (takes("<", "lt")) {
            return Comparison.LESS;
        }
        return takes(">", "gt") ? Comparison.MORE : null;
    }

    /** Whether the test ends here, so that being there is what is asked for. */
    private boolean ends() {
        return next().kind() == FilterToken.Kind.END || next().is(")", "and", "&&", "or", "||");
    }

    private FilterSyntaxException unusable(Field field) {
        FilterToken token = next();
        if (field.kind() == Kind.PROTOCOL) {
            return wrong(
                    token,
                    field.name() + " is a protocol: it is there or not.",
                    "Leave it alone, or name a field of it.");
        }
        return wrong(token, token.text() + " is no comparison of " + field.name() + ".", OPERATORS);
    }

    private FilterSyntaxException noValue(Field field, FilterToken token) {
        String what = token.kind() == FilterToken.Kind.END
                ? "A value is missing."
                : token.text() + " is no value of " + field.name() + ".";
        return wrong(
                token, what, field.name() + " is compared with " + field.kind().example() + ".");
    }

    private Test numbers(Field field, Field.Numbers values) throws FilterSyntaxException {
        Test isThere = any(field, values, _ -> true);
        if (ends()) {
            return isThere;
        }
        if (field.kind() == Kind.PROTOCOL) {
            throw unusable(field);
        }
        if (takes("in")) {
            return any(field, values, set(field));
        }
        long mask = -1;
        if (next().is("&")) {
            take();
            mask = range(field, take())[0];
            if (ends()) {
                long bits = mask;
                return any(field, values, value -> (value & bits) != 0);
            }
        }
        Comparison comparison = comparison();
        if (comparison == null) {
            throw unusable(field);
        }
        FilterToken token = take();
        long[] range = range(field, token);
        if (mask != -1) {
            long bits = mask;
            LongPredicate test = compare(comparison, range);
            return comparison == Comparison.UNEQUAL
                    ? butNot(isThere, any(field, values, value -> !test.test(value & bits)))
                    : any(field, values, value -> test.test(value & bits));
        }
        if (range[0] != range[1] && comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL) {
            throw wrong(token, "A network is neither less nor more than an address.", "Use == or !=.");
        }
        return comparison == Comparison.UNEQUAL
                ? butNot(isThere, any(field, values, compare(Comparison.EQUAL, range)))
                : any(field, values, compare(comparison, range));
    }

    /** Values are not negative, 64 bits of time aside. */
    private static LongPredicate compare(Comparison comparison, long[] range) {
        long low = range[0];
        long high = range[1];
        return switch (comparison) {
            case EQUAL -> low == high ? value -> value == low : value -> value >= low && value <= high;
            case UNEQUAL -> value -> value < low || value > high;
            case LESS -> value -> value < low;
            case MORE -> value -> value > high;
            case AT_MOST -> value -> value <= high;
            case AT_LEAST -> value -> value >= low;
        };
    }

    private LongPredicate set(Field field) throws FilterSyntaxException {
        List<long[]> ranges = new ArrayList<>();
        open(field);
        do {
            long[] range = range(field, take());
            if (takes("..")) {
                FilterToken end = take();
                range = new long[] {range[0], range(field, end)[1]};
                if (range[1] < range[0]) {
                    throw wrong(end, "The range ends before it begins.", "");
                }
            }
            ranges.add(range);
        } while (takes(","));
        close();
        long[][] all = ranges.toArray(long[][]::new);
        return value -> {
            for (long[] range : all) {
                if (value >= range[0] && value <= range[1]) {
                    return true;
                }
            }
            return false;
        };
    }

    private void open(Field field) throws FilterSyntaxException {
        if (!takes("{")) {
            throw wrong(
                    next(),
                    "A set begins with {.",
                    "As in " + field.name() + " in {1, 2}, with " + field.kind().example() + ".");
        }
    }

    private void close() throws FilterSyntaxException {
        if (!takes("}")) {
            throw wrong(next(), "A set ends with }.", "Put , between its values.");
        }
    }

    /** The lowest and the highest number that a word stands for: two for a network, else the same twice. */
    private long[] range(Field field, FilterToken token) throws FilterSyntaxException {
        if (token.kind() == FilterToken.Kind.WORD) {
            long[] range = switch (field.kind()) {
                case NUMBER -> Literals.number(token.text());
                case BOOLEAN -> Literals.bool(token.text());
                case SECONDS -> seconds(token.text());
                case IPV4 -> Literals.ipv4(token.text());
                case MAC -> Literals.mac(token.text());
                default -> null;
            };
            if (range != null) {
                return range;
            }
        }
        throw noValue(field, token);
    }

    private static long[] seconds(String text) {
        if (text.length() > 40) {
            return null;
        }
        try {
            long nanos = new BigDecimal(text).movePointRight(9).longValueExact();
            return new long[] {nanos, nanos};
        } catch (ArithmeticException | NumberFormatException _) {
            return null;
        }
    }

    private Test wides(Field field, Field.Wides values) throws FilterSyntaxException {
        Test isThere = any(values, (_, _) -> true);
        if (ends()) {
            return isThere;
        }
        if (takes("in")) {
            List<Literals.Network> networks = new ArrayList<>();
            open(field);
            do {
                networks.add(network(field));
            } while (takes(","));
            close();
            Literals.Network[] all = networks.toArray(Literals.Network[]::new);
            return any(values, (high, low) -> {
                for (Literals.Network network : all) {
                    if (network.has(high, low)) {
                        return true;
                    }
                }
                return false;
            });
        }
        Comparison comparison = comparison();
        if (comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL) {
            throw comparison == null
                    ? unusable(field)
                    : wrong(
                            next(),
                            "An address of IPv6 is compared by == and !=.",
                            "Or by in, with a set of networks.");
        }
        Literals.Network network = network(field);
        Test isEqual = any(values, network::has);
        return comparison == Comparison.EQUAL ? isEqual : butNot(isThere, isEqual);
    }

    private Literals.Network network(Field field) throws FilterSyntaxException {
        FilterToken token = take();
        Literals.Network network = token.kind() == FilterToken.Kind.WORD ? Literals.ipv6(token.text()) : null;
        if (network == null) {
            throw noValue(field, token);
        }
        return network;
    }

    private Test texts(Field field, Field.Texts values) throws FilterSyntaxException {
        Test isThere = any(field, values, _ -> true);
        if (ends()) {
            return isThere;
        }
        if (takes("contains")) {
            String part = text(field);
            return any(field, values, value -> value.contains(part));
        }
        if (next().is("matches", "~")) {
            take();
            Pattern pattern = pattern(field);
            return any(field, values, value -> pattern.matcher(value).find());
        }
        if (takes("in")) {
            List<String> all = new ArrayList<>();
            open(field);
            do {
                all.add(text(field));
            } while (takes(","));
            close();
            return any(field, values, all::contains);
        }
        Comparison comparison = comparison();
        if (comparison != Comparison.EQUAL && comparison != Comparison.UNEQUAL) {
            throw comparison == null
                    ? unusable(field)
                    : wrong(next(), "A text is compared by == and !=.", "Or by contains and matches.");
        }
        String text = text(field);
        Test isEqual = any(field, values, text::equals);
        return comparison == Comparison.EQUAL ? isEqual : butNot(isThere, isEqual);
    }

    private String text(Field field) throws FilterSyntaxException {
        FilterToken token = take();
        if (token.kind() != FilterToken.Kind.TEXT && token.kind() != FilterToken.Kind.WORD) {
            throw noValue(field, token);
        }
        return token.text();
    }

    private Pattern pattern(Field field) throws FilterSyntaxException {
        FilterToken token = next();
        try {
            return Pattern.compile(text(field), Pattern.CASE_INSENSITIVE);
        } catch (PatternSyntaxException e) {
            throw wrong(token, "The pattern is wrong: " + e.getDescription() + ".", "");
        }
    }

    private Test bytes(Field field, Field.Bytes values) throws FilterSyntaxException {
        if (ends()) {
            return any(field, values, (_, _, _) -> true);
        }
        if (!takes("contains")) {
            throw wrong(
                    next(),
                    field.name() + " is looked through by contains.",
                    "As in " + field.name() + " contains \"GET\".");
        }
        FilterToken token = next();
        byte[] wanted = token.kind() == FilterToken.Kind.WORD && Literals.bytes(token.text()) != null
                ? Literals.bytes(token.text())
                : token.text().getBytes(StandardCharsets.UTF_8);
        text(field);
        if (wanted.length == 0) {
            throw noValue(field, token);
        }
        Literals.Needle needle = new Literals.Needle(wanted);
        return any(field, values, needle::isIn);
    }
}
