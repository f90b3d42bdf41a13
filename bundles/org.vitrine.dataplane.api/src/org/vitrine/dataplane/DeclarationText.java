/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

/**
 * Declarations as lines of text, for files, logs and people; read back they are equal.
 *
 * <pre>
 *   filter nic=here/netns/demo/web:eth0 remote=203.0.113.5
 *   drop machine=here/netns/demo/web direction=from-guest remote=10.0.0.0/8 protocol=tcp remote-port=80-90 probability=0.5%
 *   limit nic=here/netns/demo/web:eth0 direction=both rate=20Mbit/s burst=32KiB
 *   packet-limit everything direction=to-guest rate=1kpkt/s burst=50pkt
 *   guard tag=role=guest against=rogue-dhcp
 *   mirror nic=here/netns/demo/web:eth0 direction=both to=here/netns/demo/probe:eth0
 * </pre>
 *
 * Blanks and percent signs inside a value, colons in a vNIC's name and equal signs in a tag's key are written as {@code %} and two
 * hexadecimal digits.
 */
public final class DeclarationText {
    private static final Map<String, Integer> PROTOCOLS =
            Map.of("icmp", Match.ICMP, "tcp", Match.TCP, "udp", Match.UDP, "icmpv6", Match.ICMPV6, "sctp", Match.SCTP);

    private DeclarationText() {}

    /** One line, without its end. */
    public static String of(Declaration declaration) {
        StringJoiner line = new StringJoiner(" ");
        switch (declaration) {
            case Filter(NicId nic, IpAddress remote) ->
                line.add("filter").add("nic=" + text(nic)).add("remote=" + remote);
            case Drop(Scope scope, Direction direction, Match match, int probability) -> {
                line.add("drop").add(of(scope)).add("direction=" + word(direction));
                describe(match, line);
                line.add("probability=" + Amounts.percent(probability));
            }
            case Limit(Scope scope, Direction direction, long rate, long burst) ->
                line.add("limit")
                        .add(of(scope))
                        .add("direction=" + word(direction))
                        .add("rate=" + Amounts.bitRate(rate))
                        .add("burst=" + Amounts.bytes(burst));
            case PacketLimit(Scope scope, Direction direction, long rate, int burst) ->
                line.add("packet-limit")
                        .add(of(scope))
                        .add("direction=" + word(direction))
                        .add("rate=" + Amounts.packetRate(rate))
                        .add("burst=" + Amounts.packets(burst));
            case Guard(Scope scope, Threat against) ->
                line.add("guard").add(of(scope)).add("against=" + word(against));
            case Mirror(Scope scope, Direction direction, NicId to) ->
                line.add("mirror")
                        .add(of(scope))
                        .add("direction=" + word(direction))
                        .add("to=" + text(to));
        }
        return line.toString();
    }

    /** Such as {@code machine=here/netns/demo/web}. */
    public static String of(Scope scope) {
        return switch (scope) {
            case Scope.OfNic(NicId nic) -> "nic=" + text(nic);
            case Scope.OfMachine(MachineId machine) -> "machine=" + escaped(machine.value(), "");
            case Scope.OfTag(String key, String value) -> "tag=" + escaped(key, "=") + "=" + escaped(value, "");
            case Scope.Everything() -> "everything";
        };
    }

    /** Such as {@code remote=10.0.0.0/8 protocol=tcp}; empty for {@link Match#ALL}. */
    public static String of(Match match) {
        StringJoiner line = new StringJoiner(" ");
        describe(match, line);
        return line.toString();
    }

    private static void describe(Match match, StringJoiner line) {
        match.remote().ifPresent(remote -> line.add("remote=" + remote));
        match.protocol().ifPresent(protocol -> line.add("protocol=" + protocolName(protocol)));
        match.remotePorts().ifPresent(ports -> line.add("remote-port=" + ports));
        match.guestPorts().ifPresent(ports -> line.add("guest-port=" + ports));
    }

    /** Such as {@code tcp}, or the number. */
    public static String protocolName(int protocol) {
        return PROTOCOLS.entrySet().stream()
                .filter(entry -> entry.getValue() == protocol)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseGet(() -> String.valueOf(protocol));
    }

    /**
     * Reads {@code tcp}, {@code udp}, {@code icmp}, {@code icmpv6}, {@code sctp} or a number.
     *
     * @throws IllegalArgumentException when it is none of them
     */
    public static int protocol(String text) {
        Integer known = PROTOCOLS.get(text);
        try {
            return known != null ? known : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not an IP protocol: say icmp, icmpv6, sctp, tcp, udp or a number", e);
        }
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is not a declaration; the text says what is wrong
     */
    public static Declaration parse(String line) {
        String[] words = line.strip().split(" +");
        Values values = new Values(words);
        Declaration declaration = switch (words[0]) {
            case "filter" -> {
                if (!(values.scope() instanceof Scope.OfNic(NicId nic))) {
                    throw new IllegalArgumentException("a filter is for one vNIC, as in nic=MACHINE:NIC");
                }
                yield new Filter(nic, values.required("remote", IpAddress::parse));
            }
            case "drop" ->
                new Drop(
                        values.scope(),
                        values.direction(),
                        values.match(),
                        values.required("probability", Amounts::parsePercent));
            case "limit" -> {
                long rate = values.required("rate", Amounts::parseBitRate);
                yield new Limit(
                        values.scope(),
                        values.direction(),
                        rate,
                        values.optional("burst", Amounts::parseBytes).orElseGet(() -> Limit.defaultBurst(rate)));
            }
            case "packet-limit" ->
                new PacketLimit(
                        values.scope(), values.direction(), values.required("rate", Amounts::parsePacketRate), (int)
                                Math.min(Integer.MAX_VALUE, values.required("burst", Amounts::parsePackets)));
            case "guard" -> new Guard(values.scope(), values.required("against", text -> constant(Threat.class, text)));
            case "mirror" ->
                new Mirror(values.scope(), values.direction(), values.required("to", DeclarationText::nic));
            default ->
                throw new IllegalArgumentException(
                        "\"" + words[0] + "\" is not filter, drop, limit, packet-limit, guard or mirror");
        };
        values.finish();
        return declaration;
    }

    /** The words of a line after the first. */
    private static final class Values {
        private final Map<String, String> values = new LinkedHashMap<>();

        Values(String[] words) {
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                String key = equals < 0 ? words[i] : words[i].substring(0, equals);
                if (values.put(key, equals < 0 ? "" : words[i].substring(equals + 1)) != null) {
                    throw new IllegalArgumentException("\"" + key + "\" is there twice");
                }
            }
        }

        <T> T required(String key, Function<String, T> reader) {
            return optional(key, reader).orElseThrow(() -> new IllegalArgumentException("\"" + key + "=\" is missing"));
        }

        <T> Optional<T> optional(String key, Function<String, T> reader) {
            return Optional.ofNullable(values.remove(key)).map(reader);
        }

        Direction direction() {
            return optional("direction", text -> constant(Direction.class, text))
                    .orElse(Direction.BOTH);
        }

        Match match() {
            return new Match(
                    optional("remote", IpPrefix::parse),
                    optional("protocol", DeclarationText::protocol),
                    optional("remote-port", PortRange::parse),
                    optional("guest-port", PortRange::parse));
        }

        Scope scope() {
            Optional<Scope> scope = optional("nic", text -> (Scope) new Scope.OfNic(nic(text)))
                    .or(() -> optional("machine", text -> new Scope.OfMachine(new MachineId(plain(text)))))
                    .or(() -> optional("tag", Values::tag))
                    .or(() -> optional("everything", _ -> new Scope.Everything()));
            return scope.orElseThrow(() -> new IllegalArgumentException(
                    "what it is for is missing: nic=MACHINE:NIC, machine=MACHINE, tag=KEY=VALUE or everything"));
        }

        private static Scope tag(String text) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("a tag is KEY=VALUE, got \"" + text + '"');
            }
            return new Scope.OfTag(plain(text.substring(0, equals)), plain(text.substring(equals + 1)));
        }

        void finish() {
            if (!values.isEmpty()) {
                throw new IllegalArgumentException(
                        "\"" + values.keySet().iterator().next() + "\" does not belong here");
            }
        }
    }

    private static String text(NicId nic) {
        return escaped(nic.machine().value(), "") + ":" + escaped(nic.name(), ":");
    }

    private static NicId nic(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a vNIC is MACHINE:NIC, got \"" + text + '"');
        }
        return new NicId(new MachineId(plain(text.substring(0, colon))), plain(text.substring(colon + 1)));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        StringJoiner known = new StringJoiner(", ");
        for (E constant : type.getEnumConstants()) {
            if (word(constant).equals(text)) {
                return constant;
            }
            known.add(word(constant));
        }
        throw new IllegalArgumentException("\"" + text + "\" is none of " + known);
    }

    private static String escaped(String text, String more) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // whatever ends a line or a word for some reader, and the sign itself
            if (c <= ' ' || c == '%' || c == 0x7f || more.indexOf(c) >= 0) {
                escaped.append(String.format("%%%02x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                if (i + 2 >= text.length()) {
                    throw new IllegalArgumentException("two hexadecimal digits are missing in \"" + text + '"');
                }
                try {
                    plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                } catch (NumberFormatException e) {
                    throw new IllegalArgumentException("% needs two hexadecimal digits in \"" + text + '"', e);
                }
                i += 2;
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
