/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.SashForm;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Detail;
import org.vitrine.packet.dissect.PacketReader;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;

/** A packet: its fields beside its bytes, which go together. UI thread only. */
final class PacketPane {
    /** tshark is asked when a person stays at a packet. */
    private static final int REST_MILLIS = 300;

    private final PartSite site;
    private final SashForm sash;
    private final DetailTree tree;
    private final HexView hex;
    private final Background details;
    private final Background aside;
    private int shownPacket = -1;

    PacketPane(PartSite site, Composite parent) {
        this.site = site;
        details = new Background(parent.getDisplay(), "packet details");
        aside = new Background(parent.getDisplay(), "packet details by tshark");
        sash = new SashForm(parent, SWT.HORIZONTAL | SWT.SMOOTH);
        tree = new DetailTree(site, sash);
        hex = new HexView(site, sash);
        sash.setWeights(site.state().get("sash.packet", 520), 480);
        tree.onSelection(detail -> hex.mark(detail.offset(), detail.length()));
        hex.onByte(place -> tree.select(place).ifPresent(detail -> hex.mark(detail.offset(), detail.length())));
    }

    Control control() {
        return sash;
    }

    DetailTree tree() {
        return tree;
    }

    HexView hex() {
        return hex;
    }

    /** Shows a packet of a file, unless it is the one that is shown. */
    void show(CaptureFile file, int packet) {
        if (packet < 0 || packet == shownPacket) {
            return;
        }
        shownPacket = packet;
        aside.cancel();
        details.run(
                () -> Shown.read(file, packet),
                this::show,
                words -> site.workbench().say(words));
    }

    /** A packet with what is said of it. */
    private record Shown(int linkType, byte[] bytes, List<Detail> details) {
        static Shown read(CaptureFile file, int packet) throws IOException {
            try (PacketReader reader = new PacketReader(file)) {
                return new Shown(
                        file.linkTypeOf(packet), reader.bytes(packet), reader.details(packet, ZoneId.systemDefault()));
            }
        }

        /** Whether there is something in it that has no words yet. */
        boolean isUnknown() {
            return details.size() <= 2
                    || details.stream().anyMatch(detail -> detail.text().startsWith("Payload"));
        }
    }

    private void show(Shown shown) {
        tree.show(shown.details());
        hex.show(shown.bytes());
        Optional<Path> tshark = Wireshark.program("tshark");
        if (shown.isUnknown() && tshark.isPresent()) {
            aside.run(
                    () -> {
                        Thread.sleep(REST_MILLIS);
                        return Wireshark.details(tshark.get(), shown.bytes(), shown.linkType());
                    },
                    tree::add,
                    words -> site.workbench().say(words));
        }
    }

    void clear() {
        shownPacket = -1;
        tree.show(List.of());
        hex.show(new byte[0]);
    }

    void save(PartState state) {
        int[] inner = sash.getWeights();
        state.put("sash.packet", inner[0] * 1_000 / (inner[0] + inner[1]));
    }

    /** Ends what goes on in the background; widgets are left alone, for they may be gone. */
    void close() {
        details.close();
        aside.close();
    }
}
