/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vitrine.common.IpAddress;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;
import org.vitrine.common.Quantity;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.report.FlowDrawing;
import org.vitrine.report.LinePlot;
import org.vitrine.report.Report;
import org.vitrine.traffic.HostTraffic;
import org.vitrine.traffic.NicTraffic;

/** The story as a page for somebody who was not there. */
final class DemoReport {
    private final Inventory inventory;
    private final Story story;
    private final Timeline timeline;

    DemoReport(Inventory inventory, Story story, Timeline timeline) {
        this.inventory = inventory;
        this.story = story;
        this.timeline = timeline;
    }

    String html(String introduction) {
        String guest = story.cast().guest();
        Report report = new Report("A guest loses a remote host, and finds it again")
                .paragraph(introduction)
                .paragraph(
                        "Everything here was measured and done at the host's end of the guests' virtual NICs. No guest was changed, and "
                                + "none could notice: the administrator's questions to " + guest
                                + " were answered in its name before they reached it.");
        report.heading("What was checked");
        story.findings().forEach(finding -> report.check(finding.passed(), finding.claim(), finding.evidence()));
        report.heading(guest + " and its remote hosts")
                .figure(hostPlot())
                .note("Both directions together, over a sliding window of "
                        + timeline.newest().window().toSeconds()
                        + " s: a rate that ends falls to zero within that time.");
        report.heading("All guests").figure(guestPlot());
        report.heading("Who talks with whom")
                .figure(network())
                .note("Wider lines carried more; a dashed one was cut for a while.");
        report.table(List.of("Guest", "Remote host", " Sent", " Received", " Packets"), totals());
        report.heading("What the administrator was told")
                .paragraph("The answer to a status request, UDP port 555 of "
                        + story.cast().guestAddress() + ", rates in KiB/s.")
                .table(List.of("Remote host", " Tx", " Rx"), answer());
        report.heading("Beside this page")
                .paragraph("demo.pcap holds the frames of all guests' virtual NICs, cut to 128 bytes: open it in "
                        + "Wireshark. result.json holds the figures.");
        return report.html();
    }

    private LinePlot hostPlot() {
        LinePlot plot =
                new LinePlot("Rate between " + story.cast().guest() + " and each remote host", Quantity::bitRate);
        List<Sample> samples = timeline.samples();
        Map<IpAddress, Double> sums = new TreeMap<>();
        samples.forEach(sample -> sample.hosts()
                .getOrDefault(story.nic(), Map.of())
                .forEach((address, rate) -> sums.merge(address, rate, Double::sum)));
        sums.entrySet().stream()
                .sorted(Map.Entry.<IpAddress, Double>comparingByValue().reversed())
                .limit(4)
                .forEach(entry -> plot.line(
                        story.name(entry.getKey()),
                        times(samples),
                        samples.stream()
                                .mapToDouble(s -> s.rate(story.nic(), entry.getKey()))
                                .toArray()));
        timeline.marks().forEach(mark -> plot.mark(mark.time(), mark.text()));
        return plot;
    }

    private LinePlot guestPlot() {
        LinePlot plot = new LinePlot("Rate of each guest", Quantity::bitRate);
        List<Sample> samples = timeline.samples();
        for (NicTraffic nic : timeline.newest().nics()) {
            plot.line(
                    machineName(nic.nic()),
                    times(samples),
                    samples.stream()
                            .mapToDouble(s -> s.nics().getOrDefault(nic.nic(), 0.0))
                            .toArray());
        }
        timeline.marks().forEach(mark -> plot.mark(mark.time(), mark.text()));
        return plot;
    }

    private FlowDrawing network() {
        FlowDrawing drawing = new FlowDrawing("Bytes between guests and remote hosts", Quantity::bytes);
        Map<IpAddress, String> machineOf = new TreeMap<>();
        for (Machine machine : inventory.machines()) {
            String addresses = machine.nics().stream()
                    .flatMap(n -> n.addresses().stream())
                    .map(IpPrefix::address)
                    .filter(IpAddress::isIpv4)
                    .map(Object::toString)
                    .findFirst()
                    .orElse("");
            machine.nics().forEach(n -> n.addresses().forEach(a -> machineOf.put(a.address(), machine.name())));
            if (machine.role() == MachineRole.GUEST) {
                drawing.machine("host " + lastWord(machine.host().value()), machine.name(), machine.name(), addresses);
            } else if (machine.role() == MachineRole.REMOTE) {
                drawing.other(machine.name(), machine.name(), addresses);
            }
        }
        Set<String> joined = new HashSet<>();
        for (NicTraffic nic : timeline.newest().nics()) {
            Map<String, Long> bytes = new LinkedHashMap<>();
            nic.hosts()
                    .forEach(host -> bytes.merge(
                            machineOf.getOrDefault(host.address(), ""),
                            host.totals().txBytes() + host.totals().rxBytes(),
                            Long::sum));
            String guest = machineName(nic.nic());
            bytes.forEach((other, sum) -> {
                boolean cut = nic.nic().equals(story.nic())
                        && other.equals(machineOf.get(story.cast().remote()));
                // two guests see the same bytes: one line for both
                if (!other.isEmpty()
                        && joined.add(guest.compareTo(other) < 0 ? guest + " " + other : other + " " + guest)) {
                    drawing.join(guest, other, sum, cut);
                }
            });
        }
        return drawing;
    }

    private List<List<String>> totals() {
        List<List<String>> rows = new ArrayList<>();
        for (NicTraffic nic : timeline.newest().nics()) {
            for (HostTraffic host : nic.hosts().stream()
                    .filter(h -> story.isMachine(h.address()))
                    .toList()) {
                rows.add(List.of(
                        machineName(nic.nic()),
                        story.name(host.address()),
                        Quantity.bytes(host.totals().txBytes()),
                        Quantity.bytes(host.totals().rxBytes()),
                        String.valueOf(host.totals().txPackets() + host.totals().rxPackets())));
            }
        }
        return rows;
    }

    private List<List<String>> answer() {
        return story.answer().hosts().stream()
                .map(host -> List.of(story.name(host.address()), String.valueOf(host.tx()), String.valueOf(host.rx())))
                .toList();
    }

    /** Hosts of a lab are named by where they are; here the last part says enough. */
    private static String lastWord(String id) {
        return id.substring(id.lastIndexOf('/') + 1);
    }

    private String machineName(NicId nic) {
        return inventory.machine(nic.machine()).map(Machine::name).orElse(nic.toString());
    }

    private static double[] times(List<Sample> samples) {
        return samples.stream().mapToDouble(Sample::time).toArray();
    }
}
