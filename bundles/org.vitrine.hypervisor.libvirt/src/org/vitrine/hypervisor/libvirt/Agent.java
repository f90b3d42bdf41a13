/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.json.Json;

/** Commands inside a guest by its agent (QEMU Guest Agent Protocol Reference, {@code guest-exec}). */
final class Agent {
    private static final int ANSWER_LIMIT_SECONDS = 5;
    private static final int MAX_OUTPUT = 1 << 20;
    private static final long FIRST_LOOK_MS = 5;
    private static final long LONGEST_LOOK_MS = 200;

    private Agent() {}

    static ExecResult exec(Handle domain, ExecRequest request) throws VitrineException {
        List<String> command = request.command();
        long pid = number(
                ask(
                        domain,
                        "guest-exec",
                        Map.of(
                                "path",
                                command.getFirst(),
                                "arg",
                                command.subList(1, command.size()),
                                "capture-output",
                                true)),
                "pid",
                -1);
        long end = System.nanoTime() + request.limit().toNanos();
        try {
            for (long pause = FIRST_LOOK_MS; ; pause = Math.min(2 * pause, LONGEST_LOOK_MS)) {
                JsonObject status = ask(domain, "guest-exec-status", Map.of("pid", pid));
                if (status.has("exited") && status.get("exited").getAsBoolean()) {
                    return result(status);
                }
                if (System.nanoTime() > end) {
                    kill(domain, pid);
                    throw new VitrineException(
                            Reason.FAILED,
                            command.getFirst() + " took longer than "
                                    + request.limit().toMillis() / 1000.0 + " s and was ended");
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException _) {
            kill(domain, pid);
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, command.getFirst() + " was cancelled");
        }
    }

    /** The agent itself cannot end what it started. */
    private static void kill(Handle domain, long pid) throws VitrineException {
        ask(domain, "guest-exec", Map.of("path", "kill", "arg", List.of("-9", Long.toString(pid))));
    }

    private static ExecResult result(JsonObject status) {
        byte[] output = bytes(status, "out-data");
        byte[] errors = bytes(status, "err-data");
        boolean truncated = status.has("out-truncated")
                || status.has("err-truncated")
                || output.length > MAX_OUTPUT
                || errors.length > MAX_OUTPUT;
        int code = (int) number(status, "exitcode", 128 + number(status, "signal", 0));
        return new ExecResult(code, text(output), text(errors), truncated);
    }

    private static long number(JsonObject object, String name, long otherwise) {
        return object.has(name) ? object.get(name).getAsLong() : otherwise;
    }

    private static byte[] bytes(JsonObject status, String name) {
        return status.has(name) ? Base64.getDecoder().decode(status.get(name).getAsString()) : new byte[0];
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, MAX_OUTPUT), StandardCharsets.UTF_8);
    }

    private static JsonObject ask(Handle domain, String command, Map<String, Object> arguments)
            throws VitrineException {
        String question = Json.compact(Map.of("execute", command, "arguments", arguments));
        String answer = Libvirt.AGENT_COMMAND.text(domain, question, ANSWER_LIMIT_SECONDS, 0);
        try {
            JsonObject all = Json.read(answer, JsonObject.class);
            return all.getAsJsonObject("return");
        } catch (JsonParseException | ClassCastException e) {
            throw new VitrineException(Reason.FAILED, "the guest agent answered nonsense: " + e.getMessage());
        }
    }
}
