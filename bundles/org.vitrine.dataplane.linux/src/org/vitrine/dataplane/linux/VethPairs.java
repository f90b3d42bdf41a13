/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonStreamParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.linux.NetworkNamespace;

/**
 * The pairs of virtual Ethernet interfaces through which frames leave a namespace's paths and come back: diverted ones, and those
 * from a guest that have to queue for a limit. For the owner {@code admin}:
 *
 * <pre>
 *   to the guest:    bridge --&gt; g0 egress hook --fwd--&gt; vt-adminx ==&gt; vt-admin --&gt; a service reads
 *   from the guest:  bridge &lt;-- g0 ingress &lt;--redirect by source MAC-- vt-adminx &lt;== vt-admin &lt;-- a service writes
 * </pre>
 *
 * For a limit of {@code g0}, interface 7 of the host, frames do not leave; a queue lets them through in time ({@link Shapers}):
 *
 * <pre>
 *   from the guest:  g0 ingress hook --fwd--&gt; queue, vt-L7 ==&gt; vt-L7x --redirect--&gt; g0 ingress again --&gt; bridge
 * </pre>
 *
 * nft rules do the first ({@link TableImage}), a u32 classifier with a mirred action at the ingress of the inner end the second.
 * nft has nothing that lets a frame be received elsewhere.
 */
final class VethPairs {
    static final String PREFIX = "vt-";
    /** By this an interface is known to be ours: names could be anybody's. */
    private static final String ALIAS = "vitrine";
    /** The kernel numbers the filters of one priority with eleven bits. */
    private static final int ROUTES_PER_PRIORITY = 1000;
    /** So that what is too long for us is still seen and counted by us. */
    private static final int MTU = 9216;

    private final String netns;
    private final Map<String, Pair> pairs = new TreeMap<>();

    /**
     * The way back to one guest.
     *
     * @param mac of the frames that it is for; null for all
     */
    record Route(MacAddress mac, String device, int index) {}

    /**
     * A pair that is there.
     *
     * @param sound whether it is as we make it
     * @param routes what was written; null when that is not known
     * @param written what tc said of it just after it was written
     */
    private record Pair(boolean sound, List<Route> routes, String written) {
        static final Pair BROKEN = new Pair(false, null, "");
        static final Pair FOUND = new Pair(true, null, "");
    }

    VethPairs(String netns) {
        this.netns = netns;
    }

    static String outer(String owner) {
        return PREFIX + owner;
    }

    /** The owner of the pair in which frames from this interface queue: no diversion has such a name. */
    static String queueOwner(int index) {
        return "L" + index;
    }

    static String inner(String owner) {
        return PREFIX + owner + "x";
    }

    boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Finds what an earlier run left. */
    void look(Set<String> devices) throws VitrineException {
        pairs.clear();
        Set<String> candidates = new HashSet<>();
        for (String device : devices) {
            if (device.startsWith(PREFIX) && devices.contains(device + "x")) {
                candidates.add(device.substring(PREFIX.length()));
            }
        }
        ours(candidates).forEach((owner, sound) -> pairs.put(owner, sound ? Pair.FOUND : Pair.BROKEN));
    }

    /** Compares with the kernel. */
    List<String> verify() throws VitrineException {
        List<String> changed = new ArrayList<>();
        Map<String, Boolean> sound = ours(pairs.keySet());
        for (Map.Entry<String, Pair> entry : pairs.entrySet()) {
            String owner = entry.getKey();
            Pair pair = entry.getValue();
            if (!pair.sound()) {
                continue; // told already
            }
            if (!sound.getOrDefault(owner, false)) {
                changed.add("the pair " + outer(owner) + " was gone or changed");
                entry.setValue(Pair.BROKEN);
            } else if (pair.routes() != null && !pair.written().equals(routesText(owner))) {
                changed.add("the way back of " + outer(owner) + " was changed");
                entry.setValue(Pair.FOUND);
            }
        }
        return changed;
    }

    /**
     * Makes the pairs that are wanted, with their ways back.
     *
     * @param wanted by owner
     * @return whether an interface is new: rules that name it must be written again
     */
    boolean make(Map<String, List<Route>> wanted, Set<String> devices) throws VitrineException {
        boolean created = false;
        for (Map.Entry<String, List<Route>> entry : wanted.entrySet()) {
            String owner = entry.getKey();
            Pair pair = pairs.get(owner);
            if (pair == null || !pair.sound()) {
                create(owner, pair != null, devices);
                created = true;
                pair = Pair.FOUND;
                pairs.put(owner, pair);
            }
            if (!entry.getValue().equals(pair.routes())) {
                pairs.put(owner, Pair.FOUND);
                writeRoutes(owner, entry.getValue());
                pairs.put(owner, new Pair(true, entry.getValue(), routesText(owner)));
            }
        }
        return created;
    }

    /** Removes the other pairs; no rule may name them any more. */
    void removeAllBut(Set<String> owners) throws VitrineException {
        for (String owner : List.copyOf(pairs.keySet())) {
            if (!owners.contains(owner)) {
                Netns.run(netns, "", "ip", "link", "del", outer(owner));
                pairs.remove(owner);
            }
        }
    }

    private void create(String owner, boolean broken, Set<String> devices) throws VitrineException {
        String outer = outer(owner);
        String inner = inner(owner);
        if (broken) {
            Netns.run(netns, "", "ip", "link", "del", outer); // may be gone already, which adding will tell
        } else if (devices.contains(outer) || devices.contains(inner)) {
            throw new VitrineException(
                    Reason.FAILED,
                    "there is an interface " + outer + " or " + inner + " which is not ours"
                            + (netns.isEmpty() ? "" : " in network namespace " + netns),
                    "Remove or rename it.");
        }
        Netns.require(
                netns,
                "link add " + outer + " mtu " + MTU + " type veth peer name " + inner + " mtu " + MTU + "\nlink set "
                        + outer + " alias " + ALIAS + "\nlink set " + inner + " alias " + ALIAS + "\n",
                "ip",
                "-batch",
                "-");
        NetworkNamespace.call(netns, () -> {
            silence(outer);
            silence(inner);
            return null;
        });
        Netns.require(netns, "link set " + outer + " up\nlink set " + inner + " up\n", "ip", "-batch", "-");
    }

    /** Without IPv6 of its own the host never sends anything into the pair by itself. */
    private static void silence(String device) throws IOException {
        Path setting = Path.of("/proc/sys/net/ipv6/conf", device, "disable_ipv6");
        if (Files.exists(setting)) {
            Files.write(setting, "1".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private void writeRoutes(String owner, List<Route> routes) throws VitrineException {
        String device = inner(owner);
        StringBuilder batch = new StringBuilder()
                .append("qdisc replace dev " + device + " ingress\n")
                .append("filter del dev " + device + " parent ffff:\n");
        for (int i = 0; i < routes.size(); i++) {
            Route route = routes.get(i);
            batch.append("filter add dev ").append(device);
            batch.append(" parent ffff: protocol all prio ").append(1 + i / ROUTES_PER_PRIORITY);
            batch.append(route.mac() == null ? " u32 match u32 0 0" : " u32 match ether src " + route.mac());
            batch.append(" action mirred ingress redirect dev ").append(route.device());
            batch.append('\n');
        }
        Netns.require(netns, batch.toString(), "tc", "-batch", "-");
    }

    private String routesText(String owner) throws VitrineException {
        return Netns.run(netns, "", "tc", "filter", "show", "dev", inner(owner), "parent", "ffff:")
                .text();
    }

    /** Of these owners those whose interfaces are ours, and whether both are there, up and joined. */
    private Map<String, Boolean> ours(Set<String> owners) throws VitrineException {
        if (owners.isEmpty()) {
            return Map.of();
        }
        StringBuilder batch = new StringBuilder();
        owners.forEach(
                owner -> batch.append("link show dev " + outer(owner) + "\nlink show dev " + inner(owner) + "\n"));
        String text = Netns.run(netns, batch.toString(), "ip", "-force", "-json", "-batch", "-")
                .text();
        Map<String, JsonObject> links = parse(text);
        Map<String, Boolean> ours = new HashMap<>();
        for (String owner : owners) {
            JsonObject outer = links.get(outer(owner));
            JsonObject inner = links.get(inner(owner));
            if (isOurs(outer) || isOurs(inner)) {
                ours.put(owner, isSound(outer, inner) && isSound(inner, outer));
            }
        }
        return ours;
    }

    /** Interfaces with what we ask of them; several documents, one behind the other. */
    static Map<String, JsonObject> parse(String text) throws VitrineException {
        Map<String, JsonObject> links = new HashMap<>();
        try {
            for (JsonStreamParser documents = new JsonStreamParser(text); !text.isBlank() && documents.hasNext(); ) {
                for (JsonElement each : documents.next().getAsJsonArray()) {
                    JsonObject link = each.getAsJsonObject();
                    link.getAsJsonArray("flags").size();
                    if (link.has("ifalias")) {
                        link.get("ifalias").getAsString();
                    }
                    links.put(link.get("ifname").getAsString(), link);
                }
            }
        } catch (JsonParseException
                | ClassCastException
                | IllegalStateException
                | UnsupportedOperationException
                | NullPointerException e) {
            throw new VitrineException(Reason.FAILED, "what ip says of interfaces is not understood: " + e, "", e);
        }
        return links;
    }

    private static boolean isOurs(JsonObject link) {
        return link != null
                && link.has("ifalias")
                && link.get("ifalias").getAsString().equals(ALIAS);
    }

    private static boolean isSound(JsonObject link, JsonObject peer) {
        return isOurs(link)
                && peer != null
                && link.has("link")
                && link.get("link").equals(peer.get("ifname"))
                && link.getAsJsonArray("flags").toString().contains("\"UP\"");
    }
}
