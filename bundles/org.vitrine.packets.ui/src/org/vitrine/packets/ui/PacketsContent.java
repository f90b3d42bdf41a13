/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** The packets of a capture file, or of a vNIC as they pass. */
@Component(property = PartContent.PART + "=" + Captures.PART)
public final class PacketsContent implements PartContent {
    private final Captures captures;

    @Activate
    public PacketsContent(@Reference Captures captures) {
        this.captures = captures;
    }

    @Override
    public String title() {
        return "Packets";
    }

    @Override
    public String icon() {
        return "list-search";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/packets.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new PacketsPart(site, captures);
    }
}
