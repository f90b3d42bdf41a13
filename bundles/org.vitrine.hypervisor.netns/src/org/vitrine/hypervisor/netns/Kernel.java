/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.linux.Link;
import org.vitrine.linux.NetworkNamespace;
import org.vitrine.linux.Tool;
import org.vitrine.linux.VlanTagger;

/**
 * Changes the kernel's network with {@code ip -batch}: many lines for one start of a program, in the words that a person would type to
 * do the same by hand.
 */
final class Kernel {
    /** Generous: a hundred lines take a tenth of a second on a quiet machine. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Pattern FAILED_LINE = Pattern.compile("Command failed -:(\\d+)");

    private Kernel() {}

    /** Runs lines of {@code ip} in a namespace; the first that fails ends it. */
    static void batch(String netns, List<String> lines) throws VitrineException {
        run(List.of("ip", "-n", netns, "-batch", "-"), lines);
    }

    /**
     * Makes or deletes namespaces.
     *
     * @param mark set in the environment of the program, so that it can be found when we are killed before it has ended
     */
    static void batchOfNamespaces(String mark, List<String> lines) throws VitrineException {
        run(List.of("env", mark, "ip", "-batch", "-"), lines);
    }

    private static void run(List<String> command, List<String> lines) throws VitrineException {
        if (lines.isEmpty()) {
            return;
        }
        byte[] input = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        Tool.Result result = Tool.run(command, input, LIMIT);
        if (result.exitCode() == 0) {
            return;
        }
        String complaint = result.errorText();
        if (result.exitCode() == 127) {
            throw new VitrineException(
                    Reason.UNSUPPORTED,
                    "the program ip cannot be started: " + complaint,
                    "Install the package iproute2.");
        }
        boolean denied = complaint.contains("Operation not permitted") || complaint.contains("Permission denied");
        Matcher matcher = FAILED_LINE.matcher(complaint);
        int number = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        String line = number >= 1 && number <= lines.size() ? "ip " + lines.get(number - 1) : String.join(" ", command);
        String reason = complaint.lines().findFirst().orElse("status " + result.exitCode());
        throw new VitrineException(
                denied ? Reason.DENIED : Reason.FAILED,
                line + ": " + reason,
                denied ? "Run the runtime as root: namespaces need CAP_SYS_ADMIN and a writable /run/netns." : "");
    }

    /** Makes a VLAN of a vNIC, with the means that this kernel has. */
    static void makeVlan(String netns, Plug nic, int id) throws VitrineException {
        try {
            batch(netns, List.of(Script.vlan(nic, id)));
        } catch (VitrineException e) {
            if (!e.getMessage().contains("Unknown device type")) {
                throw e;
            }
            batch(netns, Script.vlanPair(nic, id));
            Map<String, Integer> indices = new HashMap<>();
            Link.list(netns).forEach(link -> indices.put(link.name(), link.index()));
            VlanTagger.attach(netns, indices.get(nic.name()), indices.get(Script.outerName(nic, id)), id);
        }
    }

    /** Writes kernel parameters of a namespace, such as {@code ipv4/ip_forward}; one that this kernel does not have is left out. */
    static void set(String netns, Map<String, String> parameters) throws VitrineException {
        NetworkNamespace.call(netns, () -> {
            for (Map.Entry<String, String> parameter : parameters.entrySet()) {
                // the view of the thread that opens the file, and that is in the namespace
                Path file = Path.of("/proc/sys/net").resolve(parameter.getKey());
                if (Files.exists(file)) {
                    write(file, parameter.getValue());
                }
            }
            return null;
        });
    }

    private static void write(Path file, String value) throws VitrineException {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED, "cannot write " + value + " to " + file + ": " + e.getMessage(), "", e);
        }
    }

    /** The same word before every item. */
    static List<String> each(String verb, List<String> items) {
        List<String> lines = new ArrayList<>(items.size());
        items.forEach(item -> lines.add(verb + " " + item));
        return lines;
    }
}
