/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Amounts;
import org.vitrine.dataplane.DeclarationText;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Drop;
import org.vitrine.dataplane.Guard;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.Mirror;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Scope;
import org.vitrine.dataplane.Threat;

class DeclarationTextTest {
    private static final String[] LINES = {
        "filter nic=here/netns/demo/web:eth0 remote=203.0.113.5",
        "filter nic=here/netns/demo/web:eth0 remote=2001:db8::5",
        "drop machine=here/netns/demo/web direction=from-guest remote=10.0.0.0/8 protocol=tcp remote-port=80-90"
                + " guest-port=7 probability=0.01%",
        "drop everything direction=both probability=100%",
        "drop everything direction=both remote=fd00::/8 protocol=89 probability=30%",
        "limit nic=here/netns/demo/web:eth0 direction=both rate=20Mbit/s burst=32KiB",
        "limit nic=here/netns/demo/web:eth0 direction=to-guest rate=20000001bit/s burst=2049B",
        "packet-limit tag=role=guest direction=to-guest rate=1kpkt/s burst=50pkt",
        "guard everything against=neighbor-poisoning",
        "mirror machine=m direction=both to=here/netns/demo/probe:eth0",
    };

    @Test
    void shouldReadWhatItWrote() {
        for (String line : LINES) {
            assertEquals(line, DeclarationText.of(DeclarationText.parse(line)));
        }
    }

    @Test
    void shouldKeepNamesWithStrangeCharacters() {
        for (String strange : new String[] {"a:b", "50%", "x=y", "%3a", "ü", "a:b:c=%25"}) {
            NicId nic = new NicId(new MachineId("m/" + strange), strange);
            Mirror mirror = new Mirror(new Scope.OfNic(nic), Direction.BOTH, nic);
            assertEquals(mirror, DeclarationText.parse(DeclarationText.of(mirror)));
            Guard guard = new Guard(new Scope.OfTag(strange + " b", "c d\n" + strange), Threat.ROGUE_DHCP);
            assertEquals(guard, DeclarationText.parse(DeclarationText.of(guard)));
        }
    }

    @Test
    void shouldTakeWhatIsUsual() {
        assertEquals(
                new Limit(new Scope.Everything(), Direction.BOTH, 1_500_000_000, 1_875_000),
                DeclarationText.parse("limit  everything rate=1.5Gbit/s "));
        assertEquals(
                new Drop(new Scope.Everything(), Direction.BOTH, Match.ALL, 3000),
                DeclarationText.parse("drop everything probability=30.00%"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "drop",
                "frobnicate everything",
                "drop everything",
                "drop everything probability=0.001%",
                "drop everything probability=0%",
                "drop everything probability=101%",
                "drop everything probability=30",
                "drop everything probability=1% remote-port=80",
                "drop everything probability=1% protocol=icmp guest-port=80",
                "drop everything probability=1% protocol=tcp remote-port=90-80",
                "drop everything probability=1% protocol=256",
                "drop everything probability=1% remote=10.0.0.0/33",
                "drop everything probability=1% probability=2%",
                "drop everything probability=1% colour=red",
                "drop everything machine=x probability=1%",
                "limit everything rate=20Mbit",
                "limit everything rate=1bit/s",
                "limit everything rate=1.5bit/s",
                "limit everything rate=20Mbit/s burst=1B",
                "packet-limit everything rate=0pkt/s burst=1pkt",
                "guard everything against=boredom",
                "mirror everything to=nowhere",
                "filter everything remote=1.2.3.4",
                "guard tag=x against=rogue-dhcp",
                "guard machine=%4 against=rogue-dhcp",
                "guard machine=%zz against=rogue-dhcp",
                "guard machine= against=rogue-dhcp"
            })
    void shouldSayWhatIsWrong(String line) {
        String told = assertThrows(IllegalArgumentException.class, () -> DeclarationText.parse(line))
                .getMessage();
        assertTrue(told.length() > 10, told);
    }

    /** Whatever comes, the answer is a declaration, which is written as it is read, or a complaint. */
    @Test
    void shouldSurviveAnything() {
        Random random = new Random(5);
        int understood = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder line = new StringBuilder(LINES[random.nextInt(LINES.length)]);
            for (int damage = random.nextInt(4); damage > 0; damage--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(3)) {
                    case 0 -> line.deleteCharAt(at);
                    case 1 -> line.insert(at, (char) random.nextInt(0x100));
                    default -> line.setCharAt(at, " =:%/-.0aG".charAt(random.nextInt(10)));
                }
            }
            try {
                var declaration = DeclarationText.parse(line.toString());
                assertEquals(declaration, DeclarationText.parse(DeclarationText.of(declaration)));
                understood++;
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null, line.toString());
            }
        }
        assertTrue(understood > 10_000, understood + " understood");
    }

    @ParameterizedTest
    @CsvSource({"1,0.01%", "10000,100%", "3000,30%", "150,1.5%"})
    void shouldWritePercentages(int hundredths, String text) {
        assertEquals(text, Amounts.percent(hundredths));
        assertEquals(hundredths, Amounts.parsePercent(text));
    }

    @Test
    void shouldRefuseNumbersOutOfRange() {
        Scope all = new Scope.Everything();
        assertThrows(IllegalArgumentException.class, () -> new Drop(all, Direction.BOTH, Match.ALL, 10_001));
        assertThrows(IllegalArgumentException.class, () -> new Limit(all, Direction.BOTH, 200_000_000_000L, 4096));
        assertThrows(IllegalArgumentException.class, () -> new Limit(all, Direction.BOTH, 1_000_000, 1L << 30));
        assertThrows(IllegalArgumentException.class, () -> new PacketLimit(all, Direction.BOTH, 10, 0));
    }
}
