/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A secret that a host and its administrators share. Its text never shows the secret.
 *
 * @param id names it in messages and lists; not 0
 * @param created when
 * @param secret {@link #SECRET_LENGTH} random bytes, not to be changed
 */
public record AdminKey(int id, Instant created, byte[] secret) {
    public static final int SECRET_LENGTH = 32;

    public AdminKey {
        if (id == 0) {
            throw new IllegalArgumentException("a key's id is not 0");
        }
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException("a key has " + SECRET_LENGTH + " bytes, got " + secret.length);
        }
    }

    /** A new one from the system's source of randomness. */
    public static AdminKey create(Instant now) {
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[SECRET_LENGTH];
        random.nextBytes(secret);
        int id = 0;
        while (id == 0) {
            id = random.nextInt();
        }
        return new AdminKey(id, now, secret);
    }

    /** The id as people write it, eight hexadecimal digits. */
    public String name() {
        return HexFormat.of().toHexDigits(id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdminKey key
                && key.id == id
                && key.created.equals(created)
                && java.security.MessageDigest.isEqual(key.secret, secret);
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return "key " + name();
    }
}
