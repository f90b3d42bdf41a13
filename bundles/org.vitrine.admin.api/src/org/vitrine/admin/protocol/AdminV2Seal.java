/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.concurrent.ThreadLocalRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.vitrine.common.IpAddress;

/** Makes messages with one key and tells whether others did. Used by one thread. */
public final class AdminV2Seal {
    private static final String ALGORITHM = "HmacSHA256";

    private final AdminKey key;
    private final Mac mac;
    private final byte[] computed = new byte[AdminV2.MAC_LENGTH];
    private final byte[] received = new byte[AdminV2.MAC_LENGTH];

    public AdminV2Seal(AdminKey key) {
        this.key = key;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java has " + ALGORITHM, e);
        }
    }

    public AdminKey key() {
        return key;
    }

    /**
     * A request.
     *
     * @param timestamp nanoseconds since the epoch
     * @param to the address that it is sent to
     */
    public byte[] request(int opcode, byte[] body, long timestamp, long nonce, IpAddress to) {
        byte[] message = message(opcode, 0, body);
        AdminV2.setRequest(message, timestamp, nonce, to.high(), to.low());
        return sealed(message);
    }

    /** A request of now, with a nonce of its own. */
    public byte[] request(int opcode, byte[] body, IpAddress to) {
        return request(opcode, body, epochNanos(), ThreadLocalRandom.current().nextLong(), to);
    }

    /** The answer to a request. */
    public byte[] answer(byte[] request, int status, byte[] body) {
        byte[] message = message(AdminV2.answerTo(AdminV2.opcode(request)), status, body);
        AdminV2.setRequest(
                message,
                AdminV2.timestamp(request),
                AdminV2.nonce(request),
                AdminV2.toHigh(request),
                AdminV2.toLow(request));
        return sealed(message);
    }

    private byte[] message(int opcode, int status, byte[] body) {
        byte[] message = new byte[AdminV2.HEADER_LENGTH + body.length + AdminV2.MAC_LENGTH];
        AdminV2.setHead(message, opcode, status, body.length, key.id());
        System.arraycopy(body, 0, message, AdminV2.HEADER_LENGTH, body.length);
        return message;
    }

    private byte[] sealed(byte[] message) {
        int covered = message.length - AdminV2.MAC_LENGTH;
        compute(message, covered);
        System.arraycopy(computed, 0, message, covered, AdminV2.MAC_LENGTH);
        return message;
    }

    /** Whether somebody with the key made it. Takes the same time wherever the first wrong byte is. */
    public boolean isGenuine(byte[] message, int length) {
        int covered = length - AdminV2.MAC_LENGTH;
        compute(message, covered);
        System.arraycopy(message, covered, received, 0, AdminV2.MAC_LENGTH);
        return MessageDigest.isEqual(computed, received);
    }

    /** Whether a datagram answers a request. */
    public boolean answers(byte[] answer, byte[] request) {
        return answer.length >= AdminV2.HEADER_LENGTH + AdminV2.MAC_LENGTH
                && answer.length == AdminV2.HEADER_LENGTH + AdminV2.bodyLength(answer) + AdminV2.MAC_LENGTH
                && AdminV2.opcode(answer) == AdminV2.answerTo(AdminV2.opcode(request))
                && AdminV2.keyId(answer) == AdminV2.keyId(request)
                && AdminV2.timestamp(answer) == AdminV2.timestamp(request)
                && AdminV2.nonce(answer) == AdminV2.nonce(request)
                && AdminV2.toHigh(answer) == AdminV2.toHigh(request)
                && AdminV2.toLow(answer) == AdminV2.toLow(request)
                && isGenuine(answer, answer.length);
    }

    private void compute(byte[] message, int covered) {
        mac.update(message, 0, covered);
        try {
            mac.doFinal(computed, 0);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("the array is long enough", e);
        }
    }

    /** The time as messages tell it. */
    public static long epochNanos() {
        java.time.Instant now = java.time.Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
