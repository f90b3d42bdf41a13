/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class ToolTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Test
    void shouldCarryInputToOutput() throws Exception {
        byte[] input = new byte[1 << 20];
        new Random(1).nextBytes(input);
        assertArrayEquals(input, Tool.run(List.of("cat"), input, LIMIT).output());
    }

    @Test
    void shouldNameAProgramThatIsNotThere() {
        var e = assertThrows(VitrineException.class, () -> Tool.require(List.of("no-such-program"), "", LIMIT));
        assertEquals(Reason.UNSUPPORTED, e.reason());
        assertTrue(e.getMessage().contains("no-such-program"));
    }

    @Test
    void shouldGiveTheComplaintOfAProgramThatFails() {
        var e = assertThrows(
                VitrineException.class, () -> Tool.require(List.of("sh", "-c", "echo broken >&2; exit 3"), "", LIMIT));
        assertEquals(Reason.FAILED, e.reason());
        assertTrue(e.getMessage().contains("status 3: broken"), e.getMessage());
    }

    @Test
    void shouldEndAProgramThatTakesTooLongWithItsChildren() {
        long before = ProcessHandle.current().descendants().count();
        var e = assertThrows(
                VitrineException.class,
                () -> Tool.run(List.of("sh", "-c", "sleep 600; true"), new byte[0], Duration.ofMillis(200)));
        assertEquals(Reason.FAILED, e.reason());
        ProcessHandle.current().children().forEach(p -> p.onExit().join());
        assertEquals(before, ProcessHandle.current().descendants().count());
    }

    @Test
    void shouldEndAProgramWhenItsThreadIsInterrupted() throws Exception {
        var failure = new VitrineException[1];
        Thread thread = Thread.ofPlatform()
                .start(() -> failure[0] = assertThrows(
                        VitrineException.class, () -> Tool.run(List.of("sleep", "600"), new byte[0], LIMIT)));
        while (ProcessHandle.current().children().findAny().isEmpty()) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join();
        assertEquals(Reason.CANCELLED, failure[0].reason());
    }

    @Test
    void shouldKeepNoMoreOutputThanAskedFor() throws Exception {
        var result = Tool.run(List.of("head", "-c", "1000000", "/dev/zero"), new byte[0], LIMIT, 1000);
        assertEquals(0, result.exitCode());
        assertEquals(1000, result.output().length);
    }
}
