/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class RuntimeSocketTest {
    @TempDir
    private Path folder;

    @Test
    void shouldConnectToWhoListens() throws Exception {
        Path socket = folder.resolve("r.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            try (SocketChannel channel = RuntimeSocket.open(socket)) {
                assertTrue(channel.isConnected());
            }
        }
        // its file is still there
        VitrineException e = assertThrows(VitrineException.class, () -> RuntimeSocket.open(socket));
        assertEquals(Reason.UNAVAILABLE, e.reason());
    }

    @Test
    void shouldSayWhatToDoWhenNobodyListens() {
        VitrineException e = assertThrows(VitrineException.class, () -> RuntimeSocket.open(folder.resolve("none")));
        assertEquals(Reason.UNAVAILABLE, e.reason());
        assertTrue(e.explained().contains("none. Start one with: vitrine runtime"), e.explained());
    }
}
