/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.traffic.CaptureQuery;
import org.vitrine.traffic.CaptureTraffic;
import org.vitrine.traffic.CapturedFlow;
import org.vitrine.traffic.CapturedHost;
import org.vitrine.traffic.CapturedProtocol;
import org.vitrine.traffic.FlowOrder;
import org.vitrine.traffic.TcpState;
import org.vitrine.traffic.TrafficTotals;

/** What single packets of a file become; whole files are compared with other readers in {@link FlowComparisonTest}. */
class CapturedTrafficTest {
    private static final int CLIENT = 0x0a05_0009;
    private static final int SERVER = 0x0a05_0001;
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long MILLI = 1_000_000;
    private static final CaptureQuery ALL = new CaptureQuery("", FlowOrder.FIRST_SEEN, 0, 100);

    @TempDir
    private Path folder;

    private Path file;
    private long now = START;

    /** Two connections from one port, an hour apart, a request that nobody answers, and an ARP. */
    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("some.pcap");
        try (Arena arena = Arena.ofConfined();
                PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(1_514))) {
            MemorySegment memory = arena.allocate(2_048);
            PacketBuilder builder = new PacketBuilder(memory);
            for (int connection = 0; connection < 2; connection++) {
                tcp(writer, memory, builder, true, Tcp.SYN, 1, 0);
                tcp(writer, memory, builder, false, Tcp.SYN | Tcp.ACK, 1, 0);
                tcp(writer, memory, builder, true, Tcp.ACK, 2, 10);
                tcp(writer, memory, builder, false, Tcp.FIN | Tcp.ACK, 2, 100);
                tcp(writer, memory, builder, true, Tcp.FIN | Tcp.ACK, 12, 0);
                tcp(writer, memory, builder, false, Tcp.ACK, 103, 0);
                now += 3_600_000 * MILLI;
            }
            put(
                    writer,
                    memory,
                    builder.ethernet(2, 1).ipv4(CLIENT, SERVER).udp(999, 53).finish());
            put(
                    writer,
                    memory,
                    builder.ethernet(-1, 1)
                            .etherType(0x0806)
                            .payload(new byte[28])
                            .finish());
        }
    }

    private void tcp(
            PcapWriter writer,
            MemorySegment memory,
            PacketBuilder builder,
            boolean fromClient,
            int flags,
            int sequence,
            int length)
            throws IOException {
        ByteBuffer segment = ByteBuffer.allocate(Tcp.LENGTH + length);
        segment.putShort((short) (fromClient ? 4_000 : 80)).putShort((short) (fromClient ? 80 : 4_000));
        segment.putInt(sequence)
                .putInt(0)
                .put((byte) (Tcp.LENGTH / 4 << 4))
                .put((byte) flags)
                .putShort((short) 9_000);
        put(
                writer,
                memory,
                builder.ethernet(fromClient ? 2 : 1, fromClient ? 1 : 2)
                        .ipv4(fromClient ? CLIENT : SERVER, fromClient ? SERVER : CLIENT)
                        .protocol(6)
                        .payload(segment.array())
                        .finish());
    }

    private void put(PcapWriter writer, MemorySegment memory, int length) throws IOException {
        writer.write(memory, 0, length, length, now);
        now += 10 * MILLI;
    }

    private static CaptureTraffic read(byte[] content, CaptureQuery query) throws VitrineException {
        return new CapturedTraffic().read(new ByteArrayInputStream(content), "some.pcap", query);
    }

    @Test
    void shouldTellConnectionsApartThatHaveTheSameEnds() throws Exception {
        CaptureTraffic traffic = read(Files.readAllBytes(file), ALL);

        assertEquals(Optional.empty(), traffic.damage());
        assertEquals(14, traffic.packets());
        assertEquals(3, traffic.knownFlows());
        assertEquals(3, traffic.flows().size());
        for (CapturedFlow connection : traffic.flows().subList(1, 3)) {
            assertEquals("10.5.0.9:4000 10.5.0.1:80", ends(connection));
            assertEquals(new TrafficTotals(3 * 54 + 10, 3, 3 * 54 + 100, 3), connection.totals());
            assertEquals(TcpState.CLOSED, connection.tcp().orElseThrow().state());
            assertEquals(
                    20,
                    connection
                            .tcp()
                            .orElseThrow()
                            .handshakeRoundTrip()
                            .orElseThrow()
                            .toMillis(),
                    1);
        }
        assertEquals("10.5.0.9:999 10.5.0.1:53", ends(traffic.flows().getFirst()));
    }

    private static String ends(CapturedFlow flow) {
        return flow.client() + ":" + flow.clientPort() + " " + flow.server() + ":" + flow.serverPort();
    }

    @Test
    void shouldSumUpHostsAndProtocols() throws Exception {
        CaptureTraffic traffic = read(Files.readAllBytes(file), ALL);

        assertEquals(2, traffic.knownHosts());
        for (CapturedHost host : traffic.hosts()) {
            assertEquals(3, host.flows());
            assertEquals(13, host.totals().txPackets() + host.totals().rxPackets());
        }
        assertEquals(
                List.of("IPv4 13", "ARP 1", "TCP 12", "UDP 1"),
                traffic.protocols().stream()
                        .map(p -> p.protocol().displayName() + " " + p.packets())
                        .toList());
        assertEquals(
                traffic.bytes(),
                traffic.protocols().subList(0, 2).stream()
                        .mapToLong(CapturedProtocol::bytes)
                        .sum());
    }

    @Test
    void shouldCountWhatPassesAFilter() throws Exception {
        CaptureTraffic traffic =
                read(Files.readAllBytes(file), new CaptureQuery("udp and frame.number == 13", FlowOrder.BYTES, 0, 9));

        assertEquals(1, traffic.packets());
        assertEquals(13, traffic.filteredOut());
        assertEquals(1, traffic.flows().size());
        byte[] content = Files.readAllBytes(file);
        CaptureQuery wrong = new CaptureQuery("udp and", FlowOrder.BYTES, 0, 9);
        assertEquals(
                Reason.INVALID,
                assertThrows(VitrineException.class, () -> read(content, wrong)).reason());
    }

    @Test
    void shouldTurnPages() throws Exception {
        byte[] content = Files.readAllBytes(file);
        CaptureTraffic page = read(content, new CaptureQuery("", FlowOrder.FIRST_SEEN, 1, 1));

        assertEquals(read(content, ALL).flows().subList(1, 2), page.flows());
        assertEquals(3, page.knownFlows());
    }

    @Test
    void shouldGiveWhatIsGoodOfADamagedFile() throws Exception {
        byte[] content = Files.readAllBytes(file);
        CaptureTraffic cut = read(Arrays.copyOf(content, content.length - 1), ALL);
        assertEquals(13, cut.packets());
        assertTrue(
                cut.damage().orElseThrow().contains("after packet 13"),
                cut.damage().orElseThrow());

        byte[] corrupt = content.clone();
        Arrays.fill(corrupt, 24 + 8, 24 + 12, (byte) 0xff); // the length of the first packet
        CaptureTraffic none = read(corrupt, ALL);
        assertEquals(0, none.packets());
        assertEquals(List.of(), none.flows());
        assertTrue(none.damage().isPresent());
    }

    @Test
    void shouldReadWhatIsCompressed() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(Files.readAllBytes(file));
        }
        assertEquals(read(Files.readAllBytes(file), ALL), read(packed.toByteArray(), ALL));
        CaptureTraffic cut = read(Arrays.copyOf(packed.toByteArray(), packed.size() - 20), ALL);
        assertTrue(
                cut.damage().orElseThrow().contains("compression"), cut.damage().orElseThrow());
    }

    @Test
    void shouldSayWhatIsNoCaptureFile() {
        VitrineException said =
                assertThrows(VitrineException.class, () -> read("a letter to somebody".getBytes(), ALL));
        assertEquals(Reason.INVALID, said.reason());
        assertTrue(said.getMessage().contains("no capture file"), said.getMessage());
    }
}
