/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

class NetlinkSocketTest {
    private static final int GROUP_LINK = 1;
    private static final int RTM_NEWLINK = 16;

    private final String name = "vt-nl-" + ProcessHandle.current().pid();

    @BeforeEach
    void add() throws Exception {
        assumeTrue(System.getProperty("user.name").equals("root"), "needs root to make network namespaces");
        ip("netns add " + name, "");
    }

    @AfterEach
    void delete() throws Exception {
        if (NetworkNamespace.exists(name)) {
            ip("netns del " + name, "");
        }
    }

    @Test
    void shouldHearOfItsNamespaceOnly() throws Exception {
        try (NetlinkSocket here = NetlinkSocket.listen(name, NetlinkSocket.ROUTE, GROUP_LINK);
                Poller poller = new Poller()) {
            poller.add(here.descriptor(), 3);
            assertEquals(Optional.empty(), here.read());
            ip("-n " + name + " link add name lan type bridge", "");
            assertEquals(1, poller.await(5_000));
            assertEquals(3, poller.token(0));
            ByteBuffer message = here.read().orElseThrow();
            assertEquals(message.limit(), message.getInt(0));
            assertEquals(RTM_NEWLINK, message.getShort(4));
            assertFalse(here.wasLost());
            poller.remove(here.descriptor());
        }
    }

    @Test
    void shouldTellThatMessagesWereLost() throws Exception {
        try (NetlinkSocket slow = NetlinkSocket.listen(name, NetlinkSocket.ROUTE, GROUP_LINK)) {
            var batch = new StringBuilder("link add name lan type bridge\n");
            for (int i = 0; i < 2_000; i++) {
                batch.append("link set lan up\nlink set lan down\n");
            }
            ip("-n " + name + " -batch -", batch.toString());
            int heard = 0;
            while (slow.read().isPresent()) {
                heard++;
            }
            assertTrue(heard > 0);
            assertTrue(slow.wasLost(), heard + " were heard");
            assertFalse(slow.wasLost(), "told once");
            ip("-n " + name + " link del lan", "");
            assertTrue(slow.read().isPresent(), "it goes on");
        }
    }

    @Test
    void shouldSayThatThereIsNoSuchNamespace() {
        VitrineException e = assertThrows(
                VitrineException.class, () -> NetlinkSocket.listen("vt-nobody", NetlinkSocket.ROUTE, GROUP_LINK));
        assertEquals(Reason.NOT_FOUND, e.reason());
    }

    private static void ip(String arguments, String input) throws Exception {
        Tool.require(List.of(("ip " + arguments).split(" ")), input, Duration.ofSeconds(30));
    }
}
