/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.RefusalReason;
import org.vitrine.admin.protocol.AdminV2Body.Direction;
import org.vitrine.admin.protocol.AdminV2Body.Disk;
import org.vitrine.admin.protocol.AdminV2Body.Entries;
import org.vitrine.admin.protocol.AdminV2Body.FilterRequest;
import org.vitrine.admin.protocol.AdminV2Body.Host;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.Layer;
import org.vitrine.admin.protocol.AdminV2Body.LimitRequest;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.PageRequest;
import org.vitrine.admin.protocol.AdminV2Body.Port;
import org.vitrine.admin.protocol.AdminV2Body.Protocol;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Rule;
import org.vitrine.admin.protocol.AdminV2Body.State;
import org.vitrine.admin.protocol.AdminV2Body.Traffic;
import org.vitrine.common.IpAddress;

class AdminV2Test {
    private static final IpAddress GUEST = IpAddress.parse("10.5.0.1");
    private static final long NOW = 1_764_040_864_123_456_789L;
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final Traffic TRAFFIC = new Traffic(1, 2, 1L << 40, 4, 5, Long.MAX_VALUE);

    private final AdminKey key = new AdminKey(0x8d1f02a6, Instant.EPOCH, ascending());
    private final AdminV2Seal seal = new AdminV2Seal(key);

    private static byte[] ascending() {
        byte[] secret = new byte[AdminKey.SECRET_LENGTH];
        for (int i = 0; i < secret.length; i++) {
            secret[i] = (byte) i;
        }
        return secret;
    }

    private byte[] request(int opcode, byte[] body) {
        return seal.request(opcode, body, NOW, 0xfedcba9876543210L, GUEST);
    }

    // ---- the bytes

    @Test
    void shouldWriteWhatAnIndependentProgramWrites() throws Exception {
        List<byte[]> ours = new ArrayList<>();
        for (int opcode : List.of(0x20, 0x22, 0x24, 0x26)) {
            ours.add(request(opcode, AdminV2Body.write(new PageRequest(77, 30))));
        }
        IpAddress nine = IpAddress.parse("fd05::9");
        IpAddress one = IpAddress.parse("10.0.0.1");
        ours.add(request(0x28, AdminV2Body.write(new FilterRequest(true, nine))));
        ours.add(request(0x28, AdminV2Body.write(new FilterRequest(false, one))));
        var limit = new LimitRequest(true, Kind.BIT_RATE, Direction.FROM_GUEST, 20_000_000, 32_768);
        ours.add(request(0x2a, AdminV2Body.write(limit)));
        ours.add(request(0x2a, AdminV2Body.write(new LimitRequest(false, Kind.PACKET_RATE, Direction.BOTH, 0, 0))));
        ours.add(request(0x2c, new byte[0]));
        ours.add(answer(0x20, AdminV2Body.HOSTS.write(page(new Host(one, TRAFFIC, 9)))));
        ours.add(answer(0x22, AdminV2Body.PROTOCOLS.write(page(new Protocol(Layer.ETHERNET, 0x86dd, TRAFFIC)))));
        ours.add(answer(0x24, AdminV2Body.PORTS.write(page(new Port(17, 65_535, TRAFFIC)))));
        ours.add(answer(
                0x26,
                AdminV2Body.RULES.write(new Page<>(
                        77,
                        40,
                        30,
                        Duration.ZERO,
                        List.of(
                                new Rule(Kind.FILTER, Direction.BOTH, State.APPLIED, nine, 0, 0),
                                new Rule(
                                        Kind.PACKET_RATE, Direction.TO_GUEST, State.FAILED, Rule.NOBODY, 1000, 10))))));
        ours.add(answer(0x28, new byte[0]));
        ours.add(seal.answer(request(0x2a, new byte[24]), AdminV2.INVALID, new byte[0]));
        ours.add(answer(
                0x2c,
                AdminV2Body.write(new Resources(6, 7, 8, -1, 10, 2, 1, List.of(new Disk("vda", 1, 2, 3, 4, 5, -1))))));
        assertEquals(
                python("bytes"), ours.stream().map(HexFormat.of()::formatHex).toList());
    }

    private static <E> Page<E> page(E entry) {
        return new Page<>(77, 40, 30, Duration.ofSeconds(3), List.of(entry));
    }

    private byte[] answer(int requestOpcode, byte[] body) {
        return seal.answer(request(requestOpcode, new byte[24]), AdminV2.OK, body);
    }

    private static List<String> python(String... arguments) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3 for a second writer");
        List<String> command =
                new ArrayList<>(List.of("/usr/bin/python3", "test/org/vitrine/admin/protocol/independent.py"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        return output.lines().toList();
    }

    @Test
    void shouldReadWhatItWrites() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 20_000; i++) {
            assertRead(AdminV2Body.HOSTS, random, r -> new Host(address(r), traffic(r), r.nextLong()));
            assertRead(
                    AdminV2Body.PROTOCOLS,
                    random,
                    r -> new Protocol(any(Layer.values(), r), r.nextInt(65_536), traffic(r)));
            assertRead(AdminV2Body.PORTS, random, r -> new Port(r.nextInt(256), r.nextInt(65_536), traffic(r)));
            assertRead(
                    AdminV2Body.RULES,
                    random,
                    r -> new Rule(
                            any(Kind.values(), r),
                            any(Direction.values(), r),
                            any(State.values(), r),
                            address(r),
                            r.nextLong(),
                            r.nextLong()));
            var wish = new PageRequest(random.nextLong(), random.nextInt(Integer.MAX_VALUE));
            assertEquals(wish, AdminV2Body.readPageRequest(AdminV2Body.write(wish)));
            var filter = new FilterRequest(random.nextBoolean(), address(random));
            assertEquals(filter, AdminV2Body.readFilterRequest(AdminV2Body.write(filter)));
            var limit = new LimitRequest(
                    random.nextBoolean(),
                    random.nextBoolean() ? Kind.BIT_RATE : Kind.PACKET_RATE,
                    any(Direction.values(), random),
                    random.nextLong(),
                    random.nextLong());
            assertEquals(limit, AdminV2Body.readLimitRequest(AdminV2Body.write(limit)));
        }
    }

    private static <E> void assertRead(
            Entries<E> entries, SplittableRandom random, Function<SplittableRandom, E> make) {
        List<E> some = IntStream.range(0, random.nextInt(entries.perPage() + 1))
                .mapToObj(_ -> make.apply(random))
                .toList();
        int first = random.nextInt(1000);
        var page = new Page<>(
                random.nextLong(),
                first + some.size() + random.nextInt(5),
                first,
                Duration.ofMillis(random.nextInt(100_000)),
                some);
        byte[] body = entries.write(page);
        assertTrue(body.length <= AdminV2.MAX_BODY_LENGTH);
        assertEquals(page, entries.read(body));
    }

    private static IpAddress address(SplittableRandom random) {
        return random.nextBoolean()
                ? IpAddress.ofIpv4(random.nextInt())
                : new IpAddress(random.nextLong(), random.nextLong());
    }

    private static Traffic traffic(SplittableRandom r) {
        return new Traffic(r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong(), r.nextLong());
    }

    private static <T> T any(T[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }

    @Test
    void shouldCutDiskNamesBetweenCharactersAndDisksToOneMessage() {
        List<Disk> disks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            disks.add(new Disk("\u00e4".repeat(7) + "x\u00e4" + i, i, -1, -1, -1, -1, -1));
        }
        byte[] body = AdminV2Body.write(new Resources(1, 2, 3, 4, 5, 6, 30, disks));
        assertTrue(body.length <= AdminV2.MAX_BODY_LENGTH);
        Resources read = AdminV2Body.readResources(body);
        assertEquals(30, read.allDisks());
        assertEquals(17, read.disks().size());
        assertEquals("\u00e4".repeat(7) + "x", read.disks().getFirst().name());
    }

    @Test
    void shouldReadNoiseOrSayWhatIsWrong() {
        SplittableRandom random = new SplittableRandom(4);
        List<Function<byte[], Object>> readers = List.of(
                AdminV2Body.HOSTS::read,
                AdminV2Body.PROTOCOLS::read,
                AdminV2Body.PORTS::read,
                AdminV2Body.RULES::read,
                AdminV2Body::readPageRequest,
                AdminV2Body::readFilterRequest,
                AdminV2Body::readLimitRequest,
                AdminV2Body::readResources);
        int refused = 0;
        for (int i = 0; i < 400_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            if (random.nextBoolean()) { // more of it has a chance to be read
                random.nextBytes(noise);
            }
            try {
                readers.get(i % readers.size()).apply(noise);
            } catch (IllegalArgumentException _) {
                refused++;
            }
        }
        assertTrue(refused > 0);
    }

    // ---- who may ask, and how often

    private AdminV2Verifier verifier(ReplayWindow window) {
        return new AdminV2Verifier(List.of(key), window, SKEW);
    }

    private static ReplayWindow oldWindow(int capacity) {
        return new ReplayWindow(capacity, 0, SKEW.toNanos());
    }

    private static boolean forGuest(long high, long low) {
        return high == GUEST.high() && low == GUEST.low();
    }

    @Test
    void shouldAcceptNoneOfAMillionReplayedAndForgedRequests() {
        AdminV2Verifier verifier = verifier(oldWindow(1 << 16));
        SplittableRandom random = new SplittableRandom(11);
        byte[][] taken = new byte[1000][];
        for (int i = 0; i < taken.length; i++) {
            byte[] body = AdminV2Body.write(new FilterRequest(true, IpAddress.ofIpv4(i)));
            taken[i] = seal.request(AdminV2.REQ_FILTER, body, NOW - i, random.nextLong(), GUEST);
            assertNull(verifier.refusalOf(taken[i], taken[i].length, AdminV2Test::forGuest, NOW));
        }
        AdminV2Seal thief = new AdminV2Seal(new AdminKey(key.id(), Instant.EPOCH, new byte[32]));
        Map<RefusalReason, Integer> reasons = new EnumMap<>(RefusalReason.class);
        for (int i = 0; i < 1_000_000; i++) {
            byte[] tried = taken[random.nextInt(taken.length)].clone();
            int length = tried.length;
            long now = NOW;
            switch (i % 5) {
                case 0 -> now += random.nextLong(-60_000_000_000L, 60_000_000_000L); // as it is, at any time
                case 1 -> tried[random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
                case 2 -> {
                    tried = thief.request(
                            AdminV2.REQ_FILTER,
                            Arrays.copyOfRange(tried, 40, 64),
                            NOW + random.nextInt(),
                            random.nextLong(),
                            GUEST);
                }
                case 3 -> length = random.nextInt(2 * length); // cut, or said to be longer
                default -> random.nextBytes(tried);
            }
            if (length == taken[0].length && i % 5 == 3) {
                length--;
            }
            RefusalReason reason = verifier.refusalOf(tried, length, AdminV2Test::forGuest, now);
            assertFalse(reason == null, "accepted: " + HexFormat.of().formatHex(tried));
            reasons.merge(reason, 1, Integer::sum);
        }
        for (RefusalReason expected : List.of(
                RefusalReason.REPLAYED,
                RefusalReason.BAD_TIME,
                RefusalReason.BAD_CODE,
                RefusalReason.UNKNOWN_KEY,
                RefusalReason.WRONG_TARGET,
                RefusalReason.TOO_SHORT,
                RefusalReason.TOO_LONG,
                RefusalReason.BAD_OPCODE,
                RefusalReason.MALFORMED)) {
            assertTrue(reasons.getOrDefault(expected, 0) > 0, expected + " never happened: " + reasons);
        }
    }

    @Test
    void shouldAcceptEveryBitOfARequestOnlyAsItWasMade() {
        byte[] request = request(AdminV2.REQ_LIMIT, new byte[24]);
        for (int bit = 0; bit < request.length * 8; bit++) {
            byte[] changed = request.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            AdminV2Verifier verifier = verifier(oldWindow(16));
            assertFalse(verifier.refusalOf(changed, changed.length, AdminV2Test::forGuest, NOW) == null, "bit " + bit);
        }
        assertNull(verifier(oldWindow(16)).refusalOf(request, request.length, AdminV2Test::forGuest, NOW));
    }

    @Test
    void shouldLetTwoKeysInWhileTheyAreChanged() {
        AdminKey next = AdminKey.create(Instant.EPOCH);
        var both = new AdminV2Verifier(List.of(key, next), oldWindow(16), SKEW);
        for (AdminKey each : List.of(key, next)) {
            byte[] request = new AdminV2Seal(each).request(AdminV2.REQ_RESOURCES, new byte[0], NOW, 1, GUEST);
            assertNull(both.refusalOf(request, request.length, AdminV2Test::forGuest, NOW));
            assertEquals(each, both.seal().key());
        }
        var later = new AdminV2Verifier(List.of(next), oldWindow(16), SKEW);
        byte[] old = request(AdminV2.REQ_RESOURCES, new byte[0]);
        assertEquals(RefusalReason.UNKNOWN_KEY, later.refusalOf(old, old.length, AdminV2Test::forGuest, NOW));
    }

    @Test
    void shouldTakeOnlyItsOwnAnswer() {
        byte[] request = request(AdminV2.REQ_FILTER, new byte[24]);
        byte[] answer = seal.answer(request, AdminV2.OK, new byte[0]);
        assertTrue(seal.answers(answer, request));
        byte[] other = seal.request(AdminV2.REQ_FILTER, new byte[24], NOW, 1, GUEST);
        assertFalse(seal.answers(answer, other));
        assertFalse(seal.answers(request, request));
        for (int length = 0; length < answer.length; length++) {
            assertFalse(seal.answers(Arrays.copyOf(answer, length), request));
        }
        answer[AdminV2.STATUS_OFFSET] = AdminV2.FAILED;
        assertFalse(seal.answers(answer, request));
    }

    @Test
    void shouldNeverShowASecret() {
        assertEquals("key 8d1f02a6", key.toString());
    }

    @Test
    void shouldAllocateOnlyTheResultOfTheHmacForForgeries() {
        AdminV2Verifier verifier = verifier(oldWindow(16));
        byte[] forged = request(AdminV2.REQ_FILTER, new byte[24]);
        forged[forged.length - 1] ^= 1;
        AdminV2Verifier.Target target = AdminV2Test::forGuest;
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        int rounds = 50_000;
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 20 && allocated > 48L * rounds + rounds; attempt++) { // until it is compiled
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                if (verifier.refusalOf(forged, forged.length, target, NOW) != RefusalReason.BAD_CODE) {
                    throw new AssertionError();
                }
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertTrue(allocated <= 48L * rounds + rounds, allocated + " bytes for " + rounds + " forgeries");
    }
}
