/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class YamlDocumentTest {
    private enum Colour {
        RED,
        DARK_BLUE
    }

    @Test
    void shouldReadEveryTypeOfValue() throws Exception {
        var document = YamlDocument.parse("f", """
                name: "a name"   # a comment
                count: 42
                on: true
                wait: 1.5 min
                short: 250ms
                colour: dark-blue
                mac: 52:54:00:12:34:56
                prefix: fd77:1::10/64
                list: [a, "", 'b c']
                nothing:
                nested:
                  one: 1
                  two: 2
                """);
        var root = document.root();
        assertEquals(Optional.of("a name"), root.require("name").text());
        assertEquals(OptionalLong.of(42), root.require("count").integer(0, 100));
        assertEquals(Optional.of(true), root.require("on").bool());
        assertEquals(Optional.of(Duration.ofSeconds(90)), duration(root.require("wait")));
        assertEquals(Optional.of(Duration.ofMillis(250)), duration(root.require("short")));
        assertEquals(Optional.of(Colour.DARK_BLUE), root.require("colour").oneOf(Colour.class));
        assertEquals(
                Optional.of(new MacAddress(0x525400123456L)),
                root.require("mac").as(MacAddress::parse));
        assertEquals(
                Optional.of(IpPrefix.parse("fd77:1::10/64")),
                root.require("prefix").as(IpPrefix::parse));
        assertEquals(
                List.of("a", "", "b c"),
                root.require("list").items().stream()
                        .map(item -> item.text().orElseThrow())
                        .toList());
        assertTrue(root.find("nothing").isAbsent());
        assertTrue(root.find("not-there").isAbsent());
        assertEquals(
                List.of("one=1", "two=2"),
                root.require("nested").entries().stream()
                        .map(entry -> entry.key() + "=" + entry.value())
                        .toList());
        document.check();
    }

    @Test
    void shouldTellEveryMistakeWithItsPlaceAndNotOnlyTheFirst() {
        var document = YamlDocument.parse("net.yaml", """
                count: many
                count: 3
                on: yes
                wait: 3
                colour: green
                mac: 52:54
                nmae: web
                list: word
                empty:
                """);
        var root = document.root();
        root.require("count").integer(1, 9);
        root.require("on").bool();
        duration(root.require("wait"));
        root.require("colour").oneOf(Colour.class);
        root.require("mac").as(MacAddress::parse);
        root.require("name").text();
        root.require("list").items();
        root.require("empty").text();
        var e = assertThrows(VitrineException.class, document::check);
        assertEquals(Reason.INVALID, e.reason());
        assertEquals("""
                net.yaml:1:1: "name" is missing
                net.yaml:1:8: expected a whole number from 1 to 9, found "many"
                net.yaml:2:1: "count" is here a second time; first in line 1
                net.yaml:3:5: expected true or false, found "yes"
                net.yaml:4:7: expected a duration such as 3 s or 250 ms (units: ns, us, ms, s, min, h, d), found "3"
                net.yaml:5:9: expected one of red, dark-blue, found "green"
                net.yaml:6:6: "52:54" is not a MAC address such as 52:54:00:12:34:56
                net.yaml:7:1: there is no key "nmae"; did you mean "name"?
                net.yaml:8:7: expected a list, found "word"
                net.yaml:9:1: "empty" has no value""", e.getMessage());
    }

    @Test
    void shouldSayOnceThatAMappingIsNone() {
        assertEquals(List.of("f:1:4: expected a mapping (key: value), found a list"), complaintsOf("a: [1]", root -> {
            var a = root.require("a");
            a.require("x").text();
            a.find("y").items();
            a.entries();
        }));
    }

    @Test
    void shouldListTheKnownKeysWhenNoneIsSimilar() {
        assertEquals(
                List.of("f:2:1: there is no key \"zzz\"; known are name, port"),
                complaintsOf("name: a\nzzz: 1", root -> {
                    root.find("name");
                    root.find("port");
                }));
    }

    @Test
    void shouldAcceptAnyKeyOfAMappingThatIsReadByItsEntries() {
        assertEquals(List.of(), complaintsOf("a: 1\nb: 2", YamlNode::entries));
    }

    @Test
    void shouldCheckTextAgainstAPattern() {
        assertEquals(
                List.of("f:1:4: expected a to z, found \"B\""),
                complaintsOf("a: B", root -> root.require("a").text(Pattern.compile("[a-z]"), "a to z")));
    }

    @Test
    void shouldRefuseDurationsThatAreOutOfRangeOrOverflow() {
        for (String bad : List.of("0 s", "11 s", "999999999999999999 d", "-1 s", "1 lightyear", "s")) {
            assertEquals(
                    1,
                    complaintsOf(
                                    "a: " + bad,
                                    root -> root.require("a").duration(Duration.ofMillis(1), Duration.ofSeconds(10)))
                            .size(),
                    bad);
        }
    }

    @Test
    void shouldTellWhereADocumentIsNoYaml() {
        assertEquals(List.of("f:2:1"), places("a: 1\n\tb: 2"));
        assertEquals(List.of("f:3:1"), places("a: [1,\n 2\n"));
        assertEquals(List.of("f:2:1"), places("a: 1\n\u0007b: 2"));
        assertEquals(List.of("f:1:1"), places(""));
        assertEquals(List.of("f:1:1"), places("# nothing but a comment"));
        assertEquals(List.of("f:2:1"), places("a: 1\n--- \nb: 2"));
        assertEquals(List.of("f:1:4"), places("a: !!java.io.File [x]"));
        assertEquals(List.of("f:1:3"), places("? [a, b]\n: 1"));
    }

    @Test
    void shouldFollowAliasesAndComplainOfUnknownOnes() {
        var document = YamlDocument.parse("f", "a: &x [1, 2]\nb: *x\n");
        assertEquals(2, document.root().require("b").items().size());
        assertEquals(List.of("f:1:4"), places("b: *x"));
        assertEquals(List.of("f:1:8"), places("a: &x [*x]"));
    }

    @Test
    void shouldRefuseWhatIsTooLongTooDeepOrGrowsByAliases() {
        assertEquals(
                List.of("f:1:1: the document has 1048577 characters, at most 1048576 are read"),
                complaintsOf("a".repeat(YamlDocument.MAX_LENGTH + 1), YamlNode::isAbsent));
        assertEquals(
                List.of("f:1:41: nested deeper than 40 levels"), complaintsOf("[".repeat(500_000), YamlNode::isAbsent));
        StringBuilder laughs = new StringBuilder("a0: &a0 [l, l, l, l, l, l, l, l, l, l]\n");
        for (int i = 1; i < 10; i++) {
            laughs.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
        }
        assertEquals(
                List.of("more than 100000 values"),
                YamlDocument.parse("f", laughs.toString()).complaints().stream()
                        .map(YamlComplaint::reason)
                        .toList());
    }

    @Test
    void shouldShowOnlySoManyComplaints() {
        var document = YamlDocument.parse("f", "? [a]\n: 1\n".repeat(250));
        String text = assertThrows(VitrineException.class, document::check).getMessage();
        assertEquals(201, text.lines().count());
        assertTrue(text.endsWith("\n50 more"), text);
    }

    private static Optional<Duration> duration(YamlNode node) {
        return node.duration(Duration.ZERO, Duration.ofHours(1));
    }

    private static List<String> places(String text) {
        return YamlDocument.parse("f", text).complaints().stream()
                .map(complaint -> complaint.toString().split(": ")[0])
                .toList();
    }

    private static List<String> complaintsOf(String text, java.util.function.Consumer<YamlNode> reader) {
        var document = YamlDocument.parse("f", text);
        reader.accept(document.root());
        return document.complaints().stream().map(YamlComplaint::toString).toList();
    }
}
