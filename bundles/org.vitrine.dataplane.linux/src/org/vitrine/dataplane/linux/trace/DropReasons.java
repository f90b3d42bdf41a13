/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The kernel's own reasons for dropping packets of a length (tracepoint {@code skb:kfree_skb}, Linux 5.17 and later). The buffers of
 * packets that pass the interfaces of a path are known by their addresses; of those that are dropped afterwards the reason is kept.
 *
 * <p>A shell does it in a mount namespace of its own, because tracefs need not be mounted. It ends and tidies up when its standard
 * input does, be it because this process was killed.
 */
final class DropReasons implements AutoCloseable {
    private static final int ETHERNET_HEADER = 14;
    private static final String SCRIPT = """
            mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null || { echo 'tracefs cannot be mounted'; exit 1; }
            cd /sys/kernel/tracing/instances || exit 1
            for old in vitrine-*; do
              test -d "$old" -a ! -d "/proc/${old#vitrine-}" && rmdir "$old" 2>/dev/null
            done
            rmdir "vitrine-$1" 2>/dev/null
            mkdir "vitrine-$1" && cd "vitrine-$1" || { echo 'tracing is not possible'; exit 1; }
            echo 'reason > 2' > events/skb/kfree_skb/filter &&
            echo "len == $2 || len == $3" > events/net/netif_receive_skb/filter &&
            echo "len == $2 || len == $3" > events/net/net_dev_queue/filter &&
            echo 1 > events/skb/kfree_skb/enable &&
            echo 1 > events/net/netif_receive_skb/enable &&
            echo 1 > events/net/net_dev_queue/enable && echo ready || echo 'this kernel has not the tracepoints'
            read wish
            echo 0 > tracing_on
            test "$wish" = show && cat trace
            cd .. && rmdir "vitrine-$1"
            """;
    private static final Pattern PASSED =
            Pattern.compile(": (?:netif_receive_skb|net_dev_queue): dev=(\\S+) skbaddr=(\\S+) len=\\d+");
    private static final Pattern FREED =
            Pattern.compile(": kfree_skb: skbaddr=(\\S+) .*location=([^+\\s]+)\\S* reason: (\\w+)");

    private final Process process;
    private final Writer input;
    private String obstacle;
    private boolean ended;

    /** A drop: the interface that the packet passed last, why, and the function that dropped it. */
    record Dropped(String lastDevice, String reason, String function) {}

    DropReasons(int packetLength) {
        Process started = null;
        Writer writer = null;
        try {
            started = new ProcessBuilder(
                            "unshare",
                            "--mount",
                            "--propagation",
                            "private",
                            "sh",
                            "-c",
                            SCRIPT,
                            "sh",
                            String.valueOf(ProcessHandle.current().pid()),
                            String.valueOf(packetLength),
                            String.valueOf(packetLength + ETHERNET_HEADER))
                    .redirectErrorStream(true)
                    .start();
            writer = started.outputWriter(StandardCharsets.UTF_8);
            String first = started.inputReader(StandardCharsets.UTF_8).readLine();
            obstacle = "ready".equals(first) ? "" : String.valueOf(first);
        } catch (IOException e) {
            obstacle = e.getMessage();
        }
        process = started;
        input = writer;
    }

    /** Why the kernel cannot be asked; empty when it can. */
    String obstacle() {
        return obstacle;
    }

    /** Ends it and gives what was dropped, with how often. */
    Map<Dropped, Integer> end(Set<String> devices) {
        if (!obstacle.isEmpty()) {
            close();
            return Map.of();
        }
        try {
            input.write("show\n");
            input.flush();
            return drops(process.inputReader(StandardCharsets.UTF_8).readAllLines(), devices);
        } catch (IOException e) {
            obstacle = e.getMessage();
            return Map.of();
        } finally {
            close();
        }
    }

    static Map<Dropped, Integer> drops(List<String> lines, Set<String> devices) {
        Map<String, List<String>> ours = new LinkedHashMap<>();
        Map<Dropped, Integer> drops = new LinkedHashMap<>();
        for (String line : lines) {
            Matcher passed = PASSED.matcher(line);
            Matcher freed = FREED.matcher(line);
            if (passed.find()) {
                if (devices.contains(passed.group(1)) || ours.containsKey(passed.group(2))) {
                    ours.computeIfAbsent(passed.group(2), _ -> new ArrayList<>())
                            .add(passed.group(1));
                }
            } else if (freed.find()) {
                List<String> path = ours.remove(freed.group(1)); // the buffer is used again for others
                if (path != null) {
                    drops.merge(new Dropped(path.getLast(), freed.group(3), freed.group(2)), 1, Integer::sum);
                }
            }
        }
        return drops;
    }

    /** Names of devices as a set for {@link #end}. */
    static Set<String> names(List<Way.Crossing> crossings) {
        Set<String> names = new HashSet<>();
        crossings.forEach(crossing -> {
            names.add(crossing.enter().name());
            crossing.exit().ifPresent(exit -> names.add(exit.name()));
        });
        return names;
    }

    @Override
    public void close() {
        if (process == null || ended) {
            return;
        }
        ended = true;
        try {
            input.close();
        } catch (IOException _) {
            // it has ended already
        }
        process.onExit().join();
    }
}
