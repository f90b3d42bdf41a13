/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.runtime.log.LogService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** What the runtime has to say. */
@Component(property = PartContent.PART + "=log")
public final class LogContent implements PartContent {
    private final LogService log;

    @Activate
    public LogContent(@Reference LogService log) {
        this.log = log;
    }

    @Override
    public String title() {
        return "Log";
    }

    @Override
    public String icon() {
        return "list-details";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/log.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new LogPart(site, log);
    }
}
