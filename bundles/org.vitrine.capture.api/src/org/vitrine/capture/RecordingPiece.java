/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/**
 * A piece of a recording's file. All pieces of a file in order are the file.
 *
 * @param data the bytes, at most 64 KiB; none when the runtime writes the file itself
 * @param file which file they belong to, counted from 1: a rotation goes on to the next
 * @param last whether the recording is complete
 * @param reason why it ended, when it is the last
 */
public record RecordingPiece(byte[] data, int file, RecordingProgress progress, boolean last, String reason) {}
