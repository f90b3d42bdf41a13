/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.vitrine.packet.ConnectionModel;
import org.vitrine.packet.ConnectionModel.Direction;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.PacketQueue;
import org.vitrine.packet.pcap.PcapReader;
import org.vitrine.packet.pcap.PcapWriter;

/** Figure 4 of the VTL paper: creating a data packet, for the connection of the first TCP packet in a file. */
final class DataPacket {
    private DataPacket() {}

    public static void main(String[] args) throws IOException {
        Packet packet = new Packet();
        try (PcapReader from = PcapReader.open(Path.of(args[0]));
                PcapWriter to = PcapWriter.create(Path.of(args[1]), from.format());
                Arena arena = Arena.ofConfined();
                PacketQueue queue = new PacketQueue(16, 1_514)) {
            ConnectionModel model = null;
            while (from.next() && packet.wrap(from.memory(), from.offset(), from.capturedLength())) {
                if (model == null && packet.isTcp()) {
                    model = ConnectionModel.of(packet, Direction.OUTBOUND);
                } else if (model != null) {
                    model.sync(packet);
                }
            }
            PacketBuilder data = new PacketBuilder(arena.allocate(1_514));
            int length = model.create(data, Direction.OUTBOUND)
                    .payload("hello".getBytes(StandardCharsets.US_ASCII))
                    .finish(); // lengths and checksums
            packet.wrap(data.memory(), 0, length);
            model.sync(packet);
            queue.add(data.memory(), 0, length);
            queue.drain((memory, offset, n) -> to.write(memory, offset, n, n, from.timestamp()), 1);
        }
    }
}
