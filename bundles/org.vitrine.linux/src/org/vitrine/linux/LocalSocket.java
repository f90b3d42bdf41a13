/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** Unix sockets for the users of this machine: the process's own user, and the group {@code vitrine} where there is one. */
public final class LocalSocket {
    private static final System.Logger LOG = System.getLogger(LocalSocket.class.getName());

    private LocalSocket() {}

    /**
     * Listens, in place of a process that was killed and left its socket.
     *
     * @throws IOException when the socket cannot be made, or when another process listens there
     */
    public static ServerSocketChannel listen(Path socket) throws IOException {
        Files.createDirectories(socket.getParent());
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
        if (Files.exists(socket)) {
            try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                probe.connect(address);
                throw new IOException("another runtime listens on " + socket);
            } catch (ConnectException _) {
                Files.delete(socket);
            }
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(address);
            restrict(socket);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    private static void restrict(Path socket) throws IOException {
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        try {
            var group = socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName("vitrine");
            Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(group);
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw----"));
        } catch (UserPrincipalNotFoundException _) {
            LOG.log(Level.DEBUG, "no group vitrine: only the runtime's own user may connect");
        }
    }
}
