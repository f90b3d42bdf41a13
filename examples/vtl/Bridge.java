/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
import java.io.IOException;
import java.time.Duration;
import org.vitrine.packet.ChecksumState;
import org.vitrine.packet.Packet;
import org.vitrine.packet.PacketSocket;

/** Figure 1 of the VTL paper: a simple one-way bridge. Run it a second time for the way back. */
final class Bridge {
    private Bridge() {}

    public static void main(String[] args) throws IOException {
        Packet packet = new Packet();
        try (PacketSocket from = PacketSocket.connect(args[0], Duration.ofSeconds(1));
                PacketSocket to = PacketSocket.connect(args[1], Duration.ofSeconds(1))) {
            while (true) {
                if (from.read(packet)) {
                    if (packet.transportChecksum() == ChecksumState.OFFLOADED) {
                        packet.writeChecksums(); // no network card will do it
                    }
                    to.write(packet);
                }
            }
        }
    }
}
