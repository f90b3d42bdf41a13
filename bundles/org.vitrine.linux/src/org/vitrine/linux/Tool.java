/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * Another program, run to its end: {@code ip}, {@code nft}. Its output is bounded, its time limited, its absence explained.
 */
public final class Tool {
    private static final int MAX_OUTPUT = 64 << 20;

    private Tool() {}

    /**
     * How a program ended.
     *
     * @param exitCode 128 + n when signal n ended it
     */
    public record Result(int exitCode, byte[] output, byte[] errors) {
        public String text() {
            return new String(output, StandardCharsets.UTF_8);
        }

        public String errorText() {
            return new String(errors, StandardCharsets.UTF_8).strip();
        }
    }

    /**
     * Runs a program and waits for its end, whatever its exit code.
     *
     * @param input given to its standard input
     * @param limit how long it may take before it is killed
     * @throws VitrineException UNSUPPORTED when it is not installed, FAILED when it takes too long, CANCELLED when the thread is
     *     interrupted; it is dead in each case
     */
    public static Result run(List<String> command, byte[] input, Duration limit) throws VitrineException {
        return run(command, input, limit, MAX_OUTPUT);
    }

    /**
     * As {@link #run(List, byte[], Duration)}, keeping at most so many bytes of each of output and errors; the rest is read and
     * dropped.
     */
    public static Result run(List<String> command, byte[] input, Duration limit, int keptBytes)
            throws VitrineException {
        String name = command.getFirst();
        Process process;
        try {
            process = new ProcessBuilder(command).start();
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "the program " + name + " cannot be started: " + e.getMessage(),
                    "Install the package that has it; vitrine health names it.",
                    e);
        }
        try {
            CompletableFuture<byte[]> output = drained(process.getInputStream(), keptBytes);
            CompletableFuture<byte[]> errors = drained(process.getErrorStream(), keptBytes);
            CompletableFuture<Void> fed = fed(process.getOutputStream(), input);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new VitrineException(
                        Reason.FAILED, name + " took longer than " + limit.toMillis() / 1000.0 + " s and was ended");
            }
            fed.join();
            return new Result(process.exitValue(), output.join(), errors.join());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, name + " was cancelled");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /**
     * Runs a program that has to succeed and gives its standard output.
     *
     * @throws VitrineException FAILED with what it wrote to standard error when its exit code is not 0, DENIED when that sounds like
     *     a missing permission, and as {@link #run}
     */
    public static String require(List<String> command, String input, Duration limit) throws VitrineException {
        Result result = run(command, input.getBytes(StandardCharsets.UTF_8), limit);
        if (result.exitCode() != 0) {
            String complaint = result.errorText();
            boolean denied = complaint.contains("Operation not permitted") || complaint.contains("Permission denied");
            throw new VitrineException(
                    denied ? Reason.DENIED : Reason.FAILED,
                    String.join(" ", command) + " failed with status " + result.exitCode() + ": " + complaint,
                    denied ? "Run the runtime as root or give it CAP_NET_ADMIN." : "");
        }
        return result.text();
    }

    private static CompletableFuture<byte[]> drained(InputStream stream, int keptBytes) {
        CompletableFuture<byte[]> all = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                byte[] kept = stream.readNBytes(keptBytes);
                stream.transferTo(OutputStream.nullOutputStream());
                all.complete(kept);
            } catch (IOException _) {
                all.complete(new byte[0]); // the process was killed while we read
            }
        });
        return all;
    }

    private static CompletableFuture<Void> fed(OutputStream stream, byte[] input) {
        return CompletableFuture.runAsync(
                () -> {
                    try (stream) {
                        stream.write(input);
                    } catch (IOException _) {
                        // it ended without reading everything; its exit code tells whether that matters
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }
}
