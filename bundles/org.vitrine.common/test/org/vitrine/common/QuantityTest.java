/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 bit/s",
        "1, 8 bit/s",
        "0.03, 0.24 bit/s",
        "125, 1.00 kbit/s",
        "124.9, 999 bit/s",
        "124.99, 1.00 kbit/s",
        "12500, 100 kbit/s",
        "1540000, 12.3 Mbit/s",
        "1250000000, 10.0 Gbit/s"
    })
    void shouldWriteLinkRatesInDecimalBits(double bytesPerSecond, String text) {
        assertEquals(text, Quantity.bitRate(bytesPerSecond));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 B", "1023, 1023 B", "1024, 1.00 KiB", "3355443, 3.20 MiB", "1e13, 9.09 TiB"})
    void shouldWriteAmountsInBinaryBytes(double bytes, String text) {
        assertEquals(text, Quantity.bytes(bytes));
    }

    @Test
    void shouldWriteDurationsInTheLargestUnitAboveOne() {
        assertEquals("1.2 s", Quantity.duration(Duration.ofMillis(1234)));
        assertEquals("340 ms", Quantity.duration(Duration.ofMillis(340)));
        assertEquals("85 µs", Quantity.duration(Duration.ofNanos(85_000)));
        assertEquals("2.5 min", Quantity.duration(Duration.ofSeconds(150)));
        assertEquals("0.0 s", Quantity.duration(Duration.ZERO));
    }
}
