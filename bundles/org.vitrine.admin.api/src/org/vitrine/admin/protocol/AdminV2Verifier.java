/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.time.Duration;
import java.util.List;
import org.vitrine.admin.RefusalReason;

/**
 * Tells good requests from bad ones, the cheap questions first. Used by one thread; only the replay window is shared with others.
 * Allocates nothing itself; Java's HMAC takes 48 bytes for its result.
 */
public final class AdminV2Verifier {
    private final ReplayWindow window;
    private final long skew;
    private final AdminV2Seal[] seals;
    private AdminV2Seal seal;

    /** Where a request came to. */
    @FunctionalInterface
    public interface Target {
        boolean isMine(long addressHigh, long addressLow);
    }

    /**
     * @param window of all verifiers that know these keys
     * @param skew of clocks that is allowed, either way
     */
    public AdminV2Verifier(List<AdminKey> keys, ReplayWindow window, Duration skew) {
        this.window = window;
        this.skew = skew.toNanos();
        seals = keys.stream().map(AdminV2Seal::new).toArray(AdminV2Seal[]::new);
    }

    /**
     * What is wrong with a datagram as a request, and whether it is new.
     *
     * @param datagram its beginning; may be longer
     * @param length bytes of the datagram; may be more than there are
     * @param target the address that it came to
     * @param now nanoseconds since the epoch
     * @return null for a request that is seen for the first time. REPLAYED for one that is genuine and was seen before; else TOO_SHORT,
     *     TOO_LONG, BAD_OPCODE, MALFORMED, WRONG_TARGET, UNKNOWN_KEY, BAD_TIME, BAD_CODE, or OVERLOADED
     */
    public RefusalReason refusalOf(byte[] datagram, int length, Target target, long now) {
        RefusalReason reason = badForm(datagram, length);
        if (reason != null) {
            return reason;
        }
        // before the window, or a copy sent elsewhere would make the request itself a replay
        if (!target.isMine(AdminV2.toHigh(datagram), AdminV2.toLow(datagram))) {
            return RefusalReason.WRONG_TARGET;
        }
        seal = sealOf(AdminV2.keyId(datagram));
        if (seal == null) {
            return RefusalReason.UNKNOWN_KEY;
        }
        long time = AdminV2.timestamp(datagram);
        if (!window.isInTime(time, now, skew)) {
            return RefusalReason.BAD_TIME;
        }
        if (!seal.isGenuine(datagram, length)) {
            return RefusalReason.BAD_CODE;
        }
        int code = length - AdminV2.MAC_LENGTH;
        return switch (window.enter(
                AdminV2.longAt(datagram, code), AdminV2.longAt(datagram, code + Long.BYTES), time, now, skew)) {
            case FRESH -> null;
            case BEFORE -> RefusalReason.REPLAYED;
            case OUT_OF_TIME -> RefusalReason.BAD_TIME;
            case NO_ROOM -> RefusalReason.OVERLOADED;
        };
    }

    /** What answers the last request that was genuine. */
    public AdminV2Seal seal() {
        return seal;
    }

    private static RefusalReason badForm(byte[] datagram, int length) {
        if (length < AdminV2.HEADER_LENGTH + AdminV2.MAC_LENGTH) {
            return RefusalReason.TOO_SHORT;
        }
        int body = AdminV2.requestBodyLength(AdminV2.opcode(datagram));
        if (body < 0) {
            return RefusalReason.BAD_OPCODE;
        }
        int wanted = AdminV2.HEADER_LENGTH + body + AdminV2.MAC_LENGTH;
        if (length != wanted) {
            return length < wanted ? RefusalReason.TOO_SHORT : RefusalReason.TOO_LONG;
        }
        return AdminV2.bodyLength(datagram) == body && AdminV2.status(datagram) == 0 ? null : RefusalReason.MALFORMED;
    }

    private AdminV2Seal sealOf(int id) {
        for (AdminV2Seal each : seals) {
            if (each.key().id() == id) {
                return each;
            }
        }
        return null;
    }
}
