/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import org.vitrine.common.MacAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineState;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes changes to a machine.
 *
 * @param group how its connection is called
 * @param described the machine as it was last read
 */
record Changes(MemorySegment connection, String group, Handle domain, Domain described) {
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    private static final int INACTIVE_XML = 2;
    private static final int POWER_BUTTON = 1;
    private static final int GUEST_AGENT = 2;
    private static final int UNDEFINE_SAVED = 1;
    private static final int UNDEFINE_SNAPSHOTS = 2;
    private static final long LOOK_MS = 100;
    private static final Duration UNPLUG_LIMIT = Duration.ofSeconds(10);

    void make(MachineChange change) throws VitrineException {
        switch (change) {
            case MachineChange.ShutDown(Duration limit) -> shutDown(limit);
            case MachineChange.Reboot() -> Libvirt.DOMAIN_REBOOT.number(domain, ways());
            case MachineChange.Suspend() -> Libvirt.DOMAIN_SUSPEND.number(domain);
            case MachineChange.Resume() -> Libvirt.DOMAIN_RESUME.number(domain);
            case MachineChange.Save() -> Libvirt.DOMAIN_SAVE.number(domain, 0);
            case MachineChange.SetLink(String nic, boolean up) ->
                setLink(port(nic).mac(), up);
            case MachineChange.AttachNic(String network, Optional<MacAddress> mac) -> attach(network, mac);
            case MachineChange.DetachNic(String nic) -> detach(port(nic).mac());
            case MachineChange.SetVcpus(int count) -> Libvirt.DOMAIN_SET_VCPUS.number(domain, count, LIVE);
            case MachineChange.SetMemory(long bytes) -> Libvirt.DOMAIN_SET_MEMORY.number(domain, bytes / 1024, LIVE);
            case MachineChange.TakeSnapshot(String name, String text) -> Snapshots.take(domain, name, text);
            case MachineChange.RevertToSnapshot(String name) -> Snapshots.revert(domain, name);
            case MachineChange.DeleteSnapshot(String name) -> Snapshots.delete(domain, name);
            case MachineChange.Clone(String name) -> cloneAs(name);
            case MachineChange.Undefine() ->
                Libvirt.DOMAIN_UNDEFINE.number(domain, UNDEFINE_SAVED | UNDEFINE_SNAPSHOTS);
        }
    }

    // Power

    /** How a guest is asked: its agent first, its power button where the agent does not answer. */
    private int ways() {
        return described.agent() ? GUEST_AGENT | POWER_BUTTON : 0;
    }

    private void shutDown(Duration limit) throws VitrineException {
        Libvirt.DOMAIN_SHUT_DOWN.number(domain, ways());
        if (!await(limit, () -> LibvirtConnection.stateNow(domain) == MachineState.STOPPED)) {
            throw new VitrineException(
                    Reason.FAILED,
                    described.name() + " did not shut down within " + limit.toMillis() / 1000.0 + " s",
                    "Its guest may have no agent and ignore its power button; stop powers it off.");
        }
    }

    private interface Condition {
        boolean holds() throws VitrineException;
    }

    /** Waits for something that has no answer of its own; a machine that is gone, too, is at its end. */
    private static boolean await(Duration limit, Condition condition) throws VitrineException {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > end) {
                    return false;
                }
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "waiting for the guest was cancelled");
        } catch (VitrineException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
        }
        return true;
    }

    // vNICs

    private Domain.Port port(String nic) throws VitrineException {
        return described.ports().stream()
                .filter(port -> port.name().equals(nic))
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, described.name() + " has no vNIC " + nic));
    }

    private boolean isActive() throws VitrineException {
        return switch (LibvirtConnection.stateNow(domain)) {
            case RUNNING, PAUSED, STOPPING -> true;
            default -> false;
        };
    }

    private boolean isPersistent() throws VitrineException {
        return Libvirt.DOMAIN_IS_PERSISTENT.number(domain) == 1;
    }

    private int everywhere() throws VitrineException {
        return (isActive() ? LIVE : 0) | (isPersistent() ? CONFIG : 0);
    }

    private interface PortChange {
        void make(Element port, int where) throws VitrineException;
    }

    /** Changes a vNIC of the machine as it runs and as it will be started: the two descriptions differ. */
    private void everywhere(MacAddress mac, PortChange change) throws VitrineException {
        if (isActive()) {
            Domain now = Domain.read(Libvirt.DOMAIN_XML.text(domain, 0));
            change.make(element(now, mac), LIVE);
        }
        if (isPersistent()) {
            Domain later = Domain.read(Libvirt.DOMAIN_XML.text(domain, INACTIVE_XML));
            if (later.ports().stream().anyMatch(port -> port.mac().equals(mac))) {
                change.make(element(later, mac), CONFIG);
            }
        }
    }

    private static Element element(Domain domain, MacAddress mac) throws VitrineException {
        return domain.ports().stream()
                .filter(port -> port.mac().equals(mac))
                .findFirst()
                .orElseThrow(() ->
                        new VitrineException(Reason.NOT_FOUND, domain.name() + " has no vNIC with the address " + mac))
                .element();
    }

    private void setLink(MacAddress mac, boolean up) throws VitrineException {
        everywhere(mac, (port, where) -> {
            Element link = Xml.first(port, "link").orElseGet(() -> {
                Element added = port.getOwnerDocument().createElement("link");
                port.appendChild(added);
                return added;
            });
            link.setAttribute("state", up ? "up" : "down");
            Libvirt.DOMAIN_UPDATE.number(domain, Xml.write(port), where);
        });
    }

    private void attach(String network, Optional<MacAddress> mac) throws VitrineException {
        boolean managed = isManaged(network);
        String xml = "<interface type='" + (managed ? "network" : "bridge") + "'><source "
                + (managed ? "network" : "bridge") + "='" + Xml.escaped(network) + "'/>"
                + mac.map(address -> "<mac address='" + address + "'/>").orElse("")
                + (isQemu() ? "<model type='virtio'/>" : "")
                + "</interface>";
        Libvirt.DOMAIN_ATTACH.number(domain, xml, everywhere());
    }

    private boolean isQemu() {
        return described.element().getAttribute("type").matches("kvm|qemu|hvf");
    }

    private boolean isManaged(String network) {
        try {
            Libvirt.NETWORK_BY_NAME
                    .handle(Libvirt.NETWORK_FREE, connection, network)
                    .close();
            return true;
        } catch (VitrineException _) {
            return false; // then it is a bridge, or attaching says that it is not there
        }
    }

    private void detach(MacAddress mac) throws VitrineException {
        everywhere(mac, (port, where) -> {
            Libvirt.DOMAIN_DETACH.number(domain, Xml.write(port), where);
            // the guest of a running machine has to let go
            if (where == LIVE && !await(UNPLUG_LIMIT, () -> !hasPort(mac))) {
                throw new VitrineException(
                        Reason.FAILED,
                        described.name() + " did not let go of its vNIC within " + UNPLUG_LIMIT.toSeconds() + " s",
                        "Its guest may not know hot-plugging.");
            }
        });
    }

    private boolean hasPort(MacAddress mac) throws VitrineException {
        return Domain.read(Libvirt.DOMAIN_XML.text(domain, 0)).ports().stream()
                .anyMatch(port -> port.mac().equals(mac));
    }

    // Definitions

    private void cloneAs(String name) throws VitrineException {
        Element copy = Xml.read(Libvirt.DOMAIN_XML.text(domain, INACTIVE_XML), "domain");
        Xml.first(copy, "name").ifPresent(element -> element.setTextContent(name));
        Xml.all(copy, "uuid").forEach(Changes::remove);
        // addresses and host devices are chosen anew
        Xml.all(copy, "devices", "interface", "mac").forEach(Changes::remove);
        Xml.all(copy, "devices", "interface", "target").forEach(Changes::remove);
        String xml = Xml.write(copy);
        if (isThere(name)) {
            throw new VitrineException(Reason.CONFLICT, group + " has a machine " + name + " already");
        }
        Libvirt.DOMAIN_DEFINE.handle(Libvirt.DOMAIN_FREE, connection, xml).close();
    }

    private boolean isThere(String name) throws VitrineException {
        try {
            Libvirt.DOMAIN_BY_NAME.handle(Libvirt.DOMAIN_FREE, connection, name).close();
            return true;
        } catch (VitrineException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
            return false;
        }
    }

    private static void remove(Node node) {
        node.getParentNode().removeChild(node);
    }
}
