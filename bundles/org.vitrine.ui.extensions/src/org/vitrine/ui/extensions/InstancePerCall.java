/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import org.eclipse.core.runtime.IConfigurationElement;
import org.osgi.framework.Bundle;
import org.osgi.framework.PrototypeServiceFactory;
import org.osgi.framework.ServiceRegistration;

/** A new object for each call. */
record InstancePerCall(Kind kind, IConfigurationElement element) implements PrototypeServiceFactory<Object> {
    @Override
    public Object getService(Bundle user, ServiceRegistration<Object> registration) {
        return Instances.create(kind, element);
    }

    @Override
    public void ungetService(Bundle user, ServiceRegistration<Object> registration, Object service) {
        Instances.end(element, service);
    }
}
