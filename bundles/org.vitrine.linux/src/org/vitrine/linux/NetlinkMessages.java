/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Takes apart what a {@link NetlinkSocket} reads (netlink(7)), without copying. A length that cannot be ends the walk: what was before
 * it is given.
 */
public final class NetlinkMessages {
    // struct nlmsghdr { u32 len; u16 type; u16 flags; u32 seq; u32 pid; }
    private static final int HEADER = 16;
    private static final int TYPE = 4;
    // struct nlattr { u16 len; u16 type; }, with two flags above the type
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ATTRIBUTE_TYPE = 2;
    private static final int TYPE_MASK = 0x3fff;

    private NetlinkMessages() {}

    /**
     * A message.
     *
     * @param type for nftables, the subsystem in the upper byte
     * @param body what follows the header: that of the family, then attributes
     */
    public record Message(int type, ByteBuffer body) {
        /**
         * @param familyHeader length of the family's header
         */
        public Map<Integer, ByteBuffer> attributes(int familyHeader) {
            return body.limit() < familyHeader
                    ? Map.of()
                    : NetlinkMessages.attributes(part(body, familyHeader, body.limit() - familyHeader));
        }
    }

    public static List<Message> messages(ByteBuffer all) {
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at <= all.limit() - HEADER) {
            int length = all.getInt(at);
            if (length < HEADER || length > all.limit() - at) {
                break;
            }
            messages.add(new Message(all.getShort(at + TYPE) & 0xffff, part(all, at + HEADER, length - HEADER)));
            at += aligned(length);
        }
        return messages;
    }

    /** Attributes by their types; of several of a type the last. */
    public static Map<Integer, ByteBuffer> attributes(ByteBuffer all) {
        Map<Integer, ByteBuffer> attributes = new LinkedHashMap<>();
        int at = 0;
        while (at <= all.limit() - ATTRIBUTE_HEADER) {
            int length = all.getShort(at) & 0xffff;
            if (length < ATTRIBUTE_HEADER || length > all.limit() - at) {
                break;
            }
            attributes.put(
                    all.getShort(at + ATTRIBUTE_TYPE) & TYPE_MASK,
                    part(all, at + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER));
            at += aligned(length);
        }
        return attributes;
    }

    /** A value that is a name, without the zero at its end. */
    public static String text(ByteBuffer value) {
        byte[] bytes = new byte[value.limit()];
        value.get(0, bytes);
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "");
    }

    private static ByteBuffer part(ByteBuffer of, int at, int length) {
        return of.slice(at, length).order(of.order());
    }

    private static int aligned(int length) {
        return length + 3 & ~3;
    }
}
