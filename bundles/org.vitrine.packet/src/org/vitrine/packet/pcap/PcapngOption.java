/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

import java.nio.charset.StandardCharsets;

/**
 * An option of a block (draft-ietf-opsawg-pcapng, section 3.5): what was said and nobody had a field for. What a number means depends on
 * the block.
 *
 * @param value in the byte order of its section; not to be changed
 */
public record PcapngOption(int code, byte[] value) {
    public static final int COMMENT = 1;

    public static final int SECTION_HARDWARE = 2;
    public static final int SECTION_OS = 3;
    public static final int SECTION_APPLICATION = 4;

    public static final int INTERFACE_NAME = 2;
    public static final int INTERFACE_DESCRIPTION = 3;
    public static final int INTERFACE_SPEED = 8;
    public static final int INTERFACE_RESOLUTION = 9;
    public static final int INTERFACE_FILTER = 11;
    public static final int INTERFACE_OS = 12;
    public static final int INTERFACE_TIME_OFFSET = 14;
    public static final int INTERFACE_HARDWARE = 15;

    public static final int PACKET_FLAGS = 2;

    static final int END = 0;
    static final int HEADER_LENGTH = 4;

    /** An option that is a text. */
    public static PcapngOption text(int code, String text) {
        return new PcapngOption(code, text.getBytes(StandardCharsets.UTF_8));
    }

    public static PcapngOption comment(String text) {
        return text(COMMENT, text);
    }

    /** The value as a text. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
