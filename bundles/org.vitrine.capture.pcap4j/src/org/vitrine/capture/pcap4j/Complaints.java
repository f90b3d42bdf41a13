/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pcap4j;

import org.pcap4j.core.PcapNativeException;
import org.vitrine.capture.spi.CaptureSource;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** What libpcap says, as our exceptions. */
final class Complaints {
    // pcap/pcap.h, enum of error codes
    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERMISSION_DENIED = -8;
    private static final int INTERFACE_DOWN = -9;
    private static final int PROMISCUOUS_DENIED = -11;

    private Complaints() {}

    static VitrineException ofOpening(CaptureSource.Interface source, PcapNativeException e) {
        int code = e.getReturnCode() == null ? 0 : e.getReturnCode();
        return switch (code) {
            case NO_SUCH_DEVICE -> gone(source, e);
            case INTERFACE_DOWN ->
                new VitrineException(
                        Reason.UNAVAILABLE, "interface " + named(source) + " is down", "Set it up: ip link set up.", e);
            case PERMISSION_DENIED, PROMISCUOUS_DENIED ->
                new VitrineException(
                        Reason.DENIED,
                        "this process may not capture on interface " + named(source),
                        "Run the runtime as root or give it CAP_NET_RAW.",
                        e);
            default ->
                new VitrineException(
                        Reason.FAILED, "interface " + named(source) + " cannot be opened: " + e.getMessage(), "", e);
        };
    }

    static VitrineException ofReading(CaptureSource.Interface source, String complaint) {
        return complaint.contains("disappeared") || complaint.contains("went down")
                ? gone(source, null)
                : new VitrineException(Reason.FAILED, "capture on " + named(source) + " failed: " + complaint);
    }

    static VitrineException ofFilter(String filter, Exception e) {
        return new VitrineException(
                Reason.INVALID,
                "the filter \"" + filter + "\" is not understood: " + e.getMessage(),
                "Filters are written as for tcpdump: see pcap-filter(7).",
                e);
    }

    private static VitrineException gone(CaptureSource.Interface source, Exception cause) {
        return new VitrineException(Reason.NOT_FOUND, "there is no interface " + named(source), "", cause);
    }

    static String named(CaptureSource.Interface source) {
        return source.netns().isEmpty() ? source.name() : source.name() + " in network namespace " + source.netns();
    }
}
