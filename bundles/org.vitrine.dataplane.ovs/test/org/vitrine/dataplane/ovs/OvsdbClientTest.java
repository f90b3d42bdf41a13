/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** The client against a server that says what a test makes it say, and the frames of JSON under it against hostile bytes. */
class OvsdbClientTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String ANSWER = "{\"id\":1,\"result\":[],\"error\":null}";

    private final ServerSocket server;
    private final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();
    private Socket peer;
    private OvsdbClient client;

    OvsdbClientTest() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = OvsdbClient.connect(
                new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
                (method, params) -> notifications.add(method + params));
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        peer.close();
        server.close();
    }

    private void say(String text) throws IOException {
        OutputStream out = peer.getOutputStream();
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Answers the next request. */
    private void answer(String text) {
        Thread.ofVirtual().start(() -> {
            try {
                awaitMessage();
                say(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private String awaitMessage() throws IOException {
        InputStream in = peer.getInputStream();
        JsonFrames frames = new JsonFrames(1000);
        String message = null;
        while (message == null) {
            message = frames.next(ByteBuffer.wrap(new byte[] {(byte) in.read()}));
        }
        return message;
    }

    @Test
    void shouldGiveTheResult() throws Exception {
        answer(ANSWER.replace("[]", "[\"Open_vSwitch\"]"));
        assertEquals(
                "[\"Open_vSwitch\"]",
                client.call("list_dbs", new JsonArray(), LIMIT).toString());
    }

    @Test
    void shouldTellWhatTheServerRefuses() throws Exception {
        answer("{\"id\":1,\"result\":null,\"error\":\"unknown database\"}");
        var refusal = assertThrows(VitrineException.class, () -> client.call("monitor", new JsonArray(), LIMIT));
        assertEquals(Reason.FAILED, refusal.reason());
        assertTrue(refusal.getMessage().contains("unknown database"), refusal.getMessage());
    }

    @Test
    void shouldFailATransactionOfWhichAnOperationWasRefused() throws Exception {
        answer(ANSWER.replace("[]", "[{},{\"error\":\"constraint violation\",\"details\":\"no such row\"}]"));
        var refusal =
                assertThrows(VitrineException.class, () -> client.transact("Open_vSwitch", new JsonArray(), LIMIT));
        assertTrue(refusal.getMessage().contains("constraint violation: no such row"), refusal.getMessage());
    }

    @Test
    void shouldAnswerEchoAndPassNotificationsOnInTheirOrder() throws Exception {
        say("{\"method\":\"echo\",\"params\":[1,\"}\"],\"id\":\"echo\"}");
        String reply = awaitMessage();
        assertEquals(
                JsonParser.parseString("{\"result\":[1,\"}\"],\"error\":null,\"id\":\"echo\"}"),
                JsonParser.parseString(reply));
        for (int i = 0; i < 3; i++) {
            say("{\"method\":\"update\",\"params\":[" + i + "],\"id\":null}\n");
        }
        for (int i = 0; i < 3; i++) {
            assertEquals("update[" + i + "]", notifications.poll(10, TimeUnit.SECONDS));
        }
    }

    @Test
    void shouldGiveUpOnASilentServer() {
        var refusal = assertThrows(
                VitrineException.class, () -> client.call("list_dbs", new JsonArray(), Duration.ofMillis(20)));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "SSH-2.0-x",
                "{]",
                "{\"id\":1,",
                "{\"method\":7,\"params\":{}}",
                "{\"method\":\"update\",\"params\":\"x\",\"id\":null}",
                "{\"id\":1,\"result\":[}"
            })
    void shouldEndTheConnectionOverWhatIsNotOvsdb(String text) throws Exception {
        say(text);
        peer.shutdownOutput();
        var refusal = assertThrows(VitrineException.class, () -> client.call("list_dbs", new JsonArray(), LIMIT));
        assertEquals(Reason.UNAVAILABLE, refusal.reason());
        assertFalse(client.ended().get(10, TimeUnit.SECONDS).getMessage().isEmpty());
    }

    // ---- frames

    @Test
    void shouldFindTheEndsOfObjectsHoweverTheBytesCome() throws Exception {
        String one = "{\"a\":\"}{\\\"\\\\\",\"b\":[{}]}";
        byte[] bytes = (one + "\n " + one + one).getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            JsonFrames frames = new JsonFrames(1000);
            List<String> found = new ArrayList<>();
            for (int from = 0; from < bytes.length; from += size) {
                ByteBuffer part = ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from));
                for (String text = frames.next(part); text != null; text = frames.next(part)) {
                    found.add(text);
                }
            }
            assertEquals(List.of(one, one, one), found);
            assertTrue(frames.isBetween());
        }
    }

    @Test
    void shouldBoundSizeAndDepth() throws Exception {
        JsonFrames frames = new JsonFrames(10_000);
        ByteBuffer endless = ByteBuffer.wrap(("{\"" + "x".repeat(20_000)).getBytes(StandardCharsets.UTF_8));
        assertTrue(assertThrows(IOException.class, () -> frames.next(endless))
                .getMessage()
                .contains("larger than 10000 bytes"));
        ByteBuffer deep = ByteBuffer.wrap(("{\"a\":" + "[".repeat(100)).getBytes(StandardCharsets.UTF_8));
        assertThrows(IOException.class, () -> new JsonFrames(10_000).next(deep));
        assertNull(new JsonFrames(10).next(ByteBuffer.wrap("{\"a\":".getBytes(StandardCharsets.UTF_8))));
    }

    /** Whatever a server says: an image or an exception that is expected, in bounded memory and time. */
    @Test
    void shouldSurviveMutatedUpdates() throws Exception {
        String update = """
                {"Bridge":{"b":{"new":{"name":"br0","ports":["set",[["uuid","p"],["uuid","q"]]],"protocols":["set",[]]}}},
                "Port":{"p":{"new":{"interfaces":["uuid","i"]}}},"Interface":{"i":{"new":{"name":"g0","ofport":1}}}}""";
        SwitchImage.Rows whole = new SwitchImage.Rows();
        whole.take(JsonParser.parseString(update).getAsJsonObject());
        assertEquals(new SwitchImage.Port("br0", "g0", 1), whole.image().ports().get("g0"));
        byte[] bytes = update.getBytes(StandardCharsets.US_ASCII);
        byte[] alphabet = "{}[]\",:\\0ub\u0000".getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(4);
        int images = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] hostile = bytes.clone();
            for (int i = random.nextInt(1, 4); i > 0; i--) {
                hostile[random.nextInt(hostile.length)] = alphabet[random.nextInt(alphabet.length)];
            }
            try {
                String text = new JsonFrames(2_000).next(ByteBuffer.wrap(hostile));
                if (text != null) {
                    SwitchImage.Rows rows = new SwitchImage.Rows();
                    rows.take(JsonParser.parseString(text).getAsJsonObject());
                    rows.image();
                    images++;
                }
            } catch (IOException
                    | com.google.gson.JsonParseException
                    | IllegalStateException
                    | UnsupportedOperationException
                    | IndexOutOfBoundsException
                    | NullPointerException
                    | ClassCastException
                    | NumberFormatException _) {
                // what the connection is ended for
            }
        }
        assertTrue(images > 1_000, images + " were read");
    }
}
