/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MacAddress;

class LinkTest {
    private final String name = "vt-link-" + ProcessHandle.current().pid();

    @AfterEach
    void delete() throws Exception {
        if (NetworkNamespace.exists(name)) {
            ip("netns del " + name);
        }
    }

    @Test
    void shouldListTheLinksOfANamespace() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        ip("netns add " + name);
        ip("-n " + name + " link add name lan type bridge");
        ip("-n " + name + " link set dev lan up");
        ip("-n " + name + " link add name a address 02:00:00:00:00:0a up master lan type veth peer name b");
        assertEquals(
                List.of("a", "b", "lan", "lo"),
                links().keySet().stream().sorted().toList());
        assertEquals(MacAddress.parse("02:00:00:00:00:0a"), links().get("a").mac());
        assertEquals(links().get("lan").index(), links().get("a").master());
        assertEquals(0, links().get("b").master());
        assertEquals(new Link(1, "lo", new MacAddress(0), false, false, 0), links().get("lo"));
        assertEquals(true, links().get("a").up());
        assertEquals(false, links().get("a").carrier());
        ip("-n " + name + " link set dev b up");
        assertEquals(true, links().get("a").carrier());
    }

    @Test
    void shouldListManyLinks() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        ip("netns add " + name);
        var batch = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            batch.append("link add name bridge").append(i).append(" type bridge\n");
        }
        Tool.require(List.of("ip", "-n", name, "-batch", "-"), batch.toString(), Duration.ofSeconds(30));
        assertEquals(101, links().size());
    }

    @Test
    void shouldListTheLinksOfThisProcess() throws Exception {
        assertEquals(true, Link.list("").stream().anyMatch(link -> link.name().equals("lo")));
    }

    private Map<String, Link> links() throws Exception {
        return Link.list(name).stream().collect(Collectors.toMap(Link::name, Function.identity()));
    }

    private static void ip(String arguments) throws Exception {
        Tool.require(List.of(("ip " + arguments).split(" ")), "", Duration.ofSeconds(10));
    }
}
