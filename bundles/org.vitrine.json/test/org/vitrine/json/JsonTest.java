/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.json;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

class JsonTest {
    sealed interface Shape permits Dot, Line {}

    record Dot(int x) implements Shape {}

    record Line(Dot from, Dot to) implements Shape {
        Line {
            if (from.equals(to)) {
                throw new IllegalArgumentException("a line needs two ends");
            }
        }
    }

    enum Colour {
        RED,
        GREEN
    }

    record Everything(
            NicId nic,
            MacAddress mac,
            List<IpPrefix> addresses,
            Optional<IpAddress> present,
            Optional<IpAddress> absent,
            Duration window,
            Shape shape,
            List<Shape> shapes,
            Map<Colour, Long> counts,
            Map<NicId, Set<Colour>> byNic,
            double rate) {}

    private static final NicId NIC = new NicId(new MachineId("local/netns/demo/web"), "eth0");

    private static final Everything EVERYTHING = new Everything(
            NIC,
            MacAddress.parse("52:54:00:00:00:01"),
            List.of(IpPrefix.parse("10.0.0.1/24"), IpPrefix.parse("fd77::1/64")),
            Optional.of(IpAddress.parse("10.0.0.2")),
            Optional.empty(),
            Duration.ofMillis(3000),
            new Line(new Dot(1), new Dot(2)),
            List.of(new Dot(1), new Line(new Dot(3), new Dot(4))),
            Map.of(Colour.RED, Long.MAX_VALUE),
            Map.of(NIC, Set.of(Colour.GREEN)),
            1.25e9);

    @Test
    void shouldReadBackWhatItWrites() {
        String text = Json.compact(EVERYTHING);
        assertEquals(EVERYTHING, Json.read(text, Everything.class), text);
        assertEquals(EVERYTHING, Json.read(Json.pretty(EVERYTHING), Everything.class));
    }

    @Test
    void shouldWriteAddressesAsText() {
        assertEquals(
                "[\"10.0.0.1\",\"fd77::1\"]",
                Json.compact(List.of(IpAddress.parse("10.0.0.1"), IpAddress.parse("FD77::1"))));
    }

    @Test
    void shouldCarryBytes() {
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        assertArrayEquals(bytes, Json.<byte[]>read(Json.compact(bytes), byte[].class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"Circle\"}",
                "{\"x\":1}",
                "7",
                "{\"type\":\"Dot\",\"x\":\"many\"}",
                "{\"type\":\"Line\",\"from\":{\"x\":1},\"to\":{\"x\":1}}",
                "{\"type\":\"Line\",\"to\":{\"x\":1}}",
                "{\"type\":\"java.lang.Runtime\"}",
                "{"
            })
    void shouldComplainAboutWhatIsNoShape(String text) {
        assertThrows(JsonParseException.class, () -> Json.read(text, Shape.class));
    }

    @Test
    void shouldSayWhereAndWhyAValueIsBad() {
        var complaint = assertThrows(
                JsonParseException.class,
                () -> Json.read("{\"nic\":{\"machine\":\"m\",\"name\":\"\"}}", Everything.class));
        assertTrue(complaint.getMessage().contains("vNIC name needs 1 to 255"), complaint.getMessage());
        complaint = assertThrows(
                JsonParseException.class,
                () -> Json.read("[\"10.0.0.1\",\"10.0.0\"]", new TypeToken<List<IpAddress>>() {}.getType()));
        assertTrue(complaint.getMessage().contains("$[1]: \"10.0.0\" is not an IPv4"), complaint.getMessage());
    }

    @Test
    void shouldNeverFailWithAnythingButAComplaint() {
        Random random = new Random(2);
        byte[] good = Json.compact(EVERYTHING).getBytes();
        for (int i = 0; i < 50_000; i++) {
            byte[] bad = good.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) " {}[]\":,0aN-".charAt(random.nextInt(12));
            }
            try {
                Json.read(new String(bad), Everything.class);
            } catch (JsonParseException expected) {
                assertTrue(expected.getMessage() != null);
            }
        }
    }
}
