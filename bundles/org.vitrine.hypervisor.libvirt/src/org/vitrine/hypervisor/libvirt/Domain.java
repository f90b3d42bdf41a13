/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.w3c.dom.Element;

/**
 * What libvirt's description of a machine says to us (<a href="https://libvirt.org/formatdomain.html">Domain XML format</a>).
 *
 * @param agent whether the guest agent is connected
 * @param element all of the description
 */
record Domain(String name, String uuid, List<Port> ports, List<Disk> disks, boolean agent, Element element) {
    private static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";
    /** Names with which people mark devices as theirs begin so. */
    private static final String USER_ALIAS = "ua-";

    /**
     * A vNIC.
     *
     * @param name what it is called here
     * @param device the host's interface; empty while the machine is off
     * @param network the network or bridge that it is plugged into; empty for none
     * @param managed whether {@code network} is the name of a network of libvirt's, and not of a bridge
     * @param openVswitch whether the bridge is one of Open vSwitch
     */
    record Port(
            String name,
            MacAddress mac,
            String device,
            String network,
            boolean managed,
            boolean openVswitch,
            boolean linkUp,
            Element element) {}

    /**
     * A disk.
     *
     * @param format such as {@code qcow2}
     * @param changeable whether the machine can write to it
     */
    record Disk(String name, String format, boolean changeable) {}

    Domain {
        ports = List.copyOf(ports);
        disks = List.copyOf(disks);
    }

    /**
     * Reads a description.
     *
     * @throws VitrineException INVALID when it is not one
     */
    static Domain read(String xml) throws VitrineException {
        Element root = Xml.read(xml, "domain");
        String name = Xml.text(root, "name");
        if (name.isEmpty()) {
            throw new VitrineException(Reason.INVALID, "the description of a machine has no name");
        }
        List<Port> ports = new ArrayList<>();
        for (Element each : Xml.all(root, "devices", "interface")) {
            port(each, "net" + ports.size()).ifPresent(ports::add);
        }
        List<Disk> disks = Xml.all(root, "devices", "disk").stream()
                .map(disk -> new Disk(
                        Xml.attribute(disk, "target", "dev"),
                        Xml.attribute(disk, "driver", "type"),
                        Xml.first(disk, "readonly").isEmpty()))
                .toList();
        boolean agent = Xml.all(root, "devices", "channel", "target").stream()
                .anyMatch(target -> target.getAttribute("name").equals(AGENT_CHANNEL)
                        && target.getAttribute("state").equals("connected"));
        return new Domain(name, Xml.text(root, "uuid"), ports, disks, agent, root);
    }

    private static Optional<Port> port(Element each, String position) throws VitrineException {
        String address = Xml.attribute(each, "mac", "address");
        if (address.isEmpty()) {
            return Optional.empty(); // passed through from the host: it has no host side
        }
        MacAddress mac;
        try {
            mac = MacAddress.parse(address);
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, "a vNIC has no good address: " + e.getMessage());
        }
        String alias = Xml.attribute(each, "alias", "name");
        boolean managed = each.getAttribute("type").equals("network");
        String network = Xml.attribute(each, "source", managed ? "network" : "bridge");
        return Optional.of(new Port(
                alias.matches(USER_ALIAS + "[\\w.-]{1,100}") ? alias.substring(USER_ALIAS.length()) : position,
                mac,
                Xml.attribute(each, "target", "dev"),
                network,
                managed,
                Xml.attribute(each, "virtualport", "type").equals("openvswitch"),
                !Xml.attribute(each, "link", "state").equals("down"),
                each));
    }
}
