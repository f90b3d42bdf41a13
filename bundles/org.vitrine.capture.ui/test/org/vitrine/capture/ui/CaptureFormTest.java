/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vitrine.capture.RecordingFormat;
import org.vitrine.capture.RecordingLimits;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingRotation;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

class CaptureFormTest {
    private static final CaptureTarget WEB = new CaptureTarget(new NicId(new MachineId("web"), "eth0"), "web", true);

    @TempDir
    private Path folder;

    private CaptureForm form(String snap, String packets, String size, String time, String file) {
        return new CaptureForm(
                List.of(WEB),
                " host 10.0.0.1 ",
                snap,
                packets,
                size,
                CaptureForm.SIZES.get(1),
                time,
                CaptureForm.TIMES.get(1),
                "",
                "",
                file);
    }

    @Test
    void shouldReadLimitsInTheirUnits() {
        Path file = folder.resolve("x.pcap");
        CaptureOrder order = form("96", "1000", "1.5", "2", file.toString()).order();
        assertEquals(
                RecordingRequest.of(WEB.nic())
                        .as(RecordingFormat.PCAP)
                        .filtered("host 10.0.0.1")
                        .snapped(96)
                        .limited(new RecordingLimits(1_000, 3 << 19, Duration.ofMinutes(2))),
                order.request());
        assertEquals(file, order.file());
    }

    @Test
    void shouldTakeBlankForNoLimit() {
        RecordingRequest request = form(
                        "262144", "", " ", "", folder.resolve("x").toString())
                .order()
                .request();
        assertEquals(RecordingLimits.NONE, request.limits());
        assertEquals(RecordingRotation.NEVER, request.rotation());
    }

    private String complaint(CaptureForm form) {
        return assertThrows(IllegalArgumentException.class, form::order).getMessage();
    }

    @Test
    void shouldSayWhichFieldIsWrong() {
        String file = folder.resolve("x").toString();
        assertTrue(complaint(form("13", "", "", "", file)).contains("14 to 262144"));
        assertTrue(complaint(form("96", "many", "", "", file)).contains("The number of packets"));
        assertTrue(complaint(form("96", "", "-1", "", file)).contains("The size"));
        assertTrue(complaint(form("96", "", "", "0", file)).contains("The time"));
        assertTrue(complaint(form("96", "", "", "", " ")).contains("Name a file"));
        assertTrue(complaint(form("96", "", "", "", folder.toString())).contains("is a folder"));
        assertTrue(complaint(form("96", "", "", "", folder.resolve("no/x").toString()))
                .contains("no folder"));
    }
}
