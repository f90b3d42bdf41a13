/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
import java.io.IOException;
import java.nio.file.Path;
import org.vitrine.packet.Packet;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/** Figure 3 of the VTL paper: basic packet access. Sends what is in one file to another address in a second file. */
final class PacketAccess {
    private static final int NEW_DESTINATION = 0xc000_0201; // 192.0.2.1

    private PacketAccess() {}

    public static void main(String[] args) throws IOException {
        Packet packet = new Packet();
        try (PcapReader from = PcapReader.open(Path.of(args[0]));
                PcapWriter to = PcapWriter.create(Path.of(args[1]), from.format())) {
            while (from.next()) {
                packet.wrap(from.memory(), from.offset(), from.capturedLength());
                if (packet.isIpv4()) {
                    int destination = packet.ipv4().destination();
                    packet.destination(NEW_DESTINATION); // and every checksum that covers it
                    System.out.printf(
                            "0x%08x becomes 0x%08x%n",
                            destination, packet.ipv4().destination());
                }
                to.write(from.memory(), from.offset(), from.capturedLength(), from.length(), from.timestamp());
            }
        }
    }
}
