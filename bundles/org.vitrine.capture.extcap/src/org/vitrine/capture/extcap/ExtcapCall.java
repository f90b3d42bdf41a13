/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.extcap;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;

/**
 * What Wireshark calls an extcap program with (doc/extcap.4 of Wireshark, "Extcap Arguments"), and what is answered in words.
 *
 * @param options each with its value; empty for those without
 */
record ExtcapCall(Map<String, String> options) {
    private static final String INTERFACES = "--extcap-interfaces";
    private static final String INTERFACE = "--extcap-interface";
    private static final String LINK_TYPES = "--extcap-dlts";
    private static final String CONFIG = "--extcap-config";
    private static final String WIRESHARK_FILTER = "--extcap-capture-filter";
    private static final String FILTER = "--filter";
    private static final String SNAP = "--snap";
    private static final String CAPTURE = "--capture";
    /** Ours: says why a capture would fail, before it is begun. */
    private static final String CHECK = "--check";

    static ExtcapCall of(List<String> arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            if (equals > 0) {
                options.put(argument.substring(0, equals), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                options.put(argument, arguments.get(++i));
            } else {
                options.put(argument, "");
            }
        }
        return new ExtcapCall(options);
    }

    boolean isCapture() {
        return options.containsKey(CAPTURE) && !options.containsKey(CHECK);
    }

    /** What is to be captured. */
    RecordingRequest request(Inventory inventory) throws VitrineException {
        String name = options.getOrDefault(INTERFACE, "");
        ExtcapNames.Entry entry = ExtcapNames.of(inventory).get(name);
        if (entry == null) {
            throw new VitrineException(Reason.NOT_FOUND, "there is no vNIC " + name + " of a machine that runs");
        }
        RecordingRequest request = RecordingRequest.of(entry.nic().id()).filtered(filter());
        try {
            return options.containsKey(SNAP) ? request.snapped(Integer.parseInt(options.get(SNAP))) : request;
        } catch (IllegalArgumentException e) {
            throw new VitrineException(Reason.INVALID, e.getMessage(), "", e);
        }
    }

    /** Wireshark's own field comes first. */
    private String filter() {
        String wiresharks = options.getOrDefault(WIRESHARK_FILTER, "");
        return wiresharks.isEmpty() ? options.getOrDefault(FILTER, "") : wiresharks;
    }

    /** The answer to everything but a capture. */
    String answer(Inventory inventory, RecordingService recordings) {
        if (options.containsKey(INTERFACES)) {
            StringBuilder text = new StringBuilder("extcap {version=0.1}{display=Vitrine}\n");
            ExtcapNames.of(inventory)
                    .forEach((name, entry) ->
                            text.append("interface {value=%s}{display=%s}\n".formatted(name, entry.display())));
            return text.toString();
        }
        if (options.containsKey(LINK_TYPES)) {
            return "dlt {number=1}{name=EN10MB}{display=Ethernet}\n";
        }
        if (options.containsKey(CONFIG)) {
            return """
                    arg {number=0}{call=%s}{display=Filter}{type=string}{tooltip=What to capture, in libpcap's language, as in: udp port 53}
                    arg {number=1}{call=%s}{display=Snap length}{type=integer}{range=14,%d}{default=%d}{tooltip=Bytes kept of each frame}
                    """.formatted(FILTER, SNAP, RecordingRequest.FULL_FRAMES, RecordingRequest.FULL_FRAMES);
        }
        // to check a filter, Wireshark names it and nothing to do; what is answered is the complaint
        try {
            String filter = filter();
            if (!filter.isEmpty()) {
                recordings.checkFilter(filter);
            }
            if (options.containsKey(CAPTURE)) {
                request(inventory);
            }
            return "";
        } catch (VitrineException e) {
            return e.explained() + "\n";
        }
    }
}
