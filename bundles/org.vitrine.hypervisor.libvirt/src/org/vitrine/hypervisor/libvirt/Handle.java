/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.lang.foreign.MemorySegment;

/** An object of libvirt's that is given back when it is no longer needed. */
record Handle(MemorySegment address, Libvirt release) implements AutoCloseable {
    @Override
    public void close() {
        release.quietly(address);
    }
}
