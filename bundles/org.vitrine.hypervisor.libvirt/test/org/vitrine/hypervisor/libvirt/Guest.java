/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

/** Descriptions of small machines. */
final class Guest {
    private Guest() {}

    /** One that only libvirt's test driver can start. */
    static String xml(String name, String mac) {
        return """
                <domain type='test'><name>%s</name><memory unit='MiB'>64</memory><vcpu>1</vcpu><os><type>hvm</type></os>
                <devices><interface type='network'><source network='default'/><mac address='%s'/></interface></devices>
                </domain>""".formatted(name, mac);
    }
}
