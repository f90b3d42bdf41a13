/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.vitrine.packet.Dns;
import org.vitrine.packet.DnsBuilder;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.Vxlan;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngOption;
import org.vitrine.packet.pcap.PcapngWriter;

/** A capture of two vNICs: visits of a web page, each with name resolution, connection, request and answer, and what goes wrong. */
final class SampleCapture {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long WEB_MAC = 0x5254_0000_0001L;
    private static final long DB_MAC = 0x5254_0000_0002L;
    private static final int CLIENT = 0x0a4d_010a;
    private static final int SERVER = 0x0a4d_640a;
    private static final int RESOLVER = 0x0a4d_0101;

    private final MemorySegment memory = MemorySegment.ofArray(new byte[4_000]);
    private final PacketBuilder builder = new PacketBuilder(memory);
    private final PcapngWriter writer;
    private long time = START;
    private int visit;

    private SampleCapture(PcapngWriter writer) {
        this.writer = writer;
    }

    /** Writes so many visits. */
    static Path write(Path file, int visits) throws IOException {
        try (PcapngWriter writer = PcapngWriter.create(
                file, List.of(PcapngOption.text(PcapngOption.SECTION_APPLICATION, "Vitrine test")))) {
            writer.add(PcapngInterface.ethernet("web eth0", "", 0));
            writer.add(PcapngInterface.ethernet("db eth0", "", 0));
            SampleCapture capture = new SampleCapture(writer);
            for (int i = 0; i < visits; i++) {
                capture.visit();
            }
        }
        return file;
    }

    private void visit() throws IOException {
        int port = 40_000 + visit % 20_000;
        put(link(true).arp(1, WEB_MAC, CLIENT, 0, RESOLVER), null);
        put(link(false).arp(2, DB_MAC, RESOLVER, WEB_MAC, CLIENT), null);
        MemorySegment message = MemorySegment.ofArray(new byte[300]);
        int length = new DnsBuilder(message)
                .query(visit & 0xffff, "www.example.org", Dns.TYPE_A)
                .length();
        put(link(true).ipv4(CLIENT, RESOLVER).udp(port, Dns.PORT).payload(message, 0, length), null);
        put(tcp(true, port, 1_000, 0, Tcp.SYN).maximumSegmentSize(1_460).windowScale(7), null);
        put(tcp(false, port, 9_000, 1_001, Tcp.SYN | Tcp.ACK).maximumSegmentSize(1_460), null);
        put(tcp(true, port, 1_001, 9_001, Tcp.ACK), null);
        put(
                tcp(true, port, 1_001, 9_001, Tcp.PSH | Tcp.ACK)
                        .payload(text("GET /index.html HTTP/1.1\r\nHost: www.example.org\r\n\r\n")),
                visit == 0 ? "the first request" : null);
        put(
                tcp(false, port, 9_001, 1_052, Tcp.PSH | Tcp.ACK)
                        .payload(text("HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\nHello, world!")),
                null);
        put(tcp(true, port, 1_052, 9_054, Tcp.FIN | Tcp.ACK), null);
        put(tcp(false, port, 9_054, 1_053, Tcp.RST | Tcp.ACK), null);
        put(
                link(true)
                        .ipv4(CLIENT, SERVER)
                        .icmp(Icmp.ECHO_REQUEST, 0, 7 << 16 | visit & 0xffff)
                        .payload(new byte[48]),
                null);
        put(link(true).ipv6(0xfd77L << 48, 1, 0xfd77L << 48, 2).udp(port, 9_999).payload(text("a datagram")), null);
        put(link(false).ipv4(SERVER, CLIENT).udp(50_000, Vxlan.PORT).vxlan(42).payload(inner()), null);
        visit++;
    }

    private byte[] inner() {
        PacketBuilder inner = new PacketBuilder(MemorySegment.ofArray(new byte[200]));
        int length = inner.ethernet(1, 2)
                .ipv4(0x0a00_0001, 0x0a00_0002)
                .icmp(Icmp.ECHO_REPLY, 0, 1)
                .finish();
        return inner.memory().asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private PacketBuilder link(boolean isClient) {
        return builder.ethernet(isClient ? DB_MAC : WEB_MAC, isClient ? WEB_MAC : DB_MAC);
    }

    private PacketBuilder tcp(boolean isClient, int port, int sequence, int acknowledgment, int flags) {
        return link(isClient)
                .ipv4(isClient ? CLIENT : SERVER, isClient ? SERVER : CLIENT)
                .tcp(isClient ? port : 80, isClient ? 80 : port, sequence, acknowledgment, flags, 64_240);
    }

    private void put(PacketBuilder made, String note) throws IOException {
        int length = made.finish();
        if (writer.packets() % 97 == 50) {
            // one bit fell over
            memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, length - 1, (byte)
                    (memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, length - 1) ^ 1));
        }
        time += 137_000 + writer.packets() * 7_919 % 2_000_000;
        writer.write((int) (writer.packets() % 2), memory, 0, length, length, time, PcapngWriter.INBOUND, note);
    }
}
