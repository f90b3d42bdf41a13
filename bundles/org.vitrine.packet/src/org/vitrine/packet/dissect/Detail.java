/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.List;

/**
 * A header or a field of a frame in words, and where it stands.
 *
 * @param text such as {@code Source port: 443}
 * @param offset where it begins in the frame, bytes; 0 for what is said of the frame and is not in it
 * @param length how many bytes it has; 0 for what is not in the frame
 * @param filter which passes the packets that have the same there, such as {@code tcp.srcport == 443}; empty when there is none
 * @param isWrong whether something is wrong with it
 * @param children what it consists of
 */
public record Detail(String text, int offset, int length, String filter, boolean isWrong, List<Detail> children) {
    public Detail {
        children = List.copyOf(children);
    }
}
