/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/** How closely a vNIC is watched. */
public enum CaptureLevel {
    /** Nobody reads frames: the kernel's counters of the interface tell how many pass. */
    COUNTERS,
    /** One frame in so many is read, picked at random where the kernel can; what is counted is scaled up. */
    SAMPLED,
    /** Every frame is read. */
    FULL
}
