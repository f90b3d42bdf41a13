/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet.pcap;

/**
 * How pcapng is laid out (draft-ietf-opsawg-pcapng).
 *
 * <pre>
 *   0                   1                   2                   3
 *   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *  +---------------------------------------------------------------+
 *  |                          Block Type                           |
 *  +---------------------------------------------------------------+
 *  |                      Block Total Length                       |
 *  +---------------------------------------------------------------+
 *  |  Body, a multiple of 4 bytes: fields, perhaps data with padding, then options
 *  +---------------------------------------------------------------+
 *  |                      Block Total Length                       |
 *  +---------------------------------------------------------------+
 *
 *  section header      interface           enhanced packet     interface statistics
 *   8 byte order        8 link type         8 interface         8 interface
 *  12 major, minor     10 reserved         12 time, upper      12 time, upper
 *  16 section length   12 snap length      16 time, lower      16 time, lower
 *  24 options          16 options          20 captured length  20 options
 *                                          24 original length
 *                                          28 data, options
 *
 *  simple packet       old packet          names
 *   8 original length   8 interface         8 records: type, length, value;
 *  12 data             10 drops               ends with one of type 0; options
 *                      12 as enhanced packet
 * </pre>
 */
final class PcapngFormat {
    static final int SECTION = 0x0a0d_0d0a;
    static final int INTERFACE = 1;
    static final int OLD_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAMES = 4;
    static final int STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;

    static final int TYPE_OFFSET = 0;
    static final int LENGTH_OFFSET = 4;
    static final int BODY_OFFSET = 8;
    static final int TRAILER_LENGTH = 4;
    static final int SHORTEST_BLOCK = 12;

    /** Longer blocks are taken for damage, as Wireshark does. */
    static final int LONGEST_BLOCK = 16 << 20;

    static final int BYTE_ORDER = 0x1a2b_3c4d;
    static final int MAJOR_OFFSET = 12;
    static final int MINOR_OFFSET = 14;
    static final int SECTION_LENGTH_OFFSET = 16;
    static final int SECTION_OPTIONS_OFFSET = 24;
    static final long UNKNOWN_LENGTH = -1;

    static final int SNAP_LENGTH_OFFSET = 12;
    static final int INTERFACE_OPTIONS_OFFSET = 16;

    static final int PACKET_INTERFACE_OFFSET = 8;
    static final int PACKET_TIME_OFFSET = 12;
    static final int PACKET_CAPTURED_OFFSET = 20;
    static final int PACKET_LENGTH_OFFSET = 24;
    static final int PACKET_DATA_OFFSET = 28;

    static final int SIMPLE_DATA_OFFSET = 12;

    static final int STATISTICS_OPTIONS_OFFSET = 20;

    static final int NAME_END = 0;
    static final int NAME_IPV4 = 1;
    static final int NAME_IPV6 = 2;

    static final int NANOSECONDS = 9;

    private PcapngFormat() {}

    static int padded(int length) {
        return length + 3 & ~3;
    }
}
