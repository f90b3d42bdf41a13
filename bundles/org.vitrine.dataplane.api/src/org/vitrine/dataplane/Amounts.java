/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Exact numbers with their units as text, written and read back without a loss: {@code 20Mbit/s}, {@code 32KiB}, {@code 0.01%}. */
public final class Amounts {
    private static final Pattern AMOUNT = Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,9})?) ?([A-Za-z%/]+)");
    private static final List<String> DECIMAL = List.of("", "k", "M", "G");
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi");
    private static final String BIT_RATE = "bit/s";
    private static final String PACKET_RATE = "pkt/s";
    private static final String BYTES = "B";
    private static final String PACKETS = "pkt";
    private static final int HUNDREDTHS = 100;

    private Amounts() {}

    /** Such as {@code 20Mbit/s}. */
    public static String bitRate(long bitsPerSecond) {
        return text(bitsPerSecond, 1000, DECIMAL, BIT_RATE);
    }

    /** Such as {@code 1kpkt/s}. */
    public static String packetRate(long packetsPerSecond) {
        return text(packetsPerSecond, 1000, DECIMAL, PACKET_RATE);
    }

    /** Such as {@code 32KiB}. */
    public static String bytes(long bytes) {
        return text(bytes, 1024, BINARY, BYTES);
    }

    /** Such as {@code 50pkt}. */
    public static String packets(long packets) {
        return text(packets, 1000, DECIMAL, PACKETS);
    }

    /** Such as {@code 0.01%}, from hundredths of a percent. */
    public static String percent(int hundredths) {
        return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + '%';
    }

    /**
     * @return bit/s
     * @throws IllegalArgumentException when it is not a number of bit/s, kbit/s, Mbit/s or Gbit/s
     */
    public static long parseBitRate(String text) {
        return parse(text, 1000, DECIMAL, BIT_RATE);
    }

    /**
     * @return packets per second
     * @throws IllegalArgumentException when it is not a number of pkt/s, kpkt/s or Mpkt/s
     */
    public static long parsePacketRate(String text) {
        return parse(text, 1000, DECIMAL, PACKET_RATE);
    }

    /**
     * @return bytes
     * @throws IllegalArgumentException when it is not a number of B, KiB, MiB or GiB
     */
    public static long parseBytes(String text) {
        return parse(text, 1024, BINARY, BYTES);
    }

    /**
     * @return packets
     * @throws IllegalArgumentException when it is not a number of pkt, kpkt or Mpkt
     */
    public static long parsePackets(String text) {
        return parse(text, 1000, DECIMAL, PACKETS);
    }

    /**
     * @return hundredths of a percent
     * @throws IllegalArgumentException when it is not a percentage in steps of 0.01 %
     */
    public static int parsePercent(String text) {
        Matcher amount = matched(text, "a percentage such as 0.01%");
        try {
            if (amount.group(2).equals("%")) {
                return new BigDecimal(amount.group(1))
                        .multiply(BigDecimal.valueOf(HUNDREDTHS))
                        .intValueExact();
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number of hundredths of a percent", e);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a percentage such as 0.01%");
    }

    private static String text(long value, int step, List<String> prefixes, String unit) {
        long rest = value;
        int prefix = 0;
        while (rest != 0 && rest % step == 0 && prefix < prefixes.size() - 1) {
            rest /= step;
            prefix++;
        }
        return rest + prefixes.get(prefix) + unit;
    }

    private static long parse(String text, int step, List<String> prefixes, String unit) {
        String example = "an amount such as 20" + prefixes.get(2) + unit;
        Matcher amount = matched(text, example);
        BigDecimal factor = BigDecimal.ONE;
        for (String prefix : prefixes) {
            if (amount.group(2).equals(prefix + unit)) {
                try {
                    return new BigDecimal(amount.group(1)).multiply(factor).longValueExact();
                } catch (ArithmeticException e) {
                    throw new IllegalArgumentException("\"" + text + "\" is not a whole number of " + unit, e);
                }
            }
            factor = factor.multiply(BigDecimal.valueOf(step));
        }
        throw new IllegalArgumentException("\"" + text + "\" is not " + example);
    }

    private static Matcher matched(String text, String example) {
        Matcher amount = AMOUNT.matcher(text);
        if (!amount.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not " + example);
        }
        return amount;
    }
}
