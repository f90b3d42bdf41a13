/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.extcap;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import jdk.net.ExtendedSocketOptions;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.capture.RecordingPiece;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.Caller;
import org.vitrine.common.Services;
import org.vitrine.common.SocketPath;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.linux.LocalSocket;

/**
 * Answers Wireshark about vNICs. The program that Wireshark starts sends its arguments through a Unix socket, one on each line, ends
 * what it has to say, and passes on what comes back: words, or a pcapng stream until one side closes.
 */
@Component(
        service = {},
        immediate = true,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class ExtcapServer {
    private static final Logger LOG = System.getLogger(ExtcapServer.class.getName());
    private static final String SUFFIX = ".extcap";
    private static final int LONGEST_CALL = 64 << 10;

    private final InventoryService inventory;
    private final RecordingService recordings;
    private final Path socket;
    private final ServerSocketChannel server;
    private final Thread acceptor;
    private final Set<SocketChannel> connections = ConcurrentHashMap.newKeySet();
    private final Set<Thread> serving = ConcurrentHashMap.newKeySet();

    /**
     * @throws IOException when the socket cannot be made, or when another runtime listens there
     */
    @Activate
    public ExtcapServer(
            BundleContext context, @Reference InventoryService inventory, @Reference RecordingService recordings)
            throws IOException {
        this(SocketPath.of(context.getProperty("vitrine.socket")), inventory, recordings);
    }

    /**
     * @param runtime the runtime's own socket; ours is beside it
     */
    ExtcapServer(Path runtime, InventoryService inventory, RecordingService recordings) throws IOException {
        this.inventory = inventory;
        this.recordings = recordings;
        socket = runtime.resolveSibling(runtime.getFileName() + SUFFIX);
        server = LocalSocket.listen(socket);
        acceptor = Thread.ofPlatform().name("extcap socket").daemon().start(this::accept);
    }

    @Deactivate
    void stop() throws IOException, InterruptedException {
        server.close();
        acceptor.join();
        for (SocketChannel connection : connections) {
            connection.close();
        }
        for (Thread thread : serving) {
            thread.interrupt();
            thread.join();
        }
        Files.deleteIfExists(socket);
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                SocketChannel connection = server.accept();
                connections.add(connection);
                Thread thread = Thread.ofVirtual().name("extcap").unstarted(() -> serve(connection));
                serving.add(thread);
                thread.start();
            } catch (AsynchronousCloseException _) {
                return;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "a connection of Wireshark failed", e);
            }
        }
    }

    private void serve(SocketChannel connection) {
        try (connection) {
            String user = connection
                    .getOption(ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName();
            ExtcapCall call = ExtcapCall.of(arguments(connection));
            ScopedValue.where(Caller.CURRENT, new Caller(user, "extcap")).call(() -> {
                answer(call, connection);
                return null;
            });
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Wireshark has gone", e);
        } finally {
            connections.remove(connection);
            serving.remove(Thread.currentThread());
        }
    }

    private static List<String> arguments(SocketChannel connection) throws IOException {
        byte[] sent = Channels.newInputStream(connection).readNBytes(LONGEST_CALL);
        return new String(sent, StandardCharsets.UTF_8).lines().toList();
    }

    private void answer(ExtcapCall call, SocketChannel connection) throws IOException {
        try {
            if (call.isCapture()) {
                capture(call, connection);
            } else {
                String words = call.answer(inventory.inventory(), recordings);
                write(connection, words.getBytes(StandardCharsets.UTF_8));
            }
        } catch (VitrineException e) {
            LOG.log(Level.INFO, "Wireshark gets nothing: {0}", e.getMessage());
        }
    }

    /** Until the recording ends or nobody takes it any more, which shows at the latest when its statistics are told. */
    private void capture(ExtcapCall call, SocketChannel connection) throws VitrineException {
        CountDownLatch ended = new CountDownLatch(1);
        try (Subscription _ =
                recordings.record(call.request(inventory.inventory()), piece -> give(piece, connection, ended))) {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void give(RecordingPiece piece, SocketChannel connection, CountDownLatch ended) {
        try {
            write(connection, piece.data());
            if (piece.last()) {
                ended.countDown();
            }
        } catch (IOException _) {
            ended.countDown(); // Wireshark was stopped
        }
    }

    private static void write(SocketChannel connection, byte[] data) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(data);
        while (buffer.hasRemaining()) {
            connection.write(buffer);
        }
    }
}
