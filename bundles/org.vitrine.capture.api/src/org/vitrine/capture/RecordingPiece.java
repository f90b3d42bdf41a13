/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/**
 * A piece of a capture file. All pieces in order are the file.
 *
 * @param data the bytes, at most 64 KiB
 * @param packets frames written so far
 * @param dropped frames lost so far, by the kernel or because the listener was slow
 * @param last whether the file is complete
 * @param reason why it ended, when it is the last
 */
public record RecordingPiece(byte[] data, long packets, long dropped, boolean last, String reason) {}
