/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/**
 * The token bucket filters at interfaces of one network namespace, through which frames leave at a rate. Ours are known by their
 * handle; a queue that somebody else has made stays.
 */
final class Shapers {
    /** "vt" as tc writes it. */
    private static final String HANDLE = "7674:";
    /** The same in the place of a {@code noqueue} that somebody has set, as libvirt does at its taps: it has to come back. */
    private static final String HANDLE_FOR_NOQUEUE = "7675:";

    private static final String NOQUEUE = "noqueue";
    /** How long a frame may wait. */
    private static final String LATENCY = "50ms";
    /** What has no handle was made by the kernel itself. */
    private static final String DEFAULT_HANDLE = "0:";

    private final String netns;
    private final Map<String, Known> known = new TreeMap<>();

    /**
     * A rate.
     *
     * @param index of the interface, which may have come back under its name; 0 where that is told by other means
     */
    record Shape(long bitsPerSecond, long burstBytes, int index) {}

    /**
     * One that is there.
     *
     * @param shape what was written; null when that is not known
     * @param written what tc said of it just after it was written
     */
    private record Known(Shape shape, String written) {}

    Shapers(String netns) {
        this.netns = netns;
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Interfaces were made anew: nothing is known for sure. */
    void forget() {
        known.replaceAll((_, _) -> new Known(null, ""));
    }

    /** Finds what an earlier run left. */
    void look() throws VitrineException {
        known.clear();
        roots().forEach((device, root) -> {
            if (isOurs(root)) {
                known.put(device, new Known(null, ""));
            }
        });
    }

    /**
     * Makes those that are wanted, by interface.
     *
     * @throws VitrineException CONFLICT when somebody else has a queue there; DENIED, FAILED
     */
    void make(Map<String, Shape> wanted) throws VitrineException {
        Map<String, Shape> fresh = new TreeMap<>(wanted);
        fresh.keySet().removeIf(device -> isKnown(device, wanted.get(device)));
        if (fresh.isEmpty()) {
            return;
        }
        Map<String, JsonObject> roots = roots();
        StringBuilder batch = new StringBuilder();
        for (Map.Entry<String, Shape> entry : fresh.entrySet()) {
            String device = entry.getKey();
            Shape shape = entry.getValue();
            refuseQueueOfOthers(device, roots.get(device));
            batch.append("qdisc replace dev ")
                    .append(device)
                    .append(" root handle ")
                    .append(handle(roots.get(device)));
            batch.append(" tbf rate ")
                    .append(shape.bitsPerSecond)
                    .append("bit burst ")
                    .append(shape.burstBytes);
            batch.append("b latency ").append(LATENCY).append('\n');
        }
        fresh.keySet().forEach(device -> known.put(device, new Known(null, "")));
        Netns.require(netns, batch.toString(), "tc", "-batch", "-");
        Map<String, JsonObject> now = roots();
        fresh.forEach((device, shape) -> known.put(device, new Known(shape, text(now.get(device)))));
    }

    private boolean isKnown(String device, Shape shape) {
        Known present = known.get(device);
        return present != null && shape.equals(present.shape);
    }

    /** What remembers, also after a crash, what was there before. */
    private static String handle(JsonObject root) {
        boolean noqueue = root != null && (isOurs(root) ? isForNoqueue(root) : isSet(root));
        return noqueue ? HANDLE_FOR_NOQUEUE : HANDLE;
    }

    /** Whether the kernel did not make it by itself. */
    private static boolean isSet(JsonObject root) {
        return !root.get("handle").getAsString().equals(DEFAULT_HANDLE);
    }

    private static void refuseQueueOfOthers(String device, JsonObject root) throws VitrineException {
        if (root != null
                && !isOurs(root)
                && isSet(root)
                && !root.get("kind").getAsString().equals(NOQUEUE)) {
            throw new VitrineException(
                    Reason.CONFLICT,
                    device + " has a queue of somebody else, "
                            + root.get("kind").getAsString() + " "
                            + root.get("handle").getAsString(),
                    "Remove it with tc qdisc del dev " + device + " root.");
        }
    }

    /** Removes the others. */
    void removeAllBut(Set<String> devices) throws VitrineException {
        if (devices.containsAll(known.keySet())) {
            return;
        }
        Map<String, JsonObject> roots = roots();
        for (String device : List.copyOf(known.keySet())) {
            if (!devices.contains(device)) {
                JsonObject root = roots.get(device);
                if (root != null && isOurs(root)) {
                    remove(device, root);
                }
                known.remove(device);
            }
        }
    }

    /** The interface may go this moment. */
    private void remove(String device, JsonObject root) throws VitrineException {
        if (isForNoqueue(root)) {
            Netns.run(netns, "", "tc", "qdisc", "replace", "dev", device, "root", NOQUEUE);
        } else {
            Netns.run(netns, "", "tc", "qdisc", "del", "dev", device, "root");
        }
    }

    /** Compares with the kernel. */
    List<String> verify() throws VitrineException {
        if (known.isEmpty()) {
            return List.of();
        }
        List<String> changed = new ArrayList<>();
        Map<String, JsonObject> now = roots();
        known.replaceAll((device, before) -> {
            if (before.shape == null || before.written.equals(text(now.get(device)))) {
                return before;
            }
            changed.add("the queue of " + device + " was changed");
            return new Known(null, "");
        });
        return changed;
    }

    /** Packets that were lost because they would have waited too long, by interface. */
    Map<String, Long> drops() throws VitrineException {
        Map<String, Long> drops = new HashMap<>();
        if (!known.isEmpty()) {
            roots("-statistics").forEach((device, root) -> {
                if (isOurs(root) && root.has("drops")) {
                    drops.put(device, root.get("drops").getAsLong());
                }
            });
        }
        return drops;
    }

    /** The outermost queue of each interface. */
    private Map<String, JsonObject> roots(String... options) throws VitrineException {
        List<String> command = new ArrayList<>(List.of("tc", "-json"));
        command.addAll(List.of(options));
        command.addAll(List.of("qdisc", "show"));
        return parse(Netns.require(netns, "", command.toArray(String[]::new)));
    }

    /** Root queues with what we ask of them: kind and handle, and what was dropped where that is told. */
    static Map<String, JsonObject> parse(String json) throws VitrineException {
        Map<String, JsonObject> roots = new HashMap<>();
        try {
            for (JsonElement each : JsonParser.parseString(json).getAsJsonArray()) {
                JsonObject queue = each.getAsJsonObject();
                if (queue.has("root")) {
                    queue.get("kind").getAsString();
                    queue.get("handle").getAsString();
                    if (queue.has("drops")) {
                        queue.get("drops").getAsLong();
                    }
                    roots.put(queue.get("dev").getAsString(), queue);
                }
            }
        } catch (JsonParseException
                | IllegalArgumentException // a number that is none
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            throw new VitrineException(Reason.FAILED, "what tc says of queues is not understood: " + e, "", e);
        }
        return roots;
    }

    private static boolean isOurs(JsonObject root) {
        return (root.get("handle").getAsString().equals(HANDLE) || isForNoqueue(root))
                && root.get("kind").getAsString().equals("tbf");
    }

    private static boolean isForNoqueue(JsonObject root) {
        return root.get("handle").getAsString().equals(HANDLE_FOR_NOQUEUE);
    }

    private static String text(JsonObject root) {
        return root == null ? "" : root.get("kind") + " " + root.get("handle") + " " + root.get("options");
    }
}
