/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

/** How far a TCP connection has got, as seen from between its ends (RFC 9293, section 3.3.2). */
public enum TcpState {
    /** Its first segment was seen, and no answer. */
    SYN_SENT,
    /** It was answered. */
    SYN_RECEIVED,
    /** It is open, or was open already when it was seen first. */
    ESTABLISHED,
    /** One end has nothing more to send. */
    CLOSING,
    /** Neither end has. */
    CLOSED,
    /** One end has broken it off. */
    RESET
}
