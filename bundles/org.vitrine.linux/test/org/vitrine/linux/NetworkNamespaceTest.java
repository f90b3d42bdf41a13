/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class NetworkNamespaceTest {
    private final String name = "vt-test-" + ProcessHandle.current().pid();

    @BeforeEach
    void create() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        Tool.require(List.of("ip", "netns", "add", name), "", Duration.ofSeconds(10));
    }

    @AfterEach
    void delete() throws Exception {
        if (NetworkNamespace.exists(name)) {
            Tool.require(List.of("ip", "netns", "del", name), "", Duration.ofSeconds(10));
        }
    }

    @Test
    void shouldRunATaskInsideAndLeaveTheCallerOutside() throws Exception {
        String outside =
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
        String inside = NetworkNamespace.call(
                name,
                () -> Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))
                        .toString());
        assertEquals(false, outside.equals(inside));
        assertEquals(
                outside,
                Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString());
        // not java.net.NetworkInterface: it reads /proc/net, which is the main thread's
        List<String> lines =
                NetworkNamespace.call(name, () -> Files.readAllLines(Path.of("/proc/thread-self/net/dev")));
        assertEquals(
                List.of("lo"),
                lines.stream().skip(2).map(line -> line.split(":")[0].strip()).toList());
    }

    @Test
    void shouldKnowTheNumberOfANamespace() throws Exception {
        String inside = NetworkNamespace.call(
                name,
                () -> Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"))
                        .toString());
        assertEquals(inside, "net:[" + NetworkNamespace.inode(name) + "]");
        assertEquals(0, NetworkNamespace.inode("vt-none"));
        Path halfMade = NetworkNamespace.path(name + "-half");
        Files.createFile(halfMade);
        try {
            assertEquals(0, NetworkNamespace.inode(name + "-half"));
        } finally {
            Files.delete(halfMade);
        }
    }

    @Test
    void shouldNameANamespaceThatIsNotThere() {
        var e = assertThrows(VitrineException.class, () -> NetworkNamespace.call("vt-none", () -> 1));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }

    @Test
    void shouldPassOnWhatTheTaskThrows() {
        var mine = new VitrineException(Reason.CONFLICT, "mine");
        assertEquals(
                mine,
                assertThrows(
                        VitrineException.class,
                        () -> NetworkNamespace.call(name, () -> {
                            throw mine;
                        })));
        assertThrows(
                IllegalStateException.class,
                () -> NetworkNamespace.call(name, () -> {
                    throw new IllegalStateException();
                }));
    }
}
