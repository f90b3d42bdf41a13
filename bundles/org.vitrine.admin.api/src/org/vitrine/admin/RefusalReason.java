/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

/** Why a datagram got no answer. No reason is ever told to the sender: an answer would amplify. */
public enum RefusalReason {
    /** The frame is not IP and UDP as it should be: truncated, bad lengths, a fragment. */
    MALFORMED_PACKET,
    /** IPv4, UDP or IPv6 checksum is wrong. */
    BAD_CHECKSUM,
    /** No payload at all. */
    EMPTY,
    /** The first byte is no request that we know. */
    BAD_OPCODE,
    /** Shorter than its opcode demands. */
    TOO_SHORT,
    /** Longer than its opcode demands. */
    TOO_LONG,
    /** From outside the allowed networks. */
    FORBIDDEN_SOURCE,
    /** From an address that cannot be answered: multicast, broadcast, unspecified, the guest's own. */
    UNANSWERABLE_SOURCE,
    /** Version 2: lengths or fields of the message contradict each other. */
    MALFORMED,
    /** Version 2: no valid key has this id; also while there is no key at all. */
    UNKNOWN_KEY,
    /** Version 2: its time is not within the allowed skew of our clock, or before we began to remember. */
    BAD_TIME,
    /** Version 2: the authentication code is wrong: forged, damaged, or made with another key. */
    BAD_CODE,
    /** Version 2: it was made for another address than it came to. */
    WRONG_TARGET,
    /** Version 2: genuine, and done before: not done again. A copy from the same sender gets the same answer and is not counted here. */
    REPLAYED,
    /** Version 2: genuine, but too many at a time. */
    OVERLOADED,
    /** The request was good, but the data plane could not do it. */
    NOT_DONE
}
