/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.net.URL;
import org.osgi.service.component.annotations.Component;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** The help page of the part that was in front last. */
@Component(property = PartContent.PART + "=help")
public final class HelpContent implements PartContent {
    @Override
    public String title() {
        return "Help";
    }

    @Override
    public String icon() {
        return "help";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/help.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new HelpPages(site);
    }
}
