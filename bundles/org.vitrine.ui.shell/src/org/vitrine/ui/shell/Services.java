/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.vitrine.ui.Workbench;

/** For classes that the platform makes from {@code plugin.xml}, to which nothing can be handed. */
final class Services {
    private Services() {}

    static BundleContext context() {
        return FrameworkUtil.getBundle(Services.class).getBundleContext();
    }

    /** A service, if it is there now; not to be kept. */
    static <S> Optional<S> find(Class<S> type) {
        ServiceReference<S> reference = context().getServiceReference(type);
        return Optional.ofNullable(reference == null ? null : context().getService(reference));
    }

    /** What the parts share; there as long as there is a window. */
    static StandardWorkbench workbench() {
        return (StandardWorkbench) find(Workbench.class).orElseThrow();
    }
}
