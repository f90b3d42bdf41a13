/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.vitrine.common.MacAddress;

/** How the parts of a lab are called in the kernel. The same lab file always gives the same names. */
final class Names {
    static final Pattern LAB = Pattern.compile("[a-z0-9]{1,12}");
    static final Pattern MACHINE = Pattern.compile("[a-z](?:[a-z0-9-]{0,18}[a-z0-9])?");
    static final Pattern NETWORK = Pattern.compile("[a-z](?:[a-z0-9-]{0,13}[a-z0-9])?");
    static final Pattern NIC = Pattern.compile("[a-z][a-z0-9]{0,8}");

    /** The kernel's limit for the name of an interface, in bytes. */
    private static final int MAX_INTERFACE = 15;

    /** Words of the {@code ip} command line that may be shortened, and stand where a name of an interface can stand. */
    private static final List<String> SHORTENED = List.of(
            "address",
            "addrgenmode",
            "alias",
            "broadcast",
            "dynamic",
            "help",
            "label",
            "link",
            "nomaster",
            "permanent",
            "primary",
            "scope",
            "secondary",
            "temporary",
            "txqueuelen",
            "type");

    /** Further such words, and names that mean something to the kernel. */
    private static final Set<String> WORDS = Set.of(
            "all",
            "allmulticast",
            "altname",
            "any",
            "arp",
            "brd",
            "carrier",
            "default",
            "dev",
            "down",
            "from",
            "group",
            "home",
            "index",
            "link-netns",
            "link-netnsid",
            "lo",
            "local",
            "master",
            "metric",
            "mtu",
            "multicast",
            "name",
            "netns",
            "nodad",
            "none",
            "off",
            "on",
            "parentdev",
            "peer",
            "promisc",
            "property",
            "protodown",
            "qlen",
            "remote",
            "state",
            "table",
            "to",
            "trailers",
            "up",
            "vf",
            "via",
            "vlan",
            "vrf",
            "xdp");

    private Names() {}

    /** The network namespace of a machine, host or switch. Labs have no {@code -} in their names, so two labs never meet. */
    static String netns(String lab, String part) {
        return "vt-" + lab + "-" + part;
    }

    /**
     * The host side of a vNIC: {@code machine-nic} where that is short enough, else with a shortened machine name and a number made
     * from the whole.
     *
     * @param taken names in the same namespace; the new one is added
     */
    static String port(String machine, String nic, Set<String> taken) {
        String name = machine + "-" + nic;
        for (int attempt = 0; name.length() > MAX_INTERFACE || isWord(name) || !taken.add(name); attempt++) {
            String number = HexFormat.of().formatHex(hash(machine + "/" + nic + "/" + attempt), 0, 2);
            int room = MAX_INTERFACE - 1 - nic.length() - number.length();
            name = machine.substring(0, Math.min(room, machine.length())) + number + "-" + nic;
        }
        return name;
    }

    /** Whether commands would take this name, unless somebody writes {@code dev} before it, for a word of theirs. */
    static boolean isWord(String name) {
        return WORDS.contains(name) || SHORTENED.stream().anyMatch(word -> word.startsWith(name));
    }

    /** A locally administered unicast address (IEEE 802, section 8.4) that stays the same as long as the names do. */
    static MacAddress mac(String lab, String machine, String nic) {
        byte[] hash = hash(lab + "/" + machine + "/" + nic);
        long bits = 0x02;
        for (int i = 0; i < 5; i++) {
            bits = bits << 8 | Byte.toUnsignedLong(hash[i]);
        }
        return new MacAddress(bits);
    }

    private static byte[] hash(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
