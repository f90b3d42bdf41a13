/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Locale;
import java.util.Set;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;

/**
 * A word by which flows are found: those that have it, or those that have it not. A flow has it when it is in the name of its protocol
 * ({@code udp}), of its state ({@code syn-sent}), of the service at one of its ports ({@code http}), or in an end as it is written ({@code 10.0.0.7:80},
 * {@code [2001:db8::1]:443}); or when its vNIC or remote address is among those that the word means to whoever asks, who knows machines by name.
 *
 * @param text in lower case, 1 to {@value #LONGEST} letters
 * @param absent whether flows that have it are left out
 */
public record FlowWord(String text, boolean absent, Set<NicId> nics, Set<IpAddress> remotes) {
    /** Most letters of a word. */
    public static final int LONGEST = 100;

    public FlowWord {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw new IllegalArgumentException("a word must have 1 to " + LONGEST + " letters, got " + text.length());
        }
        text = text.toLowerCase(Locale.ROOT);
        nics = Set.copyOf(nics);
        remotes = Set.copyOf(remotes);
    }
}
