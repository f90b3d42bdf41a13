/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import java.util.Arrays;
import java.util.Optional;
import org.eclipse.core.runtime.ContributorFactoryOSGi;
import org.eclipse.core.runtime.IExtension;
import org.eclipse.core.runtime.IExtensionPoint;
import org.eclipse.core.runtime.IExtensionRegistry;
import org.eclipse.core.runtime.IRegistryEventListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.BundleTracker;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Offers what plug-ins contribute to our extension points as services, so that both ways to contribute come and go at run time and
 * are the same to whoever uses them.
 *
 * <p>The registry keeps extensions of bundles that are stopped; a service lasts as long as its bundle runs. Hence both are followed.
 */
@Component(service = {})
public final class ExtensionBridge implements BundleTrackerCustomizer<ContributedServices>, IRegistryEventListener {
    private final IExtensionRegistry registry;
    private final BundleTracker<ContributedServices> contributors;

    @Activate
    public ExtensionBridge(BundleContext context, @Reference IExtensionRegistry registry) {
        this.registry = registry;
        contributors = new BundleTracker<>(context, Bundle.STARTING | Bundle.ACTIVE, this);
        registry.addListener(this);
        contributors.open();
    }

    @Deactivate
    void close() {
        registry.removeListener(this);
        contributors.close();
    }

    @Override
    public ContributedServices addingBundle(Bundle bundle, BundleEvent event) {
        // while it starts only a lazy bundle is ready: it waits for the first use of a class, which an extension is
        boolean ready = bundle.getState() == Bundle.ACTIVE
                || bundle.getHeaders().get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
        if (!ready) {
            return null;
        }
        ContributedServices services = new ContributedServices(bundle);
        services.show(extensionsOf(bundle));
        return services;
    }

    @Override
    public void modifiedBundle(Bundle bundle, BundleEvent event, ContributedServices services) {
        // a lazy bundle was activated: the services are there
    }

    @Override
    public void removedBundle(Bundle bundle, BundleEvent event, ContributedServices services) {
        services.close();
    }

    @Override
    public void added(IExtension[] extensions) {
        contributors.getTracked().forEach((bundle, services) -> services.show(extensionsOf(bundle)));
    }

    @Override
    public void removed(IExtension[] extensions) {
        added(extensions);
    }

    @Override
    public void added(IExtensionPoint[] points) {
        // our points are there as long as this bundle
    }

    @Override
    public void removed(IExtensionPoint[] points) {
        // our points are there as long as this bundle
    }

    private IExtension[] extensionsOf(Bundle bundle) {
        return Optional.ofNullable(registry.getExtensions(ContributorFactoryOSGi.createContributor(bundle))).stream()
                .flatMap(Arrays::stream)
                .filter(extension -> Kind.ofPoint(extension.getExtensionPointUniqueIdentifier())
                        .isPresent())
                .toArray(IExtension[]::new);
    }
}
