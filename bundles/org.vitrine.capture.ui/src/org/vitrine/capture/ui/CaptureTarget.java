/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.traffic.FlowKey;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/**
 * A vNIC whose packets can be captured.
 *
 * @param machine the machine's name
 * @param isOn whether it has an interface on the host now
 */
record CaptureTarget(NicId nic, String machine, boolean isOn) {
    private static final int TCP = 6;
    private static final int NAMED = 3;
    private static final List<String> USUAL =
            Preset.ALL.stream().map(Preset::filter).toList();

    /** The vNICs that are selected: themselves, by their machine, by a remote address or by a flow. */
    static List<CaptureTarget> of(Selection selection, Inventory inventory) {
        Selection local = Selection.of(selection.items().stream()
                .filter(item -> !(item instanceof Selected.OfNetwork))
                .toList());
        return local.nics(inventory).stream()
                .flatMap(id -> inventory.nic(id).stream()
                        .map(nic -> new CaptureTarget(
                                id,
                                inventory
                                        .machine(id.machine())
                                        .map(Machine::name)
                                        .orElseThrow(),
                                nic.hostInterface().isPresent())))
                .toList();
    }

    /** Filters to choose from, those for selected flows and remote addresses first. */
    static List<String> presets(Selection selection) {
        List<String> flows = selection.all(Selected.OfFlow.class).stream()
                .map(Selected.OfFlow::key)
                .map(CaptureTarget::filter)
                .distinct()
                .toList();
        List<String> hosts = selection.remotes().stream()
                .map(Selected.OfRemote::remote)
                .distinct()
                .map(IpAddress::toString)
                .map("host "::concat)
                .toList();
        List<String> presets = new ArrayList<>();
        if (flows.size() > 1) {
            presets.add("(" + String.join(") or (", flows) + ")");
        }
        presets.addAll(flows);
        if (hosts.size() > 1) {
            presets.add(String.join(" or ", hosts));
        }
        presets.addAll(hosts);
        return Stream.concat(presets.stream(), USUAL.stream()).toList();
    }

    /** What lets the packets of a flow through, both directions. */
    private static String filter(FlowKey flow) {
        String hosts = "host " + flow.local() + " and host " + flow.remote();
        if (flow.localPort() == 0 && flow.remotePort() == 0) {
            return hosts + " and " + (flow.local().isIpv4() ? "ip proto " : "ip6 proto ") + flow.protocol();
        }
        String protocol = flow.protocol() == TCP ? "tcp" : "udp";
        return hosts + " and " + protocol + " port " + flow.localPort() + " and " + protocol + " port "
                + flow.remotePort();
    }

    /** Whether a filter is for what is selected. */
    static boolean isForSelected(String preset) {
        return preset.startsWith("host ") || preset.startsWith("(host ");
    }

    /** Several in words: their names, or how many they are. */
    static String words(List<CaptureTarget> targets) {
        return targets.size() <= NAMED
                ? targets.stream().map(CaptureTarget::toString).collect(Collectors.joining(", "))
                : targets.size() + " vNICs";
    }

    /** Such as {@code web eth0}. */
    @Override
    public String toString() {
        return machine + " " + nic.name();
    }
}
