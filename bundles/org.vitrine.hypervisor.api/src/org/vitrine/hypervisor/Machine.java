/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vitrine.common.HostId;
import org.vitrine.common.MachineId;

/**
 * A virtual machine at one moment.
 *
 * @param name what people call it; unique within its group only
 * @param group what it belongs to (a lab, a connection); machines are shown by it. May be empty
 * @param technology what carries it, such as {@code netns}, {@code qemu}, {@code xen}
 * @param message what the state does not say, such as why it failed; empty when there is nothing to say
 * @param capabilities what its driver can do with it now; everything else answers UNSUPPORTED
 * @param tags free attributes, for rules and searches
 */
public record Machine(
        MachineId id,
        HostId host,
        String name,
        String group,
        MachineRole role,
        MachineState state,
        String technology,
        String message,
        List<Nic> nics,
        Set<MachineCapability> capabilities,
        Map<String, String> tags) {
    public Machine {
        nics = List.copyOf(nics);
        capabilities = Set.copyOf(capabilities);
        tags = Map.copyOf(tags);
    }
}
