/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/** What can be said about a checksum in a captured frame. */
public enum ChecksumState {
    GOOD,
    BAD,
    /** The protocol has none here, or the sender computed none. */
    ABSENT,
    /**
     * Only the pseudo header is summed up: a kernel left the rest to a network card, and the frame was captured before it got there.
     * Frames from a machine of the same host look like this, and nothing is wrong with them.
     */
    OFFLOADED,
    /** A fragment, or not all of it was captured. */
    UNCHECKED
}
