/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

/** How far something has come that takes a while. Called on a thread of whoever works, some times a second; must be quick. */
@FunctionalInterface
public interface Progress {
    Progress NONE = (_, _) -> {};

    /**
     * @param done bytes or packets so far
     * @param total how many there will be; grows with a file that is still written
     */
    void at(long done, long total);
}
