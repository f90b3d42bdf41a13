/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/** How a declaration stands in the kernel. */
public enum DeclarationStatus {
    /** Declared a moment ago, not written yet. */
    PENDING,
    /** In the kernel, as it was last written or read back. */
    APPLIED,
    /** Its vNIC has no host interface now: it is applied as soon as there is one. */
    WAITING,
    /** No provider can do it here, or the kernel refused: the message says which. */
    FAILED
}
