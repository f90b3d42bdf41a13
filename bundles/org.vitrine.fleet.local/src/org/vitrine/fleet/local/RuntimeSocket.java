/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** The way into a runtime of this machine. */
final class RuntimeSocket {
    private RuntimeSocket() {}

    /**
     * Connects. May wait.
     *
     * @throws VitrineException DENIED when the caller may not use the runtime, UNAVAILABLE when there is none
     */
    static SocketChannel open(Path socket) throws VitrineException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            // whoever may not even look into the folder does not know that it is not there
            boolean denied = !Files.notExists(socket) && !Files.isWritable(socket);
            throw denied
                    ? new VitrineException(
                            Reason.DENIED,
                            "you may not use the runtime at " + socket,
                            "Root may, and members of the group vitrine: ask to be put into it.",
                            e)
                    : new VitrineException(
                            Reason.UNAVAILABLE,
                            "no runtime listens on " + socket,
                            "Start one with: vitrine runtime, or bring up a lab: vitrine lab up",
                            e);
        }
    }
}
