/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.Optional;

/**
 * A kept state of a machine.
 *
 * @param name unique within the machine
 * @param epochSeconds when it was taken, in seconds since 1970-01-01T00:00Z
 * @param state what the machine was doing then; its memory is kept as well when it was RUNNING or PAUSED
 * @param parent the snapshot that it was taken after
 * @param current whether the machine goes on from here
 * @param external whether disks and memory are kept in files beside the machine's own
 */
public record MachineSnapshot(
        String name,
        String description,
        long epochSeconds,
        MachineState state,
        Optional<String> parent,
        boolean current,
        boolean external) {}
