/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.connection;

/** Decides whether this process is a runtime: whether components that offer exported services are active here. */
public interface RuntimeRole {
    boolean isRuntime();

    /** Returns when the components have come or gone. */
    void setRuntime(boolean runtime);
}
