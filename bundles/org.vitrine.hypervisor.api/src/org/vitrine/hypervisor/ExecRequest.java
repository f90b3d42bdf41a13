/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.time.Duration;
import java.util.List;

/**
 * A command to run inside a machine.
 *
 * @param command program and arguments; no shell looks at them
 * @param limit how long it may take before it is ended
 */
public record ExecRequest(List<String> command, Duration limit) {
    public ExecRequest {
        command = List.copyOf(command);
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        if (limit.isNegative() || limit.isZero()) {
            throw new IllegalArgumentException("the limit of a command must be positive, got " + limit);
        }
    }
}
