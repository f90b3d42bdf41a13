/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.packet.Dhcp;
import org.vitrine.packet.Frames;
import org.vitrine.packet.Gre;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Vxlan;

/**
 * Frames and filters with bytes and letters changed: no exception escapes but the one that says what is wrong with a filter, and nothing
 * reads beyond a frame, whose memory ends with it. {@code -Dvitrine.fuzz.frames} and {@code -Dvitrine.fuzz.filters} say how many.
 */
class DissectFuzzTest {
    private static final int FRAMES = Integer.getInteger("vitrine.fuzz.frames", 100_000);
    private static final int FILTERS = Integer.getInteger("vitrine.fuzz.filters", 300_000);
    private static final int LONGEST = 2_000;
    private static final int HEADERS = 120;
    private static final int MADE_UP = 300;

    private final SplittableRandom random = new SplittableRandom(11);

    @TempDir
    Path folder;

    @Test
    void shouldSaySomethingOfEveryFrame() throws Exception {
        List<byte[]> seeds = seeds();
        List<DisplayFilter> filters = new ArrayList<>();
        for (String name : DisplayFilter.fields()) {
            filters.add(DisplayFilter.parse(name));
        }
        filters.add(DisplayFilter.parse(
                "dns.qry.name contains \"a\" or frame contains \"abc\" or tcp.payload contains 00:00"));
        try (Arena arena = Arena.ofConfined();
                CaptureFile file = CaptureFile.open(Samples.pcapng(folder.resolve("a.pcapng"), Samples.frames()))) {
            file.index(Progress.NONE);
            Frame frame = new Frame(file);
            Summary summary = new Summary();
            Details details = new Details();
            MemorySegment all = arena.allocate(LONGEST);
            long seen = 0;
            for (int i = 0; i < FRAMES; i++) {
                byte[] seed = seeds.get(random.nextInt(seeds.size()));
                int length = random.nextInt(4) == 0 ? random.nextInt(seed.length + 1) : seed.length;
                frame.memory = all.asSlice(LONGEST - length);
                MemorySegment.copy(seed, 0, frame.memory, ValueLayout.JAVA_BYTE, 0, length);
                mutate(frame.memory, length);
                frame.number = 1 + random.nextInt(13);
                frame.linkType = random.nextInt(20) == 0 ? 101 : 1;
                frame.capturedLength = length;
                frame.length = length + (random.nextInt(4) == 0 ? random.nextInt(100) : 0);
                frame.wrap();
                try {
                    seen += summary.line(frame).info().length();
                    check(details.of(frame, ZoneOffset.UTC), length);
                    for (DisplayFilter filter : filters) {
                        seen += filter.matches(frame) ? 1 : 0;
                    }
                } catch (RuntimeException | Error e) {
                    throw new AssertionError("frame " + i, e);
                }
            }
            assertTrue(seen > 0);
        }
        System.out.println(FRAMES + " mutated frames in words");
    }

    /** Every place is one within the frame. */
    private static void check(List<Detail> details, int length) {
        for (Detail detail : details) {
            assertTrue(
                    detail.offset() >= 0 && detail.length() >= 0 && detail.offset() + detail.length() <= length,
                    () -> detail + " is not within " + length + " B");
            check(detail.children(), length);
        }
    }

    private void mutate(MemorySegment memory, int length) {
        for (int mutations = length == 0 ? 0 : random.nextInt(5); mutations > 0; mutations--) {
            int at = random.nextInt(Math.min(length, random.nextInt(4) > 0 ? HEADERS : LONGEST));
            memory.set(ValueLayout.JAVA_BYTE, at, (byte)
                    (random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 1));
        }
    }

    private List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>(Samples.frames());
        for (int i = 0; i < MADE_UP; i++) {
            seeds.add(Frames.sound(random));
        }
        for (byte[] frame : List.copyOf(seeds.subList(0, 60))) {
            seeds.add(made(outer().udp(50_000, Vxlan.PORT).vxlan(7).payload(frame)));
            seeds.add(made(outer().gre(Gre.TYPE_ETHERNET, Gre.KEY, 7, 0).payload(frame)));
        }
        byte[] dhcp = new byte[300];
        dhcp[0] = 1;
        dhcp[1] = 1;
        java.nio.ByteBuffer.wrap(dhcp).putInt(Dhcp.COOKIE_OFFSET, 0x6382_5363);
        System.arraycopy(
                new byte[] {53, 1, 2, 51, 4, 0, 0, 14, 16, 50, 4, 10, 0, 0, 1, 54, 4, 10, 0, 0, 2, (byte) 255},
                0,
                dhcp,
                Dhcp.OPTIONS_OFFSET,
                22);
        seeds.add(made(outer().udp(67, 68).payload(dhcp)));
        seeds.add(made(outer6().udp(546, 547).payload(new byte[] {1, 2, 3, 4, 0, 1, 0, 2, 5, 5, 0, 3, 0, 1, 7})));
        seeds.add(made(outer6().icmp(135, 0, 0).payload(neighbor())));
        seeds.add(made(outer6().icmp(134, 0, 0x4000_0708).payload(neighbor())));
        return seeds;
    }

    private static byte[] neighbor() {
        byte[] body = new byte[24 + 8];
        body[0] = (byte) 0xfd;
        body[15] = 2;
        body[16] = 1;
        body[17] = 1;
        body[18] = 0x52;
        return body;
    }

    private static PacketBuilder outer() {
        return new PacketBuilder(MemorySegment.ofArray(new byte[4_000]))
                .ethernet(0x5254_0000_0101L, 0x5254_0000_0102L)
                .ipv4(0x0a00_0101, 0x0a00_0102);
    }

    private static PacketBuilder outer6() {
        return new PacketBuilder(MemorySegment.ofArray(new byte[4_000]))
                .ethernet(0x5254_0000_0101L, 0x5254_0000_0102L)
                .ipv6(0xfd00L << 48, 1, 0xfd00L << 48, 2);
    }

    private static byte[] made(PacketBuilder builder) {
        int length = Math.min(builder.finish(), LONGEST);
        return builder.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void shouldUnderstandOrRefuseEveryFilter() {
        List<String> words = new ArrayList<>(DisplayFilter.fields());
        words.addAll(List.of(
                "==",
                "!=",
                "<",
                ">",
                "<=",
                ">=",
                "&&",
                "||",
                "!",
                "(",
                ")",
                "{",
                "}",
                ",",
                "..",
                "&",
                "~",
                "in",
                "contains",
                "matches",
                "and",
                "or",
                "not",
                "eq",
                "80",
                "0x10",
                "10.0.0.1",
                "10.0.0.0/8",
                "fd00::1",
                "fd00::/8",
                "52:54:00:00:00:01",
                "\"text\"",
                "\"",
                "\\",
                "1.5",
                "-1",
                "999999999999999999999",
                "1e999999999",
                "/",
                ":",
                "::"));
        int good = 0;
        for (int i = 0; i < FILTERS; i++) {
            StringBuilder filter = new StringBuilder();
            for (int count = random.nextInt(9); count >= 0; count--) {
                filter.append(words.get(random.nextInt(words.size()))).append(random.nextInt(5) == 0 ? "" : " ");
            }
            for (int mutations = random.nextInt(3); mutations > 0 && !filter.isEmpty(); mutations--) {
                filter.setCharAt(random.nextInt(filter.length()), (char) (32 + random.nextInt(100)));
            }
            try {
                DisplayFilter.parse(filter.toString());
                good++;
            } catch (FilterSyntaxException e) {
                assertTrue(
                        e.position() >= 0 && e.position() + e.length() <= filter.length(),
                        () -> filter + ": " + e.position());
            } catch (RuntimeException | Error e) {
                throw new AssertionError(filter.toString(), e);
            }
        }
        assertTrue(good > 0);
        System.out.println(FILTERS + " filters, " + good + " of them good");
    }
}
