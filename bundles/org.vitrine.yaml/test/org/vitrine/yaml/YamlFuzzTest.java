/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;

class YamlFuzzTest {
    private static final String GOOD = """
            %YAML 1.2
            ---
            lab: &name demo
            title: "two \\u0041 hosts"
            list: [a, 'b', {c: d}, *name]
            text: |
              line one
              line two
            folded: >-
              some
              words
            machines:
              web: {mac: 02:00:00:00:00:01, wait: 3 s, on: true, ip: 10.0.0.1/24}
              - odd
            ...
            """;
    private static final String SPICE = "{}[]:,-?&*!|>'\"%@`#~ \t\n\r\u0000\u0085\u2028\ufeff\ud800a0.";

    @Test
    void shouldSurviveAnyText() {
        Random random = new Random(77);
        long nodes = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder(GOOD);
            for (int change = random.nextInt(1, 8); change > 0; change--) {
                int at = random.nextInt(text.length() + 1);
                switch (random.nextInt(4)) {
                    case 0 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(6)));
                    case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(30))));
                    default -> text.insert(at, (char) random.nextInt(0x10000));
                }
            }
            YamlDocument document = YamlDocument.parse("fuzz", text.toString());
            nodes += walk(document.root());
            document.complaints();
        }
        assertTrue(nodes > 50_000, "most documents should still be read, got " + nodes + " nodes");
    }

    private static long walk(YamlNode node) {
        long nodes = 1;
        for (YamlNode item : node.items()) {
            nodes += walk(item);
        }
        node.find("lab");
        for (YamlNode.Entry entry : node.entries()) {
            nodes += walk(entry.key()) + walk(entry.value());
        }
        node.bool();
        node.integer(Long.MIN_VALUE, Long.MAX_VALUE);
        node.duration(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));
        node.oneOf(Thread.State.class);
        node.as(IpPrefix::parse);
        node.as(IpAddress::parse);
        node.as(MacAddress::parse);
        node.complainUnknown("thing", List.of("lab", "demo"));
        return nodes;
    }
}
