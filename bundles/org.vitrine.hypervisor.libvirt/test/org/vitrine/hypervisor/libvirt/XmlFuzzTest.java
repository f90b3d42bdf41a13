/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Descriptions come from another program, perhaps on another host. */
class XmlFuzzTest {
    private static final String DOMAIN = """
            <domain type='kvm' id='3'><name>a &amp; b</name><uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
            <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><target dev='vda'/></disk>
            <disk type='file' device='cdrom'><driver type='raw'/><target dev='sda'/><readonly/></disk>
            <interface type='network'><mac address='52:54:00:00:00:01'/><source network='default' bridge='virbr0'/>
            <target dev='vnet0'/><link state='down'/><alias name='net0'/></interface>
            <interface type='bridge'><mac address='52:54:00:00:00:02'/><source bridge='ovs0'/>
            <virtualport type='openvswitch'/><alias name='ua-uplink'/></interface>
            <interface type='hostdev'/>
            <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
            </devices></domain>""";

    private static final String SNAPSHOT = """
            <domainsnapshot><name>s</name><description>d</description><creationTime>1700000000</creationTime>
            <state>running</state><parent><name>p</name></parent><memory snapshot='external' file='/f'/>
            <disks><disk name='vda' snapshot='external'/></disks></domainsnapshot>""";

    private static final int ROUNDS = 20_000;

    @Test
    void shouldReadADescription() throws Exception {
        Domain domain = Domain.read(DOMAIN);
        assertEquals("a & b", domain.name());
        assertTrue(domain.agent());
        assertEquals(2, domain.ports().size());
        Domain.Port first = domain.ports().getFirst();
        assertEquals("net0", first.name());
        assertEquals("vnet0", first.device());
        assertEquals("default", first.network());
        assertTrue(first.managed() && !first.linkUp());
        Domain.Port second = domain.ports().getLast();
        assertEquals("uplink", second.name());
        assertEquals(MacAddress.parse("52:54:00:00:00:02"), second.mac());
        assertTrue(second.openVswitch() && second.linkUp() && !second.managed());
        assertEquals(new Domain.Disk("vda", "qcow2", true), domain.disks().getFirst());
        assertEquals(new Domain.Disk("sda", "raw", false), domain.disks().getLast());
        assertTrue(Snapshots.read(SNAPSHOT, true).external());
    }

    @Test
    void shouldReadNothingOutsideOfADescription() {
        String entity =
                "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><domain><name>&x;</name></domain>";
        assertEquals(
                Reason.INVALID,
                assertThrows(VitrineException.class, () -> Domain.read(entity)).reason());
    }

    @Test
    void shouldRefuseWhatIsBrokenWithoutFailing() {
        Random random = new Random(7);
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder text = new StringBuilder(i % 2 == 0 ? DOMAIN : SNAPSHOT);
            for (int change = random.nextInt(4); change >= 0; change--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(0x180));
                    case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(40) + 1));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
                }
                if (text.isEmpty()) {
                    break;
                }
            }
            try {
                if (i % 2 == 0) {
                    Domain.read(text.toString());
                } else {
                    Snapshots.read(text.toString(), false);
                }
            } catch (VitrineException e) {
                assertEquals(Reason.INVALID, e.reason(), text.toString());
            }
        }
    }
}
