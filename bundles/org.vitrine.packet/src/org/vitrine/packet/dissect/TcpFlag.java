/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import org.vitrine.packet.Tcp;

/** The flags of a segment, in the order in which they are usually named. */
enum TcpFlag {
    SYN(Tcp.SYN, "syn"),
    FIN(Tcp.FIN, "fin"),
    RST(Tcp.RST, "reset"),
    PSH(Tcp.PSH, "push"),
    ACK(Tcp.ACK, "ack"),
    URG(Tcp.URG, "urg"),
    ECE(Tcp.ECE, "ece"),
    CWR(Tcp.CWR, "cwr");

    private final int bit;
    private final String fieldName;

    TcpFlag(int bit, String fieldName) {
        this.bit = bit;
        this.fieldName = fieldName;
    }

    int bit() {
        return bit;
    }

    String fieldName() {
        return fieldName;
    }

    /** Such as {@code SYN, ACK}. */
    static String words(int flags) {
        StringBuilder words = new StringBuilder();
        for (TcpFlag flag : values()) {
            if ((flags & flag.bit) != 0) {
                words.append(words.isEmpty() ? "" : ", ").append(flag.name());
            }
        }
        return words.toString();
    }
}
