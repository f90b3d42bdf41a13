/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.net.UnixDomainPrincipal;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.Tool;

/** Which users of this machine may use the runtime: its own, root, and members of the group {@code vitrine}. */
final class LocalUsers {
    private static final String GROUP = "vitrine";

    private LocalUsers() {}

    /**
     * @throws IOException when the groups of somebody cannot be told
     */
    static boolean mayEnter(UnixDomainPrincipal peer) throws IOException {
        String user = peer.user().getName();
        // the owner of our own entry in /proc is who we are for the kernel
        return user.equals(Files.getOwner(Path.of("/proc/self")).getName())
                || user.equals("root")
                || peer.group().getName().equals(GROUP)
                || groups(user).contains(GROUP);
    }

    /** Groups of a user by the system's own account; none of one that it does not know. */
    private static List<String> groups(String user) throws IOException {
        try {
            Tool.Result result = Tool.run(List.of("id", "-nG", "--", user), new byte[0], Duration.ofSeconds(10));
            return result.exitCode() == 0 ? List.of(result.text().strip().split(" ")) : List.of();
        } catch (VitrineException e) {
            throw new IOException("the groups of " + user + " cannot be told: " + e.getMessage(), e);
        }
    }
}
