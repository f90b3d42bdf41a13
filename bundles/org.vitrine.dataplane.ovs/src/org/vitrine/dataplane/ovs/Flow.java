/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A rule of OpenFlow, in the words of {@code ovs-ofctl}.
 *
 * @param cookie marks it as ours and tells it from all others: made of everything but the actions, so that a rule whose actions change
 *     counts on
 */
record Flow(long cookie, int table, int priority, String match, String actions) {
    private static final long OURS = 0x7674L << 48;

    /** What all of our cookies have in common. */
    static final String OUR_COOKIES = "cookie=0x7674000000000000/0xffff000000000000";

    /** @param purpose tells rules apart that match the same at different times */
    static Flow of(int table, int priority, String match, String purpose, String actions) {
        return new Flow(cookie(table + "|" + priority + "|" + match + "|" + purpose), table, priority, match, actions);
    }

    private static long cookie(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return OURS | ByteBuffer.wrap(digest).getLong() >>> 16;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** As {@code ovs-ofctl} reads it, after a command such as {@code add}. */
    String text() {
        return "cookie=0x" + Long.toHexString(cookie) + ",table=" + table + ",priority=" + priority
                + (match.isEmpty() ? "" : "," + match) + ",actions=" + actions;
    }

    /** The rule with this cookie, as {@code delete} takes it. */
    static String named(long cookie) {
        return "cookie=0x" + Long.toHexString(cookie) + "/-1";
    }
}
