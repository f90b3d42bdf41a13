/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import org.eclipse.core.runtime.IConfigurationElement;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** One object for everybody: made for the first user, ended after the last. */
final class OneInstance implements ServiceFactory<Object> {
    private final Kind kind;
    private final IConfigurationElement element;
    private Object instance;
    private int users;

    OneInstance(Kind kind, IConfigurationElement element) {
        this.kind = kind;
        this.element = element;
    }

    @Override
    public synchronized Object getService(Bundle user, ServiceRegistration<Object> registration) {
        if (instance == null) {
            instance = Instances.create(kind, element);
        }
        if (instance != null) {
            users++;
        }
        return instance;
    }

    @Override
    public synchronized void ungetService(Bundle user, ServiceRegistration<Object> registration, Object service) {
        users--;
        if (users == 0) {
            Instances.end(element, instance);
            instance = null;
        }
    }
}
