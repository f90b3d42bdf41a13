/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** Records frames as a capture file. Any thread. */
public interface RecordingService {
    /**
     * Starts to record and goes on until the request's limits are reached, the machines go, or the subscription is closed; then the
     * listener still gets what was recorded, if it is quick. A backend that is replaced meanwhile leaves a gap, which is counted and
     * stated in the file.
     *
     * @param listener gets the file piece by piece, one call at a time; the last piece says that it is the last. A listener that is
     *     too slow loses whole frames, which are counted, never parts of the file. {@link RecordingFiles} puts pieces into files
     * @throws VitrineException INVALID for a bad filter (the text says where), NOT_FOUND for a vNIC that nobody knows, CONFLICT while its machine is
     *     off, DENIED, UNAVAILABLE when no backend can
     */
    Subscription record(RecordingRequest request, Consumer<RecordingPiece> listener) throws VitrineException;

    /**
     * As {@link #record}, but the runtime writes the file itself, which costs far less than to hand it on. Until it is complete it has
     * {@code .part} behind its name; several files are named as {@link RecordingFiles#name} says.
     *
     * @param file absolute path on the runtime's machine
     * @param listener hears how far it is, about four times a second; is told of the last piece when the file is complete
     * @throws VitrineException as {@link #record}; DENIED to everybody but the user as whom the runtime runs
     */
    Subscription recordTo(String file, RecordingRequest request, Consumer<RecordingPiece> listener)
            throws VitrineException;

    /**
     * Says whether a capture filter is good.
     *
     * @throws VitrineException INVALID with libpcap's complaint, UNAVAILABLE when no backend can tell
     */
    void checkFilter(String filter) throws VitrineException;
}
