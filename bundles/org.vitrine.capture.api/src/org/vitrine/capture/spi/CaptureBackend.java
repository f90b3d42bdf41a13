/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.util.List;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * A way to read frames. Whiteboard service; of those that can open a source the one with the highest service ranking is taken. Any
 * thread.
 */
public interface CaptureBackend {
    /** Its name in status and messages, such as {@code pcap4j}. */
    String name();

    /** Whether this backend is for such sources on this machine; not whether this very source can be opened. */
    boolean supports(CaptureSource source);

    /**
     * Opens a source. From then on frames are kept for the reader, as many as fit.
     *
     * @throws VitrineException INVALID for a bad filter or a file that is no capture, NOT_FOUND when the interface or file is not there, UNAVAILABLE when the
     *     interface is down, DENIED when a permission is missing, UNSUPPORTED for another kind of frames than Ethernet's or for any
     *     filter where the backend has none, FAILED
     */
    CaptureHandle open(CaptureSource source, CaptureOptions options) throws VitrineException;

    /**
     * Opens a source for several threads: each frame comes to one of the handles, and the frames of one flow come to the same unless
     * the backend is set to share them otherwise. Each handle is for one thread and is closed by itself.
     *
     * @param readers how many handles are wanted, at least 1
     * @return as many, or a single one when this backend cannot share a source
     * @throws VitrineException as {@link #open}
     */
    default List<CaptureHandle> openShared(CaptureSource source, CaptureOptions options, int readers)
            throws VitrineException {
        return List.of(open(source, options));
    }

    /**
     * Opens an interface to carry its frames on.
     *
     * @param bufferBytes room for frames that wait for the reader
     * @throws VitrineException as {@link #open}; UNSUPPORTED by a backend that only watches
     */
    default ForwardingPort openPort(CaptureSource source, int bufferBytes) throws VitrineException {
        throw new VitrineException(Reason.UNSUPPORTED, name() + " does not carry on the frames of " + source);
    }

    /**
     * Says whether a filter is good.
     *
     * @throws VitrineException INVALID with the complaint, UNSUPPORTED when this backend cannot tell
     */
    void checkFilter(String filter) throws VitrineException;
}
