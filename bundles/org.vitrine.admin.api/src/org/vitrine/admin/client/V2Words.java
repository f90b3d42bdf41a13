/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Function;
import org.vitrine.admin.protocol.AdminV2Body;
import org.vitrine.admin.protocol.AdminV2Body.Direction;
import org.vitrine.admin.protocol.AdminV2Body.Disk;
import org.vitrine.admin.protocol.AdminV2Body.Entries;
import org.vitrine.admin.protocol.AdminV2Body.Kind;
import org.vitrine.admin.protocol.AdminV2Body.Page;
import org.vitrine.admin.protocol.AdminV2Body.Resources;
import org.vitrine.admin.protocol.AdminV2Body.Traffic;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;

/** What is typed, asked by version 2, and what is printed, as rows of equal fields or as JSON with the same names. */
final class V2Words {
    private static final String BITS = "bit/s";
    private static final String PACKETS = "pkt/s";
    private static final List<String> TRAFFIC =
            List.of("txBytesPerSecond", "rxBytesPerSecond", "txBytes", "txPackets", "rxBytes", "rxPackets");

    private final AdminV2Client client;
    private final boolean json;

    V2Words(AdminV2Client client, boolean json) {
        this.client = client;
        this.json = json;
    }

    /**
     * Does what is said and gives what to print.
     *
     * @throws IllegalArgumentException what is wrong with the words
     */
    String run(List<String> words) throws VitrineException {
        String verb = words.isEmpty() ? "" : words.getFirst();
        int most = switch (verb) {
            case "status", "protocols", "ports", "rules", "resources" -> 2;
            case "filter", "unfilter" -> 3;
            case "limit", "unlimit" -> 4;
            default ->
                throw new IllegalArgumentException(
                        "say status, protocols, ports, rules, resources, filter, unfilter, limit or unlimit");
        };
        if (words.size() > most || words.size() < Math.min(most, 3)) {
            throw new IllegalArgumentException(
                    verb + " needs " + (Math.min(most, 3) - 1) + " to " + (most - 1) + " words");
        }
        IpAddress guest = IpAddress.parse(words.get(1));
        return switch (verb) {
            case "status" ->
                list(
                        guest,
                        AdminV2Body.HOSTS,
                        with(TRAFFIC, "address", "blockedPackets"),
                        host -> row(text(host.address()), host.traffic(), String.valueOf(host.blockedPackets())));
            case "protocols" ->
                list(
                        guest,
                        AdminV2Body.PROTOCOLS,
                        with(TRAFFIC, "layer", "number"),
                        protocol -> row(
                                text(word(protocol.layer())), protocol.traffic(), String.valueOf(protocol.number())));
            case "ports" ->
                list(
                        guest,
                        AdminV2Body.PORTS,
                        with(TRAFFIC, "protocol", "port"),
                        port -> row(String.valueOf(port.protocol()), port.traffic(), String.valueOf(port.port())));
            case "rules" ->
                list(
                        guest,
                        AdminV2Body.RULES,
                        List.of("kind", "direction", "state", "remote", "rate", "burst"),
                        rule -> List.of(
                                text(word(rule.kind())),
                                text(word(rule.direction())),
                                text(word(rule.state())),
                                rule.kind() == Kind.FILTER ? text(rule.remote()) : "null",
                                String.valueOf(rule.rate()),
                                String.valueOf(rule.burst())));
            case "resources" -> resources(client.resources(guest));
            default -> changed(verb, guest, words);
        };
    }

    private String changed(String verb, IpAddress guest, List<String> words) throws VitrineException {
        String what = words.get(2);
        switch (verb) {
            case "filter" -> client.filter(guest, IpAddress.parse(what));
            case "unfilter" -> client.unfilter(guest, IpAddress.parse(what));
            case "limit" -> client.limit(guest, kind(what), direction(words), rate(what), 0);
            default -> client.unlimit(guest, kind(what), direction(words));
        }
        return json
                ? "{\"guest\":" + text(guest) + ",\"done\":" + text(verb) + ",\"what\":" + text(what) + "}\n"
                : "done: " + String.join(" ", words) + "\n";
    }

    private static Kind kind(String rate) {
        if (rate.endsWith(BITS) || rate.endsWith(PACKETS)) {
            return rate.endsWith(BITS) ? Kind.BIT_RATE : Kind.PACKET_RATE;
        }
        throw new IllegalArgumentException("\"" + rate + "\" is not a rate such as 20000000bit/s or 1000pkt/s");
    }

    private static long rate(String text) {
        try {
            return Long.parseLong(text.substring(0, text.length() - BITS.length()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a rate such as 20000000bit/s or 1000pkt/s", e);
        }
    }

    private static Direction direction(List<String> words) {
        String said = words.size() > 3 ? words.get(3) : "both";
        return Arrays.stream(Direction.values())
                .filter(each -> word(each).equals(said))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a direction is both, from-guest or to-guest"));
    }

    // ---- printing: every value is JSON already, without its quotation marks it is text

    private <E> String list(IpAddress guest, Entries<E> entries, List<String> names, Function<E, List<String>> row)
            throws VitrineException {
        Page<E> page = client.list(guest, entries);
        List<List<String>> rows = page.entries().stream().map(row).toList();
        return json
                ? "{\"guest\":" + text(guest) + ",\"time\":" + page.list() + ",\"windowMillis\":"
                        + page.window().toMillis() + ",\"entries\":" + objects(names, rows) + "}\n"
                : table(names, rows);
    }

    private String resources(Resources seen) {
        List<String> names =
                List.of("time", "cpuNanos", "vcpus", "memoryBytes", "maxMemoryBytes", "residentBytes", "disks");
        List<String> values = numbers(
                seen.time(),
                seen.cpuNanos(),
                seen.vcpus(),
                seen.memoryBytes(),
                seen.maxMemoryBytes(),
                seen.residentBytes(),
                seen.allDisks());
        List<String> diskNames = List.of(
                "disk",
                "readBytes",
                "readRequests",
                "writtenBytes",
                "writeRequests",
                "capacityBytes",
                "allocatedBytes");
        List<List<String>> disks = seen.disks().stream().map(V2Words::disk).toList();
        if (!json) {
            return table(names, List.of(values)) + (disks.isEmpty() ? "" : table(diskNames, disks));
        }
        String object = object(names, values);
        return object.substring(0, object.length() - 1) + ",\"entries\":" + objects(diskNames, disks) + "}\n";
    }

    private static List<String> disk(Disk disk) {
        return with(
                numbers(
                        disk.readBytes(),
                        disk.readRequests(),
                        disk.writtenBytes(),
                        disk.writeRequests(),
                        disk.capacityBytes(),
                        disk.allocatedBytes()),
                text(disk.name()));
    }

    private static List<String> row(String first, Traffic traffic, String second) {
        return with(
                numbers(
                        traffic.txRate(),
                        traffic.rxRate(),
                        traffic.txBytes(),
                        traffic.txPackets(),
                        traffic.rxBytes(),
                        traffic.rxPackets()),
                first,
                second);
    }

    private static List<String> with(List<String> rest, String... first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }

    private static List<String> numbers(long... values) {
        return Arrays.stream(values).mapToObj(String::valueOf).toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(Object value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char each : value.toString().toCharArray()) {
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else {
                quoted.append(each < ' ' ? "?" : each);
            }
        }
        return quoted.append('"').toString();
    }

    private static String objects(List<String> names, List<List<String>> rows) {
        StringJoiner all = new StringJoiner(",", "[", "]");
        rows.forEach(row -> all.add(object(names, row)));
        return all.toString();
    }

    private static String object(List<String> names, List<String> values) {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        for (int i = 0; i < names.size(); i++) {
            fields.add(text(names.get(i)) + ":" + values.get(i));
        }
        return fields.toString();
    }

    private static String table(List<String> names, List<List<String>> rows) {
        List<List<String>> all = new ArrayList<>(List.of(names));
        rows.forEach(row -> all.add(row.stream().map(V2Words::plain).toList()));
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < names.size(); i++) {
                int column = i;
                int width = all.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                line.append(row.get(i)).repeat(' ', width - row.get(i).length() + 2);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static String plain(String value) {
        if (value.equals("null")) {
            return "-";
        }
        return value.startsWith("\"") ? value.substring(1, value.length() - 1) : value;
    }
}
