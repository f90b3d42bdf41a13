/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vitrine.admin.server.Requests.CLIENT_MAC;
import static org.vitrine.admin.server.Requests.GUEST_MAC;
import static org.vitrine.admin.server.Requests.frame;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.server.Twins.MemoryDataPlane;
import org.vitrine.admin.server.Twins.MemoryTraffic;
import org.vitrine.common.Caller;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Filter;
import org.vitrine.packet.ChecksumState;
import org.vitrine.packet.Packet;

class FrameResponderTest {
    private static final NicId NIC = Twins.nic("guest");
    private static final String STATUS = "10";
    private static final String CLIENT = "10.77.9.2";
    private static final String GUEST = "10.5.0.1";
    private static final int PORT = 555;

    private final Counters counters = new Counters();
    private final MemoryTraffic traffic = new MemoryTraffic().host(NIC, "10.0.0.1", 1024, 1e12);
    private final MemoryDataPlane dataPlane = new MemoryDataPlane();
    private final FilterDesk desk = new FilterDesk(() -> dataPlane);
    private final List<byte[]> kept = new CopyOnWriteArrayList<>();
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final FrameResponder responder = new FrameResponder(
            PORT, new RequestHandler(desk, Twins.withoutKeys(counters), counters), counters, request -> {
                kept.add(request);
                return payload -> done.add(HexFormat.of().formatHex(payload));
            });
    private Guest.Table guests;

    @BeforeEach
    void serve() {
        var allowed = new SourceNetworks(List.of(IpPrefix.parse("10.77.0.0/16"), IpPrefix.parse("fd00::/8")));
        StatusReply status = new StatusReply(Set.of(NIC), () -> traffic, Integer.MAX_VALUE);
        guests = new Guest.Table(List.of(new Guest(NIC, "", GUEST_MAC.bits(), allowed, status)));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private byte[] respond(byte[] request) {
        int length = responder.respond(MemorySegment.ofArray(request), 0, request.length, guests, 0);
        return responder.answer().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @MethodSource("goodRequests")
    void shouldAnswerAsTheGuestWould(byte[] request) {
        Packet asked = Requests.packet(request);
        byte[] answer = respond(request);
        Packet packet = Requests.packet(answer);
        assertEquals(CLIENT_MAC.bits(), packet.ethernet().destination());
        assertEquals(GUEST_MAC.bits(), packet.ethernet().source());
        assertEquals(asked.ethernet().tagCount(), packet.ethernet().tagCount());
        for (int i = 0; i < asked.ethernet().tagCount(); i++) {
            assertEquals(asked.ethernet().tagControl(i), packet.ethernet().tagControl(i));
        }
        assertEquals(asked.sourceLow(), packet.destinationLow());
        assertEquals(asked.sourceHigh(), packet.destinationHigh());
        assertEquals(asked.destinationLow(), packet.sourceLow());
        assertEquals(PORT, packet.udp().sourcePort());
        assertEquals(4000, packet.udp().destinationPort());
        assertEquals(ChecksumState.GOOD, packet.transportChecksum());
        assertTrue(packet.isIpv6() || packet.ipv4().isChecksumGood());
        assertEquals(
                "5101" + "0a000001" + "0001" + "ffff",
                HexFormat.of().formatHex(answer, answer.length - 10, answer.length));
    }

    static Stream<byte[]> goodRequests() {
        byte[] padded = java.util.Arrays.copyOf(frame(CLIENT, GUEST, PORT, STATUS), 60);
        byte[] withoutChecksum = frame(CLIENT, GUEST, PORT, STATUS);
        withoutChecksum[14 + 20 + 6] = 0;
        withoutChecksum[14 + 20 + 7] = 0;
        return Stream.of(
                frame(CLIENT, GUEST, PORT, STATUS),
                frame(CLIENT, GUEST, PORT, STATUS, 7),
                frame(CLIENT, GUEST, PORT, STATUS, 7, 9),
                frame("fd00::2", "fd05::1", PORT, STATUS),
                frame("fd00::2", "fd05::1", PORT, STATUS, 7),
                padded,
                withoutChecksum,
                offloaded(frame(CLIENT, GUEST, PORT, STATUS)));
    }

    /** As it leaves a machine of the same host, whose kernel leaves the checksum to a card that is not there. */
    private static byte[] offloaded(byte[] frame) {
        int sum = 0;
        for (int i = 14 + 12; i < 14 + 20; i += 2) {
            sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
        }
        sum += 17 + frame.length - 14 - 20;
        sum = (sum & 0xffff) + (sum >>> 16);
        frame[14 + 20 + 6] = (byte) (sum >>> 8);
        frame[14 + 20 + 7] = (byte) sum;
        return frame;
    }

    @ParameterizedTest
    @MethodSource("badRequests")
    void shouldRefuseAndCount(RefusalReason reason, byte[] request) {
        assertEquals(0, respond(request).length);
        assertEquals(Map.of(reason, 1L), refused());
    }

    static Stream<Arguments> badRequests() {
        return Stream.of(
                Arguments.of(RefusalReason.EMPTY, frame(CLIENT, GUEST, PORT, "")),
                Arguments.of(RefusalReason.BAD_OPCODE, frame(CLIENT, GUEST, PORT, "51")),
                Arguments.of(RefusalReason.BAD_OPCODE, frame(CLIENT, GUEST, PORT, "ff10")),
                Arguments.of(RefusalReason.TOO_SHORT, frame(CLIENT, GUEST, PORT, "110a0000")),
                Arguments.of(RefusalReason.TOO_LONG, frame(CLIENT, GUEST, PORT, "1010")),
                Arguments.of(RefusalReason.TOO_LONG, frame(CLIENT, GUEST, PORT, "10" + "00".repeat(1400))),
                Arguments.of(RefusalReason.FORBIDDEN_SOURCE, frame("10.78.0.1", GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.FORBIDDEN_SOURCE, frame("2001:db8::1", "fd05::1", PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("224.0.0.1", GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("255.255.255.255", GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("0.0.0.0", GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("127.0.0.1", GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame(GUEST, GUEST, PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("::", "fd05::1", PORT, STATUS)),
                Arguments.of(RefusalReason.UNANSWERABLE_SOURCE, frame("ff02::1", "fd05::1", PORT, STATUS)),
                Arguments.of(RefusalReason.MALFORMED_PACKET, frame(CLIENT, "224.0.0.1", PORT, STATUS)),
                Arguments.of(RefusalReason.MALFORMED_PACKET, frame(CLIENT, GUEST, 556, STATUS)),
                Arguments.of(RefusalReason.MALFORMED_PACKET, new byte[13]),
                changed(RefusalReason.MALFORMED_PACKET, 12, 0x08, 0x06), // not IP
                changed(RefusalReason.MALFORMED_PACKET, 14 + 20 + 4, 0, 7), // shorter than its header
                changed(RefusalReason.MALFORMED_PACKET, 14 + 20 + 4, 0, 10), // longer than its packet
                changed(RefusalReason.BAD_CHECKSUM, 14 + 10, 1, 2),
                changed(RefusalReason.BAD_CHECKSUM, 14 + 20 + 6, 1, 2),
                changed(RefusalReason.UNANSWERABLE_SOURCE, 6, 0x03, 0), // multicast Ethernet address
                changed(RefusalReason.UNANSWERABLE_SOURCE, 10, 0, 1)); // the guest's own Ethernet address
    }

    private static Arguments changed(RefusalReason reason, int at, int first, int second) {
        byte[] frame = frame(CLIENT, GUEST, PORT, STATUS);
        frame[at] = (byte) first;
        frame[at + 1] = (byte) second;
        return Arguments.of(reason, frame);
    }

    private Map<RefusalReason, Long> refused() {
        Map<RefusalReason, Long> refused = counters.refused();
        refused.values().removeIf(count -> count == 0);
        return refused;
    }

    @Test
    void shouldPassOverItsOwnAnswers() {
        byte[] answer = respond(frame(CLIENT, GUEST, PORT, STATUS));
        assertEquals(0, respond(answer).length);
        assertEquals(Map.of(), refused());
    }

    @Test
    void shouldFilterAndAnswerWhenThatIsDone() throws Exception {
        byte[] request = frame(CLIENT, GUEST, PORT, "110a000001", 7);
        assertEquals(0, respond(request).length);
        Filter filter = new Filter(NIC, IpAddress.parse("10.0.0.1"));
        Twins.until(() -> done.equals(List.of("520a000001")));
        assertTrue(dataPlane.declared.contains(filter));
        assertEquals(new Caller("unauthenticated", "admin-v1 10.77.9.2"), dataPlane.callers.get(filter));

        int length = responder.answerTo(kept.getFirst(), HexFormat.of().parseHex(done.getFirst()));
        Packet answer = Requests.packet(responder.answer().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
        assertEquals(7, answer.ethernet().vlanId(0));
        assertEquals(ChecksumState.GOOD, answer.transportChecksum());
        assertEquals(
                "520a000001",
                HexFormat.of()
                        .formatHex(responder.answer().asSlice(length - 5, 5).toArray(ValueLayout.JAVA_BYTE)));

        respond(frame(CLIENT, GUEST, PORT, "120a000001"));
        Twins.until(() -> done.size() == 2);
        assertEquals(Set.of(), Set.copyOf(dataPlane.declared));
    }

    @Test
    void shouldRefuseWhileNobodyKnowsTheStatus() {
        guests = new Guest.Table(List.of(new Guest(
                NIC,
                "",
                GUEST_MAC.bits(),
                new SourceNetworks(List.of(IpPrefix.parse("0.0.0.0/0"))),
                new StatusReply(Set.of(NIC), () -> null, 100))));
        assertEquals(0, respond(frame(CLIENT, GUEST, PORT, STATUS)).length);
        assertEquals(Map.of(RefusalReason.NOT_DONE, 1L), refused());
    }

    @Test
    void shouldAllocateNothingForAStatusRequest() {
        try (Arena arena = Arena.ofConfined()) {
            byte[] bytes = frame(CLIENT, GUEST, PORT, STATUS, 7);
            MemorySegment request = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
            var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            int rounds = 20_000;
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < 20 && allocated >= rounds; attempt++) { // until it is compiled
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < rounds; i++) {
                    responder.respond(request, 0, bytes.length, guests, i);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertTrue(allocated < rounds, allocated + " bytes for " + rounds + " requests");
        }
    }

    /** Ten million: good and bad requests, cut, with some bytes changed, and noise. */
    @Test
    void shouldCountEveryFrameWhateverIsInIt() {
        byte[] noise = new byte[2000];
        new Random(7).nextBytes(noise);
        List<byte[]> seeds = Stream.of(
                        goodRequests(),
                        badRequests().map(arguments -> (byte[]) arguments.get()[1]),
                        Stream.of(
                                frame(CLIENT, GUEST, PORT, "110a000001"),
                                frame("fd00::2", "fd05::1", PORT, "120a000001", 7),
                                noise))
                .flatMap(each -> each)
                .toList();
        var handedOn = new long[1];
        var fuzzed = new FrameResponder(
                PORT, new RequestHandler(desk, Twins.withoutKeys(counters), counters), counters, _ -> {
                    handedOn[0]++;
                    return _ -> {
                        // nobody waits
                    };
                });
        MemorySegment memory = Arena.ofAuto().allocate(2048);
        var random = new SplittableRandom(555);
        int rounds = 10_000_000;
        long answered = 0;
        long passedOver = 0;
        for (int i = 0; i < rounds; i++) {
            byte[] seed = seeds.get(i % seeds.size());
            MemorySegment.copy(seed, 0, memory, ValueLayout.JAVA_BYTE, 0, seed.length);
            int length = random.nextInt(8) == 0 ? random.nextInt(seed.length + 1) : seed.length;
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(random.nextBoolean() ? 80 : 14);
                memory.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            }
            if (length >= 14 && ethernetDestination(memory) != GUEST_MAC.bits()) {
                passedOver++;
            }
            answered += fuzzed.respond(memory, 0, length, guests, 0) > 0 ? 1 : 0;
        }
        Map<RefusalReason, Long> refused = counters.refused();
        long refusals = refused.values().stream().mapToLong(Long::longValue).sum();
        long taken = handedOn[0] - refused.get(RefusalReason.NOT_DONE);
        assertEquals(rounds, answered + refusals + taken + passedOver);
        assertTrue(answered > 0 && taken > 0 && passedOver > 0);
        refused.forEach((reason, count) ->
                assertTrue(count > 0 || reason.compareTo(RefusalReason.MALFORMED) >= 0, reason + " never happened"));
    }

    private static long ethernetDestination(MemorySegment frame) {
        long destination = 0;
        for (int i = 0; i < 6; i++) {
            destination = destination << 8 | frame.get(ValueLayout.JAVA_BYTE, i) & 0xff;
        }
        return destination;
    }
}
