/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/**
 * How far a recording is.
 *
 * @param packets frames written
 * @param bytes of all its files
 * @param dropped frames lost, by the kernel or because the listener was slow
 * @param missed frames that passed while no backend was there or one was being replaced; with a filter also those that it would not
 *     have let through
 * @param gaps how often that happened
 */
public record RecordingProgress(long packets, long bytes, long dropped, long missed, int gaps) {
    public static final RecordingProgress NONE = new RecordingProgress(0, 0, 0, 0, 0);
}
