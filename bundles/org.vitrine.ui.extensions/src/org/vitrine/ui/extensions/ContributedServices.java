/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.core.runtime.IConfigurationElement;
import org.eclipse.core.runtime.IExtension;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;

/** The services of one plug-in, offered in its own name. May be used by many threads. */
final class ContributedServices implements AutoCloseable {
    private static final Logger LOG = System.getLogger(ContributedServices.class.getName());

    private final Bundle bundle;
    private final Map<IExtension, List<ServiceRegistration<?>>> offered = new HashMap<>();
    private boolean closed;

    ContributedServices(Bundle bundle) {
        this.bundle = bundle;
    }

    /** Offers the services of exactly these extensions. */
    synchronized void show(IExtension[] extensions) {
        if (closed) {
            return;
        }
        Set<IExtension> wanted = Set.of(extensions);
        offered.keySet().removeIf(extension -> {
            boolean gone = !wanted.contains(extension);
            if (gone) {
                withdraw(offered.get(extension));
            }
            return gone;
        });
        for (IExtension extension : extensions) {
            offered.computeIfAbsent(extension, this::offer);
        }
    }

    /** Withdraws all. */
    @Override
    public synchronized void close() {
        closed = true;
        offered.values().forEach(ContributedServices::withdraw);
        offered.clear();
    }

    private List<ServiceRegistration<?>> offer(IExtension extension) {
        Kind kind = Kind.ofPoint(extension.getExtensionPointUniqueIdentifier()).orElseThrow();
        List<ServiceRegistration<?>> services = new ArrayList<>();
        for (IConfigurationElement element : extension.getConfigurationElements()) {
            try {
                services.add(bundle.getBundleContext()
                        .registerService(kind.contract().getName(), factory(kind, element), properties(element)));
            } catch (IllegalArgumentException e) {
                LOG.log(
                        Level.WARNING,
                        "{0} contributes to {1} something that was left out: {2}",
                        bundle.getSymbolicName(),
                        extension.getExtensionPointUniqueIdentifier(),
                        e.getMessage());
            }
        }
        return services;
    }

    private static Object factory(Kind kind, IConfigurationElement element) {
        if (element.getAttribute("class") == null) {
            throw new IllegalArgumentException("<" + element.getName() + "> names no class");
        }
        return kind.perCall() ? new InstancePerCall(kind, element) : new OneInstance(kind, element);
    }

    private static Hashtable<String, Object> properties(IConfigurationElement element) {
        Hashtable<String, Object> properties = new Hashtable<>();
        for (IConfigurationElement property : element.getChildren("property")) {
            String name = property.getAttribute("name");
            String value = property.getAttribute("value");
            if (name == null || value == null) {
                throw new IllegalArgumentException("a <property> needs a name and a value");
            }
            properties.put(name, value);
        }
        String ranking = element.getAttribute("ranking");
        if (ranking != null) {
            try {
                properties.put(Constants.SERVICE_RANKING, Integer.valueOf(ranking));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the ranking \"" + ranking + "\" is no whole number", e);
            }
        }
        return properties;
    }

    private static void withdraw(List<ServiceRegistration<?>> services) {
        services.forEach(ServiceRegistration::unregister);
    }
}
