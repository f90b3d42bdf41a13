/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.packet.Dns;
import org.vitrine.packet.DnsBuilder;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngOption;
import org.vitrine.packet.pcap.PcapngWriter;

/** Small captures whose packets are known one by one. */
final class Samples {
    static final long SECOND = 1_000_000_000L;
    static final long START = 1_700_000_000L * SECOND;

    private static final long CLIENT_MAC = 0x5254_0000_0001L;
    private static final long SERVER_MAC = 0x5254_0000_0002L;
    private static final int CLIENT = 0x0a00_0001;
    private static final int SERVER = 0x0a00_0002;

    private Samples() {}

    /** Who asks by ARP and DNS, a connection with a segment sent twice and one out of order, an error about a datagram. */
    static List<byte[]> frames() {
        List<byte[]> frames = new ArrayList<>();
        frames.add(made(link(true).arp(1, CLIENT_MAC, CLIENT, 0, SERVER)));
        frames.add(made(link(false).arp(2, SERVER_MAC, SERVER, CLIENT_MAC, CLIENT)));
        frames.add(query());
        frames.add(made(tcp(true, 999, 0, Tcp.SYN).maximumSegmentSize(1460)));
        frames.add(made(tcp(false, 4_999, 1_000, Tcp.SYN | Tcp.ACK)));
        frames.add(made(tcp(true, 1_000, 5_000, Tcp.PSH | Tcp.ACK).payload(text("GET "))));
        frames.add(made(tcp(true, 1_000, 5_000, Tcp.PSH | Tcp.ACK).payload(text("GET "))));
        frames.add(made(tcp(false, 5_004, 1_006, Tcp.PSH | Tcp.ACK).payload(text("200"))));
        frames.add(made(tcp(true, 1_004, 5_000, Tcp.PSH | Tcp.ACK).payload(text("/\n"))));
        frames.add(made(tcp(false, 5_000, 1_006, Tcp.PSH | Tcp.ACK).payload(text("1.1 "))));
        frames.add(made(tcp(false, 5_017, 1_006, Tcp.PSH | Tcp.ACK).payload(text("end"))));
        frames.add(made(link(true).ipv4(CLIENT, SERVER).udp(40_000, 40_001).payload(text("lost"))));
        byte[] lost = frames.getLast();
        frames.add(made(link(false)
                .ipv4(SERVER, CLIENT)
                .icmp(Icmp.UNREACHABLE, 3, 0)
                .payload(MemorySegment.ofArray(lost), 14, lost.length - 14)));
        return frames;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static PacketBuilder link(boolean isClient) {
        return new PacketBuilder(MemorySegment.ofArray(new byte[2_000]))
                .ethernet(isClient ? SERVER_MAC : CLIENT_MAC, isClient ? CLIENT_MAC : SERVER_MAC);
    }

    private static PacketBuilder tcp(boolean isClient, int sequence, int acknowledgment, int flags) {
        return link(isClient)
                .ipv4(isClient ? CLIENT : SERVER, isClient ? SERVER : CLIENT)
                .tcp(isClient ? 40_000 : 80, isClient ? 80 : 40_000, sequence, acknowledgment, flags, 1_000);
    }

    private static byte[] query() {
        MemorySegment message = MemorySegment.ofArray(new byte[200]);
        int length = new DnsBuilder(message).query(7, "example.org", Dns.TYPE_A).length();
        return made(link(true).ipv4(CLIENT, SERVER).udp(40_000, 53).payload(message, 0, length));
    }

    private static byte[] made(PacketBuilder builder) {
        int length = builder.finish();
        return builder.memory().asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Classic pcap, a packet every second. */
    static Path pcap(Path file, List<byte[]> frames) throws IOException {
        try (PcapWriter writer = PcapWriter.create(file, PcapFormat.ethernet(65_535))) {
            for (byte[] frame : frames) {
                writer.write(
                        MemorySegment.ofArray(frame), 0, frame.length, frame.length, START + writer.packets() * SECOND);
            }
        }
        return file;
    }

    /** pcapng with the vNICs of two machines in turn, and a note about the third packet. */
    static Path pcapng(Path file, List<byte[]> frames) throws IOException {
        try (PcapngWriter writer =
                PcapngWriter.create(file, List.of(PcapngOption.text(PcapngOption.SECTION_APPLICATION, "test")))) {
            writer.add(PcapngInterface.ethernet("web eth0", "", 0));
            writer.add(PcapngInterface.ethernet("db eth0", "", 0));
            for (byte[] frame : frames) {
                int number = (int) writer.packets();
                writer.write(
                        number % 2,
                        MemorySegment.ofArray(frame),
                        0,
                        frame.length,
                        frame.length,
                        START + number * SECOND,
                        PcapngWriter.INBOUND,
                        number == 2 ? "look at this" : null);
            }
        }
        return file;
    }
}
