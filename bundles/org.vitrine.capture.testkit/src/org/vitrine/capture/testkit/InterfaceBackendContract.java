/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.capture.spi.CaptureHandle;
import org.vitrine.capture.spi.CaptureOptions;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.Poller;

/** What backends do that read interfaces. On a pair of them: what is sent on one is captured on the other. */
public abstract class InterfaceBackendContract extends CaptureBackendContract {
    private TestNetwork network;
    private CaptureHandle sender;

    @BeforeEach
    void makePair() throws Exception {
        network = new TestNetwork("capt");
        network.addPair("watched", "sender");
        sender = backend().open(source("sender"), CaptureOptions.HEADERS);
    }

    /** The namespace with the interfaces {@code watched} and {@code sender}. */
    protected TestNetwork network() {
        return network;
    }

    @AfterEach
    void remove() throws Exception {
        sender.close();
        network.close();
    }

    /** An interface of the network. */
    protected CaptureSource.Interface source(String name) {
        return new CaptureSource.Interface(network.host(), name);
    }

    @Override
    protected CaptureHandle opened(List<byte[]> frames, CaptureOptions options) throws Exception {
        CaptureHandle handle = backend().open(source("watched"), options);
        send(frames);
        return handle;
    }

    /** Sends frames to the watched interface. */
    protected void send(List<byte[]> frames) throws VitrineException {
        for (byte[] frame : frames) {
            sender.inject(MemorySegment.ofArray(frame), 0, frame.length);
        }
    }

    @Override
    protected CaptureSource missing() {
        return source("nobody");
    }

    @Test
    void shouldSayThatANamespaceIsNotThere() {
        var source = new CaptureSource.Interface("vt-none", "eth0");
        var e = assertThrows(VitrineException.class, () -> backend().open(source, CaptureOptions.HEADERS));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }

    @Test
    void shouldSayThatAnInterfaceIsDown() throws Exception {
        network.ip(network.host(), "link set watched down");
        var e = assertThrows(VitrineException.class, () -> backend().open(source("watched"), CaptureOptions.HEADERS));
        assertEquals(Reason.UNAVAILABLE, e.reason());
    }

    @Test
    void shouldRefuseWhatIsNotEthernet() throws Exception {
        network.ip(network.host(), "tuntap add mode tun name tunnel", "link set tunnel up");
        var e = assertThrows(VitrineException.class, () -> backend().open(source("tunnel"), CaptureOptions.HEADERS));
        assertEquals(Reason.UNSUPPORTED, e.reason());
    }

    /** One who waits for frames has to be woken. */
    @Test
    void shouldSayThatTheInterfaceHasGone() throws Exception {
        try (CaptureHandle handle = backend().open(source("watched"), CaptureOptions.HEADERS);
                Poller poller = new Poller()) {
            poller.add(handle.descriptor(), 0);
            KeptFrames kept = new KeptFrames();
            assertEquals(0, handle.read(kept, 10));
            network.ip(network.host(), "link del watched");
            var e = assertThrows(
                    VitrineException.class,
                    () -> Await.until(
                            () -> poller.await(100) > 0 && handle.read(kept, 10) < 0, () -> "it does not tell"));
            assertEquals(Reason.NOT_FOUND, e.reason());
        }
    }

    @Test
    void shouldGoOnWhenTheInterfaceWasDown() throws Exception {
        try (CaptureHandle handle = backend().open(source("watched"), CaptureOptions.HEADERS)) {
            KeptFrames kept = new KeptFrames();
            network.ip(network.host(), "link set watched down");
            handle.read(kept, 10);
            handle.read(kept, 10);
            network.ip(network.host(), "link set watched up");
            send(frames(20));
            assertEquals(20, read(handle, 20).size());
        }
    }

    @Test
    void shouldCountWhatTheKernelDroppedForASlowReader() throws Exception {
        try (CaptureHandle handle = backend().open(source("watched"), new CaptureOptions(262_144, "", 1 << 19, 10))) {
            List<byte[]> frames = frames(5_000);
            send(frames);
            Await.until(() -> handle.offered() == frames.size(), () -> "offered " + handle.offered());
            assertTrue(handle.dropped() > 0);
            assertEquals(
                    frames.size() - handle.dropped(),
                    read(handle, (int) (frames.size() - handle.dropped())).size());
        }
    }

    @Test
    void shouldRefuseToSendWhenItIsClosed() {
        sender.close();
        var e = assertThrows(VitrineException.class, () -> send(frames(1)));
        assertEquals(Reason.FAILED, e.reason());
    }

    @Test
    void shouldSendFromNativeMemoryAtAnyOffset() throws Exception {
        try (CaptureHandle handle = opened(List.of(), CaptureOptions.HEADERS);
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(200);
            byte[] frame = frames(1).getFirst();
            MemorySegment.copy(MemorySegment.ofArray(frame), 0, memory, 33, 100);
            sender.inject(memory, 33, 100);
            assertEquals(100, read(handle, 1).getFirst().bytes().length);
            assertThrows(IndexOutOfBoundsException.class, () -> sender.inject(memory, 150, 100));
            var e = assertThrows(VitrineException.class, () -> sender.inject(memory, 0, 5));
            assertEquals(Reason.FAILED, e.reason());
        }
    }
}
