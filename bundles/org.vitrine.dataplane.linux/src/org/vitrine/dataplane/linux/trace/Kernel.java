/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.linux.Netns;
import org.vitrine.dataplane.linux.trace.RuleTraces.Dropped;

/** Reads what a host's kernel says of rules, ports and queues. */
final class Kernel {
    private Kernel() {}

    /** A rule as nft prints it; empty when it is gone. */
    static Optional<String> rule(Dropped dropped) throws VitrineException {
        String chain = Netns.run(
                        dropped.netns(),
                        "",
                        "nft",
                        "-a",
                        "list",
                        "chain",
                        dropped.family(),
                        dropped.table(),
                        dropped.chain())
                .text();
        String end = " # handle " + dropped.handle();
        return chain.lines()
                .filter(line -> line.endsWith(end))
                .map(line -> line.substring(0, line.length() - end.length()).strip())
                .findFirst();
    }

    /** What the root queues of a namespace lost, in packets, by interface. */
    static Map<String, Long> queueDrops(String netns) throws VitrineException {
        Map<String, Long> drops = new HashMap<>();
        for (JsonObject queue : Said.objects(Netns.run(netns, "", "tc", "-json", "-statistics", "qdisc", "show")
                .text())) {
            Optional<String> device = Said.text(queue, "dev");
            if (queue.has("root") && device.isPresent()) {
                drops.put(device.get(), Said.number(queue, "drops"));
            }
        }
        return drops;
    }

    /** The root queue of an interface as a phrase, such as {@code tbf 7674:}. */
    static String queue(String netns, String device) throws VitrineException {
        for (JsonObject queue : Said.objects(Netns.run(netns, "", "tc", "-json", "qdisc", "show", "dev", device)
                .text())) {
            if (queue.has("root")) {
                return Said.text(queue, "kind").orElse("?")
                        + ' '
                        + Said.text(queue, "handle").orElse("");
            }
        }
        return "none";
    }

    /** What is wrong with an interface as a port of a bridge: not forwarding; empty when it forwards or is no port. */
    static Optional<String> portTrouble(String netns, String device) throws VitrineException {
        return Said.objects(Netns.run(netns, "", "bridge", "-json", "link", "show", "dev", device)
                        .text())
                .stream()
                .flatMap(port -> Said.text(port, "state").stream())
                .filter(state -> !state.equals("forwarding"))
                .map(state -> "the bridge port " + device + " is " + state)
                .findFirst();
    }
}
