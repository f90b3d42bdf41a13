/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/**
 * The host side of a vNIC: the tap, Xen vif or veth end where a guest's frames enter and leave the host.
 *
 * @param netns network namespace of the host that it lives in, as named by {@code ip netns}; empty for the runtime's own
 * @param name the kernel's name, at most 15 bytes
 * @param index the kernel's index within that namespace, 0 when not known
 */
public record HostInterface(String netns, String name, int index) {
    @Override
    public String toString() {
        return netns.isEmpty() ? name : netns + "/" + name;
    }
}
