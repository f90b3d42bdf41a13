/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.UnixDomainPrincipal;
import org.junit.jupiter.api.Test;

class LocalUsersTest {
    /** A name as the kernel's number of it would be told. */
    private record Named(String getName) implements GroupPrincipal {
        @Override
        public String getName() {
            return getName;
        }
    }

    private static boolean mayEnter(String user, String group) throws Exception {
        UserPrincipal principal =
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
        return LocalUsers.mayEnter(new UnixDomainPrincipal(principal, new Named(group)));
    }

    @Test
    void shouldLetInTheOwnUserRootAndTheGroup() throws Exception {
        assertTrue(mayEnter(System.getProperty("user.name"), "any"));
        assertTrue(mayEnter("root", "root"));
        assertTrue(mayEnter("nobody", "vitrine"));
        assertFalse(mayEnter("nobody", "nogroup"));
        assertFalse(LocalUsers.mayEnter(new UnixDomainPrincipal(new Named("60123"), new Named("60123"))), "no account");
        assertFalse(mayEnter("daemon", "root"), "a group of the file's owner is no group of the runtime");
    }
}
