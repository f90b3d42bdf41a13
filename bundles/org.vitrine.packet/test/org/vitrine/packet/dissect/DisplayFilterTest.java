/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DisplayFilterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp",
                "tcp.port==80",
                "not (udp or arp) and frame.len>=100",
                "!tcp&&!udp",
                "ip.addr eq 10.0.0.0/8 or ipv6.addr ne fd00::1",
                "tcp.port in {80,443,8000..8100}",
                "tcp.flags & 0x12 == 0x02",
                "dns.qry.name matches \"^www\\.\"",
                "frame contains \"a \\\"b\\\"\"",
                "eth.addr == 52-54-00-12-34-56",
                "frame.time_relative > 1.5"
            })
    void shouldUnderstand(String filter) throws Exception {
        assertEquals(filter, DisplayFilter.parse(filter).toString());
    }

    @Test
    void shouldPassEverythingWhenBlank() throws Exception {
        assertSame(DisplayFilter.ALL, DisplayFilter.parse("  "));
        assertTrue(DisplayFilter.ALL.isAll());
    }

    /** Where a finger goes, and what it says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            tpc.port == 80          | 0  | 8 | There is no field tpc.port.           | Did you mean tcp.port?
            tcp.port == eighty      | 12 | 6 | eighty is no value of tcp.port.       | tcp.port is compared with a number such as 80 or 0x50.
            tcp.port ==             | 11 | 0 | A value is missing.                   | tcp.port is compared with a number such as 80 or 0x50.
            tcp == 80               | 4  | 2 | tcp is a protocol: it is there or not. | Leave it alone, or name a field of it.
            (tcp or udp             | 11 | 0 | A ) is missing.                       | ''
            tcp)                    | 3  | 1 | This ) has no ( before it.            | Put "and" or "or" between two tests.
            tcp udp                 | 4  | 3 | udp is no comparison of tcp.          | x
            ip.src == 10.0.0.256    | 10 | 10 | 10.0.0.256 is no value of ip.src.    | ip.src is compared with an IPv4 address such as 10.0.0.1, or a network such as 10.0.0.0/8.
            frame contains "abc     | 15 | 4 | The text has no end.                  | Put a " behind it.
            tcp and                 | 7  | 0 | The filter is not complete.           | Name a field or a protocol, such as tcp.port or dns.
            tcp.port in {80, 43     | 19 | 0 | A set ends with }.                    | Put , between its values.
            ip.src % 3              | 7  | 1 | A filter has no %.                    | Put texts into quotes, as in "some text".
            """)
    void shouldSayWhatIsWrongAndWhere(String filter, int position, int length, String message, String hint) {
        FilterSyntaxException e = assertThrows(FilterSyntaxException.class, () -> DisplayFilter.parse(filter));
        assertEquals(position, e.position(), filter);
        assertEquals(length, e.length(), filter);
        if (!hint.equals("x")) {
            assertEquals(message, e.getMessage());
            assertEquals(hint, e.hint());
        }
    }

    @Test
    void shouldRefuseWhatIsTooDeep() {
        assertThrows(FilterSyntaxException.class, () -> DisplayFilter.parse("(".repeat(100_000)));
        assertThrows(FilterSyntaxException.class, () -> DisplayFilter.parse("!".repeat(100_000)));
    }

    @Test
    void shouldProposeNames() {
        var proposals = DisplayFilter.proposals("ip.src == 10.0.0.1 and tcp.p");
        assertEquals("tcp.payload", proposals.getFirst().name());
        assertEquals(23, proposals.getFirst().from());
        assertFalse(DisplayFilter.proposals("").isEmpty());
    }
}
