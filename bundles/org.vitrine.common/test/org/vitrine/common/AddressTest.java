/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "255.255.255.255, 255.255.255.255",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "fe80::, fe80::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1"
    })
    void shouldWriteAddressesInTheirCanonicalForm(String text, String canonical) {
        assertEquals(canonical, IpAddress.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10.1", "10.0.0.256", "10.0.0.1/24", "host.example", "fe80::1%eth0", "1:2:3", "0x0a000001"})
    void shouldRefuseWhatIsNotAnAddress(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
        assertTrue(refusal.getMessage().contains("\"" + text + "\""), refusal.getMessage());
    }

    @Test
    void shouldReadBackEveryAddressItWrites() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zero = random.nextInt(bytes.length); zero > 0; zero--) {
                bytes[random.nextInt(bytes.length)] = 0;
            }
            IpAddress address = IpAddress.of(bytes);
            assertEquals(address, IpAddress.parse(address.toString()));
            assertArrayEquals(bytes, address.toBytes());
            assertEquals(InetAddress.getByAddress(bytes), InetAddress.ofLiteral(address.toString()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.0.0/16, 10.77.255.1, true",
        "10.77.0.0/16, 10.78.0.1, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1/32, 10.0.0.2, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "2001:db8::1/128, 2001:db8::2, false",
        "::/0, fe80::1, true"
    })
    void shouldKnowWhichAddressesAPrefixContains(String prefix, String address, boolean contained) {
        assertEquals(contained, IpPrefix.parse(prefix).contains(IpAddress.parse(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.77.1.10/24, 10.77.1.0, 10.77.1.255",
        "10.77.1.10/32, 10.77.1.10, 10.77.1.10",
        "10.77.1.10/0, 0.0.0.0, 255.255.255.255",
        "fd77:1::10/64, fd77:1::, fd77:1::ffff:ffff:ffff:ffff",
        "fd77:1::10/127, fd77:1::10, fd77:1::11",
        "fd77::/16, fd77::, fd77:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
    })
    void shouldKnowTheFirstAndLastAddressOfAPrefix(String prefix, String first, String last) {
        assertEquals(IpAddress.parse(first), IpPrefix.parse(prefix).first());
        assertEquals(IpAddress.parse(last), IpPrefix.parse(prefix).last());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/x", "/8"})
    void shouldRefuseWhatIsNotAPrefix(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
    }

    @Test
    void shouldReadAndWriteMacAddresses() {
        assertEquals("52:54:00:ab:cd:ef", MacAddress.parse("52-54-00-AB-CD-EF").toString());
        assertTrue(MacAddress.parse("ff:ff:ff:ff:ff:ff").isMulticast());
        assertFalse(MacAddress.parse("52:54:00:00:00:01").isMulticast());
        for (String bad : new String[] {"", "52:54:00", "52:54:00:00:00:0g", "52:54:00:00:00:01:", "5:4:0:0:0:1"}) {
            assertThrows(IllegalArgumentException.class, () -> MacAddress.parse(bad));
        }
    }

    @Test
    void shouldNameTheFaultInAnId() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new MachineId("a b"))
                .getMessage()
                .contains("blank"));
        assertThrows(IllegalArgumentException.class, () -> new HostId(""));
        assertThrows(IllegalArgumentException.class, () -> new NicId(new MachineId("m"), "x".repeat(256)));
    }
}
