/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;

/** Runs a command inside a machine. */
final class Exec {
    private static final int MAX_OUTPUT = 1 << 20;

    private Exec() {}

    static ExecResult run(Machine machine, ExecRequest request) throws VitrineException {
        if (machine.state() != MachineState.RUNNING) {
            throw new VitrineException(
                    Reason.CONFLICT, machine.name() + " is not running but " + machine.state(), "Start it first.");
        }
        List<String> command =
                new ArrayList<>(NetworkNamespace.commandPrefix(machine.tags().get("netns")));
        command.add("--");
        command.addAll(request.command());
        Tool.Result result = Tool.run(command, new byte[0], request.limit(), MAX_OUTPUT + 1);
        String errors = text(result.errors());
        // what nsenter itself complains of looks like a command that ends with 126 or 127
        if (result.exitCode() >= 126 && result.exitCode() <= 127 && errors.startsWith("nsenter: failed to execute")) {
            throw new VitrineException(
                    Reason.FAILED, errors.strip().substring("nsenter: ".length()) + " (in " + machine.name() + ")");
        }
        boolean truncated = result.output().length > MAX_OUTPUT || result.errors().length > MAX_OUTPUT;
        return new ExecResult(result.exitCode(), text(result.output()), errors, truncated);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, MAX_OUTPUT), StandardCharsets.UTF_8);
    }
}
