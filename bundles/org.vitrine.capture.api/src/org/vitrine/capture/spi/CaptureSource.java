/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.spi;

import java.nio.file.Path;

/** Where frames come from. */
public sealed interface CaptureSource {
    /**
     * A network interface of this machine.
     *
     * @param netns network namespace it lives in; empty for the runtime's own
     * @param name the kernel's name
     */
    record Interface(String netns, String name) implements CaptureSource {}

    /**
     * A recorded file.
     *
     * @param pace how its time relates to ours
     * @param interfaceName only the packets of the interfaces of this name, of which a pcapng file has several; empty for all
     */
    record File(Path path, Pace pace, String interfaceName) implements CaptureSource {
        /** All packets of a file. */
        public File(Path path, Pace pace) {
            this(path, pace, "");
        }
    }

    /** How the time in a file relates to the time in which it is read. */
    enum Pace {
        /** As fast as it can be read, with the times that are in the file. */
        AS_RECORDED,
        /** As it happened, but now: the first frame is given now, and every time is moved by the same amount. */
        LIVE
    }
}
