/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.dissect;

import java.util.ArrayList;
import java.util.List;
import org.vitrine.packet.pcap.CaptureReader;
import org.vitrine.packet.pcap.PcapngInterface;
import org.vitrine.packet.pcap.PcapngReader;

/** A display filter for packets that are read once, one after the other, without an index. Not thread-safe. */
public final class StreamFilter {
    private final DisplayFilter filter;
    private final CaptureReader reader;
    private final Facts facts = new Facts();
    private final Frame frame = new Frame(facts);

    public StreamFilter(DisplayFilter filter, CaptureReader reader) {
        this.filter = filter;
        this.reader = reader;
    }

    /** Whether the packet passes at which the reader stands; to be asked once for each packet, in their order. */
    public boolean matches() {
        if (filter.isAll()) {
            return true;
        }
        frame.number++;
        frame.timestamp = reader.timestamp();
        frame.length = reader.length();
        frame.capturedLength = reader.capturedLength();
        frame.interfaceId = reader instanceof PcapngReader pcapng ? pcapng.interfaceId() : 0;
        frame.linkType = reader.linkType();
        frame.memory = reader.memory();
        frame.offset = reader.offset();
        frame.wrap();
        if (frame.number == 1) {
            facts.first = frame.timestamp;
        }
        boolean matches = filter.matches(frame);
        facts.previous = frame.timestamp;
        return matches;
    }

    /** Of the packet at which the reader stands, the one before it, and the first one. */
    private final class Facts implements CaptureFacts {
        private final List<List<String>> words = new ArrayList<>();
        private long first;
        private long previous;

        @Override
        public long timestamp(int packet) {
            return packet == 0 ? first : previous;
        }

        private List<PcapngInterface> interfaces() {
            return reader instanceof PcapngReader pcapng ? pcapng.interfaces() : List.of();
        }

        @Override
        public String interfaceName(int id) {
            return CaptureFile.name(interfaces(), id);
        }

        @Override
        public List<String> interfaceWords(int id) {
            List<PcapngInterface> all = interfaces();
            while (words.size() < all.size()) {
                words.add(CaptureFile.words(all.get(words.size())));
            }
            return id < words.size() ? words.get(id) : List.of();
        }

        @Override
        public String note(int packet) {
            return reader instanceof PcapngReader pcapng && pcapng.hasComments()
                    ? String.join("\n", pcapng.comments())
                    : null;
        }
    }
}
