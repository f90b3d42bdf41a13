/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.ui;

import java.net.URL;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.runtime.bundles.BundleAdminService;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartSite;

/** The bundles of the runtime: started, stopped and replaced while everything else goes on. */
@Component(property = PartContent.PART + "=bundles")
public final class BundlesContent implements PartContent {
    private final BundleAdminService bundles;

    @Activate
    public BundlesContent(@Reference BundleAdminService bundles) {
        this.bundles = bundles;
    }

    @Override
    public String title() {
        return "Bundles";
    }

    @Override
    public String icon() {
        return "puzzle";
    }

    @Override
    public URL help() {
        return getClass().getResource("/help/bundles.html");
    }

    @Override
    public OpenPart open(PartSite site) {
        return new BundlesPart(site, bundles);
    }
}
