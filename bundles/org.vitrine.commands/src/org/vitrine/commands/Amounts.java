/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Reads amounts as people type them: {@code 64MiB}, {@code 1.5G}, {@code 90s}, {@code 10min}. */
final class Amounts {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([A-Za-z]*)");
    private static final Map<String, Long> BYTES = Map.of(
            "", 1L, "B", 1L, "K", 1L << 10, "KiB", 1L << 10, "M", 1L << 20, "MiB", 1L << 20, "G", 1L << 30, "GiB",
            1L << 30);
    /** In milliseconds. */
    private static final Map<String, Long> TIMES =
            Map.of("ms", 1L, "", 1_000L, "s", 1_000L, "min", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private Amounts() {}

    /**
     * @param text a number of bytes, or of B, KiB, MiB or GiB
     * @throws VitrineException INVALID
     */
    static long bytes(String text) throws VitrineException {
        return read(text, BYTES, "a size, as in 64MiB");
    }

    /**
     * @param text a number of seconds, or of ms, s, min, h or d
     * @throws VitrineException INVALID
     */
    static Duration duration(String text) throws VitrineException {
        return Duration.ofMillis(read(text, TIMES, "a time, as in 90s"));
    }

    private static long read(String text, Map<String, Long> units, String wanted) throws VitrineException {
        Matcher matcher = AMOUNT.matcher(text.strip());
        Long unit = matcher.matches() ? units.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new VitrineException(Reason.INVALID, "\"" + text + "\" is not " + wanted);
        }
        return new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(unit))
                .longValue();
    }
}
