/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.List;

/** What a capture says of a frame beside its bytes. */
interface CaptureFacts {
    /** When a packet passed, nanoseconds since the epoch; at least of the first one, and of the one before that which is looked at. */
    long timestamp(int packet);

    /** Name of an interface; its description when it has no name, else empty. */
    String interfaceName(int id);

    /** Names that a person may give to an interface. */
    List<String> interfaceWords(int id);

    /** What was noted about a packet, by its place from 0; null when nothing was. */
    String note(int packet);
}
