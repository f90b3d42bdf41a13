/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import org.vitrine.dataplane.Direction;
import picocli.CommandLine.Option;

/** Which way packets go that a command is about. */
final class DirectionOptions {
    @Option(names = "--from-guest", description = "Only what the guest sends; default: both directions.")
    private boolean fromGuest;

    @Option(names = "--to-guest", description = "Only what the guest gets; default: both directions.")
    private boolean toGuest;

    Direction direction() {
        return fromGuest == toGuest ? Direction.BOTH : fromGuest ? Direction.FROM_GUEST : Direction.TO_GUEST;
    }
}
