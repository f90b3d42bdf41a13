/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.dissect.Detail;

class WiresharkTest {
    private static final int MUTATIONS = 20_000;

    private static final String PDML = """
            <?xml version="1.0" encoding="utf-8"?>
            <pdml version="0" creator="wireshark/4.0.17">
            <packet>
              <proto name="tcp" showname="Transmission Control Protocol" size="20" pos="34"/>
              <proto name="http" showname="Hypertext Transfer Protocol" size="16" pos="54">
                <field name="http.request.line" showname="GET / HTTP/1.1\\r\\n" size="16" pos="54">
                  <field name="http.request.method" showname="Request Method: GET" size="3" pos="54" show="GET"/>
                  <field name="http.hidden" showname="hidden" hide="yes" size="3" pos="54"/>
                </field>
              </proto>
            </packet>
            </pdml>
            """;

    @Test
    void shouldReadWhatTsharkSaysOfUnknownLayers() throws Exception {
        List<Detail> layers = Wireshark.parse(PDML.getBytes(StandardCharsets.UTF_8), 60);
        assertEquals(1, layers.size());
        Detail http = layers.getFirst();
        assertEquals("Hypertext Transfer Protocol", http.text());
        assertEquals(6, http.length(), "not beyond the frame");
        assertEquals(
                List.of("Request Method: GET"),
                http.children().getFirst().children().stream().map(Detail::text).toList());
    }

    @Test
    void shouldAskTshark() throws Exception {
        Optional<Path> tshark = Wireshark.program("tshark");
        assumeTrue(tshark.isPresent(), "needs tshark");
        MemorySegment memory = MemorySegment.ofArray(new byte[200]);
        int length = new PacketBuilder(memory)
                .ethernet(1, 2)
                .ipv4(0x0a000001, 0x0a000002)
                .tcp(40_000, 80, 1, 1, Tcp.PSH | Tcp.ACK, 500)
                .payload("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                .finish();
        byte[] frame = memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        List<Detail> layers = Wireshark.details(tshark.get(), frame, 1);
        assertEquals(
                List.of("Hypertext Transfer Protocol"),
                layers.stream().map(Detail::text).toList());
        assertEquals(54, layers.getFirst().offset());
    }

    @Test
    void shouldRefuseWhatIsNoMarkup() {
        SplittableRandom random = new SplittableRandom(1);
        int refused = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] bytes = PDML.getBytes(StandardCharsets.UTF_8);
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                bytes[random.nextInt(bytes.length)] = (byte) (32 + random.nextInt(96));
            }
            try {
                Wireshark.parse(bytes, 60);
            } catch (IOException _) {
                refused++;
            }
        }
        assertTrue(refused > 0);
    }
}
