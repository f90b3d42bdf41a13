/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ovs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream of bytes into JSON objects. An OVSDB server sends them one after the other with nothing in between (RFC 7047,
 * section 4), so their ends are found by their braces. Whatever comes, it keeps no more than its bound. Not thread-safe.
 */
final class JsonFrames {
    private static final int DEEPEST = 64;
    private static final int FIRST_SIZE = 8 << 10;

    private final int mostBytes;
    private byte[] kept = new byte[FIRST_SIZE];
    private int length;
    private int depth;
    private boolean quoted;
    private boolean escaped;

    JsonFrames(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Takes bytes up to the end of the next object; what is behind it stays in the buffer.
     *
     * @return the object's text, or null when more bytes are needed
     * @throws IOException when this is no JSON object, or too large or too deep a one; the stream is of no use any more
     */
    String next(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (depth == 0 && isSpace(b)) {
                continue;
            }
            if (depth == 0 && b != '{') {
                throw new IOException("an OVSDB server speaks in JSON objects, this one begins with byte 0x"
                        + Integer.toHexString(b & 0xff));
            }
            keep(b);
            if (isEnd(b)) {
                return taken();
            }
        }
        return null;
    }

    /** Whether the stream may end here. */
    boolean isBetween() {
        return depth == 0;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void keep(byte b) throws IOException {
        if (length == kept.length) {
            if (length >= mostBytes) {
                throw new IOException("an OVSDB message is larger than " + mostBytes + " bytes");
            }
            kept = Arrays.copyOf(kept, Math.min(mostBytes, length * 2));
        }
        kept[length++] = b;
    }

    private boolean isEnd(byte b) throws IOException {
        if (quoted) {
            if (escaped) {
                escaped = false;
            } else if (b == '\\') {
                escaped = true;
            } else if (b == '"') {
                quoted = false;
            }
            return false;
        }
        switch (b) {
            case '"' -> quoted = true;
            case '{', '[' -> {
                if (++depth > DEEPEST) {
                    throw new IOException("an OVSDB message is nested deeper than " + DEEPEST);
                }
            }
            case '}', ']' -> {
                return --depth == 0;
            }
            default -> {
                // part of a number or a word
            }
        }
        return false;
    }

    private String taken() throws IOException {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(kept, 0, length));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new IOException("an OVSDB message is not UTF-8", e);
        } finally {
            length = 0;
            if (kept.length > FIRST_SIZE) {
                kept = new byte[FIRST_SIZE];
            }
        }
    }
}
