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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Two peers at the ends of a real Unix socket. */
@Timeout(60)
class PeerTest {
    public record Sample(IpAddress address, Optional<Duration> age, double rate) {}

    /** A contract with everything that contracts may have. */
    public interface Contract {
        List<Sample> samples(Collection<? extends IpAddress> of) throws VitrineException;

        Subscription subscribe(int from, Consumer<Sample> listener) throws VitrineException;

        String work(String input, Consumer<Integer> progress) throws VitrineException;

        void refuse() throws VitrineException;

        void breakDown() throws VitrineException;

        void sleepForever() throws VitrineException;

        String caller() throws VitrineException;
    }

    private static final Sample SAMPLE = new Sample(IpAddress.parse("fd77::1"), Optional.of(Duration.ofMillis(5)), 1.5);

    @TempDir
    Path folder;

    private final Service service = new Service();
    private Peer server;
    private Peer client;
    private Contract contract;

    @BeforeEach
    void connect() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            SocketChannel near = SocketChannel.open(address);
            server = new Peer(
                    listening.accept(),
                    "the test",
                    new Caller("somebody", "test"),
                    name -> name.equals(Contract.class.getName()) ? new Exports.Export(Contract.class, service) : null);
            client = new Peer(near, "the server", Caller.current(), Exports.NONE);
        }
        Thread.ofPlatform().daemon().start(server::run);
        Thread.ofPlatform().daemon().start(client::run);
        contract = client.proxy(Contract.class);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void shouldCarryArgumentsAndResults() throws Exception {
        IpAddress address = IpAddress.parse("10.0.0.1");
        assertEquals(List.of(new Sample(address, Optional.empty(), 0)), contract.samples(List.of(address)));
    }

    @Test
    void shouldTellTheServiceWhoCalls() throws Exception {
        assertEquals("somebody (test)", contract.caller());
    }

    @Test
    void shouldCarryReasonMessageAndAdvice() {
        VitrineException e = assertThrows(VitrineException.class, contract::refuse);
        assertEquals(Reason.CONFLICT, e.reason());
        assertEquals("it is there already", e.getMessage());
        assertEquals("Take another.", e.advice());
    }

    @Test
    void shouldNotLetAnInternalErrorEndTheConnection() throws Exception {
        assertEquals(
                Reason.FAILED,
                assertThrows(VitrineException.class, contract::breakDown).reason());
        contract.caller();
    }

    @Test
    void shouldSayThatAServiceIsNotOffered() {
        VitrineException e = assertThrows(
                VitrineException.class, () -> client.proxy(Runner.class).run());
        assertEquals(Reason.UNAVAILABLE, e.reason());
        assertTrue(e.getMessage().contains("Runner"), e.getMessage());
    }

    public interface Runner {
        void run() throws VitrineException;
    }

    @Test
    void shouldStreamInOrderUntilTheSubscriptionIsClosed() throws Exception {
        List<Sample> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch enough = new CountDownLatch(500);
        Subscription subscription = contract.subscribe(10, sample -> {
            got.add(sample);
            enough.countDown();
        });
        enough.await();
        subscription.close();
        for (int i = 0; i < 500; i++) {
            assertEquals(10 + i, got.get(i).rate());
        }
        service.ended.await();
    }

    @Test
    void shouldSlowTheServiceDownToTheListenersSpeed() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        Subscription subscription = contract.subscribe(0, _ -> awaitUninterruptibly(hold));
        for (int i = 0; i < 200 && service.sent.get() < Wire.WINDOW; i++) {
            Thread.sleep(5);
        }
        contract.caller(); // everything that was on its way has arrived
        assertTrue(service.sent.get() <= Wire.WINDOW + 1, "sent " + service.sent.get());
        hold.countDown();
        subscription.close();
    }

    @Test
    void shouldDeliverAllProgressBeforeTheResult() throws Exception {
        for (int round = 0; round < 50; round++) {
            List<Integer> progress = Collections.synchronizedList(new ArrayList<>());
            assertEquals("done: x", contract.work("x", progress::add));
            assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9), progress);
        }
    }

    @Test
    void shouldInterruptTheServiceWhenTheCallerIsInterrupted() throws Exception {
        BlockingQueue<VitrineException> outcome = new LinkedBlockingQueue<>();
        Thread caller = Thread.ofPlatform()
                .start(() -> outcome.add(assertThrows(VitrineException.class, contract::sleepForever)));
        service.sleeping.await();
        caller.interrupt();
        assertEquals(Reason.CANCELLED, outcome.take().reason());
        service.woken.await();
    }

    @Test
    void shouldFailCallsAndEndStreamsWhenTheOtherSideGoes() throws Exception {
        contract.subscribe(0, _ -> {});
        BlockingQueue<VitrineException> outcome = new LinkedBlockingQueue<>();
        Thread.ofPlatform().start(() -> outcome.add(assertThrows(VitrineException.class, contract::sleepForever)));
        service.sleeping.await();
        server.close();
        assertEquals(Reason.UNAVAILABLE, outcome.take().reason());
        service.woken.await();
        service.ended.await();
        assertEquals(
                Reason.UNAVAILABLE,
                assertThrows(VitrineException.class, contract::caller).reason());
    }

    @Test
    void shouldTellWhatItOffers() throws Exception {
        BlockingQueue<List<String>> offers = new LinkedBlockingQueue<>();
        client.onOffer(offers::add);
        server.offer(List.of("a.B", "c.D"));
        assertEquals(List.of("a.B", "c.D"), offers.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void shouldServeManyCallsAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger good = new AtomicInteger();
        for (int t = 0; t < 32; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 100; i++) {
                    try {
                        contract.samples(List.of());
                        good.incrementAndGet();
                    } catch (VitrineException e) {
                        throw new AssertionError(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(3200, good.get());
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    public static final class Service implements Contract {
        final CountDownLatch ended = new CountDownLatch(1);
        final CountDownLatch sleeping = new CountDownLatch(1);
        final CountDownLatch woken = new CountDownLatch(1);
        final AtomicInteger sent = new AtomicInteger();

        @Override
        public List<Sample> samples(Collection<? extends IpAddress> of) {
            return of.stream()
                    .map(address -> new Sample(address, Optional.empty(), 0))
                    .toList();
        }

        @Override
        public Subscription subscribe(int from, Consumer<Sample> listener) {
            AtomicBoolean open = new AtomicBoolean(true);
            Thread.ofVirtual().start(() -> {
                for (int i = from; open.get(); i++) {
                    listener.accept(new Sample(SAMPLE.address(), SAMPLE.age(), i));
                    sent.incrementAndGet();
                }
            });
            return () -> {
                open.set(false);
                ended.countDown();
            };
        }

        @Override
        public String work(String input, Consumer<Integer> progress) {
            for (int i = 1; i < 10; i++) {
                progress.accept(i);
            }
            return "done: " + input;
        }

        @Override
        public void refuse() throws VitrineException {
            throw new VitrineException(Reason.CONFLICT, "it is there already", "Take another.");
        }

        @Override
        public void breakDown() {
            throw new IllegalStateException("broken");
        }

        @Override
        public void sleepForever() throws VitrineException {
            sleeping.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                woken.countDown();
                throw new VitrineException(Reason.CANCELLED, "interrupted");
            }
        }

        @Override
        public String caller() {
            return Caller.current().toString();
        }
    }
}
