/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Says when the runtime is ready, and stops all bundles in order when the process is asked to end (SIGTERM, SIGINT). */
@Component(
        service = {},
        immediate = true)
public final class Lifecycle implements FrameworkListener {
    private static final System.Logger LOG = System.getLogger(Lifecycle.class.getName());
    private static final long STOP_LIMIT_MILLIS = 10_000;

    private final BundleContext context;
    private final Thread onExit = Thread.ofPlatform().name("stop").unstarted(this::stopFramework);

    @Activate
    public Lifecycle(BundleContext context) {
        this.context = context;
        context.addFrameworkListener(this);
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    @Deactivate
    void stop() {
        context.removeFrameworkListener(this);
        if (Thread.currentThread() != onExit && !onExit.isAlive()) {
            try {
                Runtime.getRuntime().removeShutdownHook(onExit);
            } catch (IllegalStateException _) {
                // the process is ending for another reason: nothing to take back
            }
        }
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            LOG.log(
                    Level.INFO,
                    () -> "ready after " + ManagementFactory.getRuntimeMXBean().getUptime() + " ms");
        }
    }

    private void stopFramework() {
        Bundle system = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION);
        try {
            system.stop();
            if (system instanceof Framework framework) {
                framework.waitForStop(STOP_LIMIT_MILLIS);
            }
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the framework would not stop", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
