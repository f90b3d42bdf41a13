/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.vitrine.capture.RecordingFormat;
import org.vitrine.capture.RecordingLimits;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingRotation;

/**
 * What stands in the fields of the dialog.
 *
 * @param targets at least one
 * @param snapLength bytes kept of each frame
 * @param packets most packets; blank for no limit
 * @param size most bytes of the file, in the unit; blank for no limit
 * @param time longest time, in the unit; blank for no limit
 * @param fileSize most bytes of one file, in MiB; blank for one file
 * @param files how many are kept; blank for all
 */
record CaptureForm(
        List<CaptureTarget> targets,
        String filter,
        String snapLength,
        String packets,
        String size,
        Unit sizeUnit,
        String time,
        Unit timeUnit,
        String fileSize,
        String files,
        String file) {
    private static final long MEBIBYTE = 1L << 20;
    private static final int MOST_FILES = 99_999;
    static final List<Unit> SIZES =
            List.of(new Unit("KiB", 1L << 10), new Unit("MiB", MEBIBYTE), new Unit("GiB", 1L << 30));
    /** In milliseconds. */
    static final List<Unit> TIMES = List.of(new Unit("s", 1_000), new Unit("min", 60_000), new Unit("h", 3_600_000));

    /**
     * A unit of a limit.
     *
     * @param factor how many of the smallest are one of it
     */
    record Unit(String name, long factor) {}

    /**
     * @throws IllegalArgumentException when a field is wrong; the text says which and how
     */
    CaptureOrder order() {
        long snap = number("The length of frames", snapLength, 1);
        if (snap < 14 || snap > RecordingRequest.FULL_FRAMES) {
            throw new IllegalArgumentException("Keep 14 to " + RecordingRequest.FULL_FRAMES
                    + " bytes of each frame, not " + snapLength.strip() + ".");
        }
        Path path = path();
        RecordingFormat format = RecordingFormat.ofFile(path.toString());
        if (format == RecordingFormat.PCAP && !fileSize.isBlank()) {
            throw new IllegalArgumentException("Only pcapng goes on in another file: let the name end with .pcapng.");
        }
        if (!files.isBlank() && fileSize.isBlank()) {
            throw new IllegalArgumentException("Say how large a file may become before another one is begun.");
        }
        RecordingLimits limits = new RecordingLimits(
                limit("The number of packets", packets, 1),
                limit("The size", size, sizeUnit.factor()),
                Duration.ofMillis(limit("The time", time, timeUnit.factor())));
        RecordingRotation rotation =
                new RecordingRotation(limit("The size of a file", fileSize, MEBIBYTE), Duration.ZERO, (int)
                        Math.min(MOST_FILES, limit("The number of files", files, 1)));
        RecordingRequest request = new RecordingRequest(
                targets.stream().map(CaptureTarget::nic).toList(),
                format,
                filter.strip(),
                (int) snap,
                limits,
                rotation,
                "");
        return new CaptureOrder(CaptureTarget.words(targets), request, path);
    }

    private Path path() {
        if (file.isBlank()) {
            throw new IllegalArgumentException("Name a file.");
        }
        Path path = Path.of(file.strip()).toAbsolutePath();
        if (Files.isDirectory(path)) {
            throw new IllegalArgumentException(path + " is a folder: name a file in it.");
        }
        if (!Files.isDirectory(path.getParent())) {
            throw new IllegalArgumentException("There is no folder " + path.getParent() + ".");
        }
        if (!Files.isWritable(path.getParent())) {
            throw new IllegalArgumentException("You may not write into " + path.getParent() + ".");
        }
        return path;
    }

    /** 0 when the field is blank. */
    private static long limit(String what, String text, long factor) {
        return text.isBlank() ? 0 : number(what, text, factor);
    }

    private static long number(String what, String text, long factor) {
        try {
            long value = new BigDecimal(text.strip())
                    .multiply(BigDecimal.valueOf(factor))
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
            if (value > 0) {
                return value;
            }
        } catch (ArithmeticException | NumberFormatException _) {
            // the same complaint as below
        }
        throw new IllegalArgumentException(what + " must be a number above 0, not \"" + text.strip() + "\".");
    }
}
