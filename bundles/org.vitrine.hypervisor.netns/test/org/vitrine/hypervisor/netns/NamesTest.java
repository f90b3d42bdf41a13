/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void shouldKeepShortNamesAsTheyAre() {
        assertEquals("web-eth0", Names.port("web", "eth0", new HashSet<>()));
        assertEquals("vt-demo-web", Names.netns("demo", "web"));
    }

    @Test
    void shouldFindADifferentShortNameForEachOfManyLongOnes() {
        Set<String> taken = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String name = Names.port("a-very-long-name-" + i, "ethernet1", taken);
            assertTrue(name.length() <= 15 && name.matches("a[0-9a-f]{4}-ethernet1"), name);
        }
        assertEquals(1_000, taken.size());
    }

    @Test
    void shouldMakeTheSameNameEveryTime() {
        assertEquals(
                Names.port("quite-a-long-name", "eth0", new HashSet<>()),
                Names.port("quite-a-long-name", "eth0", new HashSet<>()));
        assertEquals(Names.mac("lab", "web", "eth0"), Names.mac("lab", "web", "eth0"));
        assertNotEquals(Names.mac("lab", "web", "eth0"), Names.mac("lab", "web", "eth1"));
    }

    @Test
    void shouldMakeLocallyAdministeredUnicastAddresses() {
        for (int i = 0; i < 1_000; i++) {
            assertEquals(0x02, Names.mac("lab", "m" + i, "eth0").bits() >> 40);
        }
    }

    @Test
    void shouldAvoidTheWordsOfTheIpCommand() {
        assertNotEquals("link-netns", Names.port("link", "netns", new HashSet<>()));
        assertTrue(Names.isWord("dev"));
        assertTrue(Names.isWord("br"), "ip link del br means broadcast");
        assertFalse(Names.isWord("lan"));
        assertFalse(Names.isWord("eth0"));
    }
}
