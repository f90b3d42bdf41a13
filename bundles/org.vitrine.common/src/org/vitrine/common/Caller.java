/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

/**
 * Who asks for a change: written to the audit log beside what was changed.
 *
 * <p>Whoever lets somebody in (the local socket, a command line, the workbench) binds {@link #CURRENT} around the call; a service
 * asks {@link #current()}. So no method of a contract has to carry it, and no client can claim to be somebody else.
 *
 * @param user account name on this host
 * @param way how the caller came in, such as {@code workbench}, {@code socket}, {@code admin-v1 10.77.9.2}
 */
public record Caller(String user, String way) {
    public static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    /** The caller of this call, or the runtime itself when nobody asked. */
    public static Caller current() {
        return CURRENT.isBound() ? CURRENT.get() : new Caller(System.getProperty("user.name"), "runtime");
    }

    @Override
    public String toString() {
        return user + " (" + way + ")";
    }
}
