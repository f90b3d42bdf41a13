/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.vitrine.common.HostId;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;

/**
 * How what is seen through a connection is called.
 *
 * @param host the name of the machine that libvirt runs on
 * @param technology such as {@code qemu}
 * @param group how people call the connection: the fragment of its URI, or made from driver and host
 */
record Naming(String host, String technology, String group) {
    static Naming of(URI uri, String hostname, String type) {
        String technology = type.toLowerCase(Locale.ROOT);
        String host = part(hostname.isEmpty() ? "localhost" : hostname);
        String where = uri.getHost() == null ? "" : "@" + uri.getHost();
        String group = uri.getFragment() == null || uri.getFragment().isEmpty()
                ? uri.getScheme().replaceFirst("\\+.*", "") + where
                : uri.getFragment();
        return new Naming(host, technology, group);
    }

    HostId hostId() {
        return new HostId(host);
    }

    MachineId machine(String name) {
        return new MachineId(prefix() + part(name));
    }

    NetworkId network(String name) {
        return new NetworkId(prefix() + part(name));
    }

    private String prefix() {
        return host + "/" + technology + "/" + part(group) + "/";
    }

    /** Names that libvirt allows and ids do not (blanks, slashes) are written as in a URI. */
    private static String part(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%40", "@");
        return encoded.length() <= MAX_PART ? encoded : encoded.substring(0, MAX_PART - 8) + hash(name);
    }

    /** Three parts and the technology fit into an id. */
    private static final int MAX_PART = 75;

    private static String hash(String name) {
        return String.format("%08x", name.hashCode());
    }
}
