/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Component;
import org.vitrine.ui.FileOpener;
import org.vitrine.ui.Workbench;

/** Hands what is to be shown to the part, which may not be open yet. UI thread only. */
@Component(service = {Captures.class, FileOpener.class})
public final class Captures implements FileOpener {
    static final String PART = "packets";
    static final List<String> EXTENSIONS = List.of("pcapng", "pcap", "pcapng.gz", "pcap.gz", "cap", "ntar");

    private Consumer<Source> part;
    private Source next;

    @Override
    public String kind() {
        return "Capture files";
    }

    @Override
    public List<String> extensions() {
        return EXTENSIONS;
    }

    @Override
    public void open(Path file, Workbench workbench) {
        show(new Source.Saved(file), workbench);
    }

    void show(Source source, Workbench workbench) {
        if (next != null) {
            next.close();
        }
        next = source;
        workbench.show(PART);
        give();
    }

    /** The part is open and takes what is to be shown. */
    void attach(Consumer<Source> openPart) {
        part = openPart;
        give();
    }

    void detach() {
        part = null;
    }

    private void give() {
        if (part != null && next != null) {
            Source source = next;
            next = null;
            part.accept(source);
        }
    }
}
