/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DropCount;
import org.vitrine.dataplane.spi.DropCounts;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.linux.Tool;

/**
 * What is ours at one bridge. Remembers what it wrote, writes differences in one step, compares with the switch when asked. Not
 * thread-safe.
 */
final class BridgePlane {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** Meters have no marks, so ours have numbers of their own. */
    private static final int FIRST_METER = 0x2_0000;

    private static final int LAST_METER = 0x2_ffff;
    private static final Pattern COOKIE = Pattern.compile("cookie=0x([0-9a-f]+)");
    private static final Pattern COUNTS = Pattern.compile(" n_packets=(\\d+), n_bytes=(\\d+),");
    private static final Pattern PASSING =
            Pattern.compile("duration=[^,]*, |n_packets=\\d+, |n_bytes=\\d+, |idle_age=\\d+, |hard_age=\\d+, ");
    private static final Pattern METER_OF_FLOW = Pattern.compile("actions=meter:(\\d+)");
    private static final Pattern METER =
            Pattern.compile("meter[=:](\\d+) (.*?)(?=\\n\\s*meter[=:]|\\z)", Pattern.DOTALL);
    private static final Pattern BAND_COUNT = Pattern.compile("0: packet_count:(\\d+) byte_count:(\\d+)");

    /** What apply was asked for. */
    private record Wish(List<WantedDeclaration> wanted, Map<String, Integer> ports) {}

    private final String target;
    private final Path folder;
    private boolean looked;
    /** What the switch has; null when that is not known. */
    private Wish fulfilled;

    private FlowProgram program = FlowProgram.of(List.of(), Map.of(), _ -> 0);
    /** Our rules as the switch tells of them, by their cookies. */
    private Map<Long, String> present = Map.of();
    /** What is known to have been written, by cookies; a rule that is present and not here was written by an earlier life. */
    private final Map<Long, Flow> written = new HashMap<>();
    /** Numbers of meters by the cookies of their rules. */
    private final Map<Long, Integer> numbers = new HashMap<>();
    /** Our meters as the switch tells of them. */
    private Map<Integer, String> meters = Map.of();

    private final Map<Integer, String> writtenBands = new HashMap<>();

    BridgePlane(Path management) {
        target = "unix:" + management;
        folder = management.getParent();
    }

    /** Whether it is known that nothing of ours is there. */
    boolean isClean() {
        return looked && present.isEmpty() && meters.isEmpty();
    }

    /**
     * Makes everything as wanted, in one step.
     *
     * @param ports OpenFlow numbers of the bridge's interfaces, by their names
     * @throws VitrineException FAILED when the switch does not answer or refuses: the rules are as they were
     */
    void apply(Collection<WantedDeclaration> wanted, Map<String, Integer> ports) throws VitrineException {
        if (wanted.isEmpty() && isClean()) {
            return;
        }
        Wish wish = new Wish(List.copyOf(wanted), Map.copyOf(ports));
        if (looked && wish.equals(fulfilled)) {
            return;
        }
        fulfilled = null;
        if (!looked) {
            look();
        }
        program = FlowProgram.of(wanted, ports, this::number);
        looked = false; // in case of failure nothing is known
        makeMeters();
        String script = difference();
        if (!script.isEmpty()) {
            ofctl("OpenFlow14", script, "--bundle", "add-flows", target, "-");
            present = flows();
            written.clear();
            written.putAll(program.flows());
            awaitForce();
        }
        removeMeters();
        looked = true;
        fulfilled = wish;
    }

    private String difference() {
        StringBuilder script = new StringBuilder();
        for (long cookie : present.keySet()) {
            if (!program.flows().containsKey(cookie) || isCopied(cookie)) {
                script.append("delete ").append(Flow.named(cookie)).append('\n');
            }
        }
        for (Flow flow : program.flows().values()) {
            if (!present.containsKey(flow.cookie()) || isCopied(flow.cookie())) {
                script.append("add ").append(flow.text()).append('\n');
            } else if (!flow.equals(written.get(flow.cookie()))) {
                script.append("modify_strict ").append(flow.text()).append('\n');
            }
        }
        return script.toString();
    }

    /** Whether somebody made another rule with this cookie. */
    private boolean isCopied(long cookie) {
        return present.get(cookie).contains("\n");
    }

    /** Learns what is there. */
    private void look() throws VitrineException {
        present = flows();
        written.clear();
        numbers.clear();
        present.forEach((cookie, text) -> {
            Matcher meter = METER_OF_FLOW.matcher(text);
            if (meter.find() && isOurs(Long.parseLong(meter.group(1)))) {
                numbers.put(cookie, Integer.parseInt(meter.group(1)));
            }
        });
        meters = meters();
        writtenBands.clear();
    }

    /**
     * Compares with the switch; what is found is what the next {@link #apply} starts from.
     *
     * @throws VitrineException FAILED when the switch does not answer
     */
    List<String> verify() throws VitrineException {
        if (!looked || isClean()) {
            return List.of();
        }
        looked = false;
        Map<Long, String> now = flows();
        Map<Integer, String> metersNow = meters();
        List<String> changed = new ArrayList<>();
        if (now.isEmpty() && !present.isEmpty()) {
            changed.add("the rules were gone");
        } else if (!now.equals(present)) {
            changed.add("rules were changed");
        }
        if (!metersNow.equals(meters)) {
            changed.add("meters were changed");
        }
        // only what is as it was is known to be as it was written
        written.keySet().removeIf(cookie -> !Objects.equals(present.get(cookie), now.get(cookie)));
        writtenBands.keySet().removeIf(number -> !Objects.equals(meters.get(number), metersNow.get(number)));
        if (!changed.isEmpty()) {
            fulfilled = null;
        }
        present = now;
        meters = metersNow;
        looked = true;
        return changed;
    }

    /** Adds the counters of what is applied. */
    void count(Map<Declaration, DropCounts> counts) throws VitrineException {
        if (program.counted().isEmpty()) {
            return;
        }
        Map<Integer, DropCount> metered = meteredDrops();
        Map<Long, DropCount> counted = new HashMap<>();
        ofctl("OpenFlow14", "", "dump-flows", target, Flow.OUR_COOKIES).lines().forEach(line -> {
            Matcher cookie = COOKIE.matcher(line);
            Matcher count = COUNTS.matcher(line);
            if (cookie.find() && count.find()) {
                counted.put(
                        Long.parseUnsignedLong(cookie.group(1), 16),
                        new DropCount(Long.parseLong(count.group(1)), Long.parseLong(count.group(2))));
            }
        });
        program.counted().forEach((cookie, what) -> {
            DropCount count =
                    program.meters().containsKey(cookie) ? metered.get(numbers.get(cookie)) : counted.get(cookie);
            if (count != null) {
                counts.merge(
                        what.declaration(),
                        what.fromGuest()
                                ? new DropCounts(count, DropCount.NONE)
                                : new DropCounts(DropCount.NONE, count),
                        DropCounts::plus);
            }
        });
    }

    private Map<Integer, DropCount> meteredDrops() throws VitrineException {
        Map<Integer, DropCount> drops = new HashMap<>();
        if (!program.meters().isEmpty()) {
            Matcher meter = METER.matcher(ofctl("OpenFlow13", "", "meter-stats", target));
            while (meter.find()) {
                Matcher band = BAND_COUNT.matcher(meter.group(2));
                if (band.find() && isOurs(Long.parseLong(meter.group(1)))) {
                    drops.put(
                            Integer.parseInt(meter.group(1)),
                            new DropCount(Long.parseLong(band.group(1)), Long.parseLong(band.group(2))));
                }
            }
        }
        return drops;
    }

    // ---- meters

    private long number(long cookie) {
        return numbers.computeIfAbsent(cookie, _ -> {
            Set<Integer> taken = new HashSet<>(numbers.values());
            taken.addAll(meters.keySet());
            for (int number = FIRST_METER; number <= LAST_METER; number++) {
                if (!taken.contains(number)) {
                    return number;
                }
            }
            throw new IllegalStateException("all numbers for meters are in use");
        });
    }

    private void makeMeters() throws VitrineException {
        for (FlowProgram.Meter meter : program.meters().values()) {
            int number = numbers.get(meter.flow());
            if (!meters.containsKey(number)) {
                ofctl("OpenFlow13", "", "add-meter", target, "meter=" + number + "," + meter.bands());
            } else if (!meter.bands().equals(writtenBands.get(number))) {
                ofctl("OpenFlow13", "", "mod-meter", target, "meter=" + number + "," + meter.bands());
            } else {
                continue;
            }
            writtenBands.put(number, meter.bands());
        }
    }

    private void removeMeters() throws VitrineException {
        numbers.keySet().retainAll(program.meters().keySet());
        for (int number : meters.keySet()) {
            if (!numbers.containsValue(number)) {
                ofctl("OpenFlow13", "", "del-meter", target, "meter=" + number);
                writtenBands.remove(number);
            }
        }
        if (!meters.keySet().equals(Set.copyOf(numbers.values())) || !numbers.isEmpty()) {
            meters = meters();
        }
    }

    // ---- the switch

    private Map<Long, String> flows() throws VitrineException {
        Map<Long, String> flows = new HashMap<>();
        ofctl("OpenFlow14", "", "dump-flows", target, Flow.OUR_COOKIES).lines().forEach(line -> {
            Matcher cookie = COOKIE.matcher(line);
            if (cookie.find()) {
                // two rules with one cookie are somebody's copy: never equal to what was written
                flows.merge(
                        Long.parseUnsignedLong(cookie.group(1), 16),
                        PASSING.matcher(line).replaceAll("").strip(),
                        (one, other) -> one + "\n" + other);
            }
        });
        return flows;
    }

    private Map<Integer, String> meters() throws VitrineException {
        Map<Integer, String> found = new TreeMap<>();
        Matcher meter = METER.matcher(ofctl("OpenFlow13", "", "dump-meters", target));
        while (meter.find()) {
            if (isOurs(Long.parseLong(meter.group(1)))) {
                found.put(Integer.parseInt(meter.group(1)), meter.group(2).strip());
            }
        }
        return found;
    }

    /** Returns when packets of connections that the switch has in its cache see new rules too: some milliseconds. */
    private void awaitForce() throws VitrineException {
        try (DirectoryStream<Path> controls = Files.newDirectoryStream(folder, "ovs-vswitchd.*.ctl")) {
            for (Path control : controls) { // a switch that was killed leaves its socket behind
                Tool.run(
                        List.of("ovs-appctl", "--timeout=5", "--target=" + control, "revalidator/wait"),
                        new byte[0],
                        LIMIT);
            }
        } catch (IOException | DirectoryIteratorException _) {
            // its sockets are elsewhere: new rules reach old connections within half a second all the same
        }
    }

    private static boolean isOurs(long meter) {
        return meter >= FIRST_METER && meter <= LAST_METER;
    }

    private static String ofctl(String version, String input, String... words) throws VitrineException {
        List<String> command = new ArrayList<>(List.of("ovs-ofctl", "--timeout=15", "--no-names", "-O", version));
        command.addAll(List.of(words));
        return Tool.require(command, input, LIMIT);
    }
}
