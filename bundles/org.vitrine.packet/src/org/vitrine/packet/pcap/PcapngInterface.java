/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where packets of a file were captured (draft-ietf-opsawg-pcapng, section 4.2).
 *
 * @param linkType what the packets begin with (tcpdump.org "Link-layer header types")
 * @param snapLength bytes that were wanted of each packet; 0 for all
 * @param options everything else that is said of it
 */
public record PcapngInterface(int linkType, int snapLength, List<PcapngOption> options) {
    /** In the first byte of a filter: it is a text in libpcap's language. */
    private static final byte FILTER_TEXT = 0;

    public PcapngInterface {
        options = List.copyOf(options);
    }

    /** An interface with Ethernet frames. */
    public static PcapngInterface ethernet(String name, String description, int snapLength) {
        return new PcapngInterface(PcapFormat.LINK_TYPE_ETHERNET, snapLength, List.of())
                .with(PcapngOption.text(PcapngOption.INTERFACE_NAME, name))
                .with(PcapngOption.text(PcapngOption.INTERFACE_DESCRIPTION, description));
    }

    /** The same, captured through a filter in libpcap's language. */
    public PcapngInterface filtered(String filter) {
        byte[] text = filter.getBytes(StandardCharsets.UTF_8);
        byte[] value = new byte[text.length + 1];
        value[0] = FILTER_TEXT;
        System.arraycopy(text, 0, value, 1, text.length);
        return with(new PcapngOption(PcapngOption.INTERFACE_FILTER, value));
    }

    /** The same with one more option. */
    public PcapngInterface with(PcapngOption option) {
        List<PcapngOption> more = new ArrayList<>(options);
        more.add(option);
        return new PcapngInterface(linkType, snapLength, more);
    }

    /** Its name, or empty. */
    public String name() {
        return text(PcapngOption.INTERFACE_NAME);
    }

    /** What it is, or empty. */
    public String description() {
        return text(PcapngOption.INTERFACE_DESCRIPTION);
    }

    /** The filter that packets passed, or empty. */
    public String filter() {
        String text = text(PcapngOption.INTERFACE_FILTER);
        return text.isEmpty() || text.charAt(0) != FILTER_TEXT ? "" : text.substring(1);
    }

    /** What somebody wrote about it. */
    public List<String> comments() {
        return options.stream()
                .filter(o -> o.code() == PcapngOption.COMMENT)
                .map(PcapngOption::text)
                .toList();
    }

    private String text(int code) {
        return options.stream()
                .filter(o -> o.code() == code)
                .map(PcapngOption::text)
                .findFirst()
                .orElse("");
    }
}
