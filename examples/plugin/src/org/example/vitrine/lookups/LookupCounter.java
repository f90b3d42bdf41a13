/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.example.vitrine.lookups;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Component;
import org.vitrine.capture.spi.FrameBatch;
import org.vitrine.capture.spi.FrameStage;
import org.vitrine.capture.spi.FrameStageFactory;
import org.vitrine.capture.spi.StageContext;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Nic;
import org.vitrine.packet.Packet;

/** Looks at the frames of every guest and counts the DNS messages among them. */
@Component(service = {LookupCounter.class, FrameStageFactory.class})
public final class LookupCounter implements FrameStageFactory {
    private static final int DNS_PORT = 53;

    private final Map<NicId, AtomicLong> messages = new ConcurrentHashMap<>();

    /** DNS messages so far. Any thread. */
    Map<NicId, Long> messages() {
        Map<NicId, Long> counted = new TreeMap<>();
        messages.forEach((nic, count) -> counted.put(nic, count.get()));
        return counted;
    }

    @Override
    public String name() {
        return "lookups";
    }

    @Override
    public Optional<FrameStage> open(Nic nic, StageContext context) {
        AtomicLong count = messages.computeIfAbsent(nic.id(), id -> new AtomicLong());
        return Optional.of(new Counting(count));
    }

    /** One guest's stage. It runs on the pipeline's thread, and allocates nothing there. */
    private static final class Counting implements FrameStage {
        private final Packet packet = new Packet();
        private final AtomicLong count;

        Counting(AtomicLong count) {
            this.count = count;
        }

        @Override
        public void onFrames(FrameBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                packet.wrap(batch.memory(), batch.offset(i), batch.capturedLength(i));
                if (packet.isUdp()
                        && (packet.udp().sourcePort() == DNS_PORT
                                || packet.udp().destinationPort() == DNS_PORT)) {
                    count.lazySet(count.getPlain() + 1);
                }
            }
        }

        @Override
        public void close() {
            // the count stays for whoever asks later
        }
    }
}
