/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.recorder;

import java.util.Map;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.ring.RingBackend;
import org.vitrine.capture.testkit.Metatype;
import org.vitrine.capture.testkit.TestInventory;

/**
 * Records an interface into a file until its standard input ends, in a process of its own: one that can be killed, and whose effort
 * can be measured. Arguments: network namespace, interface, file.
 */
final class RecordingProcess {
    private RecordingProcess() {}

    public static void main(String[] arguments) throws Exception {
        Recorder recorder = new Recorder();
        TestInventory inventory = new TestInventory();
        recorder.addBackend(new RingBackend(Metatype.config(RingBackend.Config.class, Map.of())), Map.of());
        recorder.setInventory(inventory);
        inventory.put(TestInventory.guest("web", "52:54:00:00:00:01", arguments[0], arguments[1]));
        String[] result = new String[1];
        try (var _ = recorder.recordTo(
                arguments[2], RecordingRequest.of(TestInventory.nic("web")), piece -> result[0] = piece.toString())) {
            System.out.println("records");
            System.in.readAllBytes();
        }
        System.out.println(result[0]);
        recorder.deactivate();
    }
}
