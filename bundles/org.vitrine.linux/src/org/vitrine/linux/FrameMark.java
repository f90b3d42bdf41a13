/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

/** Marks that we put on frames in the kernel ({@code skb->mark}); they never leave the host. */
public final class FrameMark {
    /** A guest's frame that was taken out of its path into a queue, and comes in at its vNIC a second time. */
    public static final int QUEUED = 0x7674_5251;

    private FrameMark() {}
}
