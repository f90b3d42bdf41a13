/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/**
 * A declaration and what became of it.
 *
 * @param message why it waits or failed; empty otherwise
 * @param declaredBy who asked for it
 * @param declaredAt nanoseconds since the epoch
 * @param fromGuest what was stopped (a mirror: copied) on its way out of the guest since the rule was written
 * @param toGuest what was stopped (a mirror: copied) on its way into the guest since the rule was written
 */
public record DeclarationState(
        Declaration declaration,
        DeclarationStatus status,
        String message,
        String declaredBy,
        long declaredAt,
        DropCount fromGuest,
        DropCount toGuest) {}
