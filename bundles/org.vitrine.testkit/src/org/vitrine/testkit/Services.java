/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.testkit;

import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.util.tracker.ServiceTracker;

/** Services of the runtime that is tested. */
public final class Services {
    public static final BundleContext CONTEXT =
            FrameworkUtil.getBundle(Services.class).getBundleContext();

    private Services() {}

    /** The service, waited for as long as a slow machine may need. */
    public static <T> T get(Class<T> contract) throws InterruptedException {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(CONTEXT, contract, null);
        tracker.open();
        try {
            T service = tracker.waitForService(TimeUnit.SECONDS.toMillis(30));
            if (service == null) {
                throw new AssertionError("there is no " + contract.getSimpleName());
            }
            return service;
        } finally {
            tracker.close();
        }
    }
}
