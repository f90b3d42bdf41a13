/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture;

/** What a recording is written as. */
public enum RecordingFormat {
    /** With the names of vNICs and addresses, what was dropped, and comments (draft-ietf-opsawg-pcapng). */
    PCAPNG("pcapng"),
    /** Frames and their times only, for programs that read nothing else (draft-ietf-opsawg-pcap). */
    PCAP("pcap");

    private final String extension;

    RecordingFormat(String extension) {
        this.extension = extension;
    }

    /** The format of a file with this name: pcap when it ends with {@code .pcap}, else pcapng. */
    public static RecordingFormat ofFile(String name) {
        return name.endsWith("." + PCAP.extension) ? PCAP : PCAPNG;
    }

    /** What the names of such files end with, without the dot. */
    public String extension() {
        return extension;
    }
}
