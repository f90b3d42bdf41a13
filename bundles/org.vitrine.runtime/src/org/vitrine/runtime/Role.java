/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.runtime.connection.RuntimeRole;

/**
 * Registers the condition on which everything waits that makes a process a runtime (see {@code Services.IN_RUNTIME}), and holds the
 * state folder meanwhile.
 *
 * <p>A headless process (framework property {@code vitrine.headless}) that cannot become a runtime ends with an exit code.
 */
@Component(immediate = true)
public final class Role implements RuntimeRole {
    private static final System.Logger LOG = System.getLogger(Role.class.getName());

    private final BundleContext context;
    private StateLock lock;
    private ServiceRegistration<Condition> condition;

    /**
     * @param settings are there before anything that has some
     */
    @Activate
    public Role(BundleContext context, @Reference ConfigurationFile settings) {
        this.context = context;
        String elsewhere = context.getProperty("vitrine.connect");
        setRuntime(elsewhere == null || elsewhere.isEmpty());
    }

    @Deactivate
    void stop() {
        setRuntime(false);
    }

    @Override
    public synchronized boolean isRuntime() {
        return condition != null;
    }

    @Override
    public synchronized void setRuntime(boolean runtime) {
        if (runtime && condition == null && takeState()) {
            condition = context.registerService(
                    Condition.class,
                    Condition.INSTANCE,
                    FrameworkUtil.asDictionary(Map.of(Condition.CONDITION_ID, "org.vitrine.runtime")));
        } else if (!runtime && condition != null) {
            condition.unregister();
            condition = null;
            lock.close();
        }
    }

    private boolean takeState() {
        try {
            lock = new StateLock(context.getProperty("vitrine.state"));
            return true;
        } catch (IOException e) {
            LOG.log(Level.ERROR, () -> "this process cannot be a runtime: " + e.getMessage());
            if (Boolean.parseBoolean(context.getProperty("vitrine.headless"))) {
                Thread.ofPlatform().start(() -> System.exit(ExitCode.CONFLICT));
            }
            return false;
        }
    }
}
