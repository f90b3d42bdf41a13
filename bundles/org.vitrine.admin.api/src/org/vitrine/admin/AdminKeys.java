/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

import java.util.List;

/**
 * The keys of a host.
 *
 * @param file with the secrets, on the host
 * @param keys the newest last
 */
public record AdminKeys(String file, List<Key> keys) {
    public AdminKeys {
        keys = List.copyOf(keys);
    }

    /**
     * A valid key.
     *
     * @param id eight hexadecimal digits
     * @param created nanoseconds since the epoch
     */
    public record Key(String id, long created) {}
}
