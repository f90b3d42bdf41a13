/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.dataplane.DeclarationText;

class RulesTextTest {
    private static final String GUARD = "guard everything against=mac-spoofing";
    private static final String LIMIT = "limit everything direction=both rate=20Mbit/s burst=32KiB";

    @Test
    void shouldShowTheDifferenceBeforeAnythingChanges() {
        var present = Set.of(DeclarationText.parse(GUARD));
        assertEquals(List.of(), RulesText.parse(GUARD + "\n").difference(present));
        assertEquals(
                List.of("- " + GUARD, "+ " + LIMIT),
                RulesText.parse("# shorter\n\n  " + LIMIT + "  \n" + LIMIT).difference(present));
        assertEquals(present, RulesText.parse(RulesText.of(present)).rules());
    }

    @Test
    void shouldNameTheFirstLineThatIsWrong() {
        RulesText typed = RulesText.parse(GUARD + "\n\nlimit everything rate=0\n" + LIMIT);
        assertTrue(typed.complaint().startsWith("Line 3: "), typed.complaint());
        assertEquals(Set.of(), typed.rules());
    }

    @ParameterizedTest
    @ValueSource(strings = {"filter", "drop", "limit", "packet-limit", "guard", "mirror"})
    void shouldBeginWithALineThatIsRight(String kind) {
        String line =
                RulesText.template(kind, "nic=h/netns/demo/web:eth0").replace("MACHINE:NIC", "h/netns/demo/db:eth0");
        assertEquals("", RulesText.parse(line).complaint());
        assertEquals(1, RulesText.parse(line).rules().size());
    }
}
