/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/**
 * What a capture got and what it lost.
 *
 * @param received frames read
 * @param droppedByKernel frames lost because we read too slowly
 * @param missed frames that passed the interface while nobody read: the backend was being replaced. From the kernel's interface
 *     counters
 * @param gaps how often that happened
 */
public record CaptureStatistics(long received, long droppedByKernel, long missed, int gaps) {
    public static final CaptureStatistics NONE = new CaptureStatistics(0, 0, 0, 0);
}
