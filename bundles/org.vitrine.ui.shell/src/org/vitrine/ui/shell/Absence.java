/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.vitrine.runtime.connection.ConnectionState;
import org.vitrine.runtime.connection.RuntimeConnection;
import org.vitrine.ui.PartContent;

/**
 * Why a part has no content.
 *
 * @param title in a few words
 * @param text in a sentence or two
 * @param stopped symbolic name of the bundle that could be started; empty when that is not the matter
 */
record Absence(String title, String text, String stopped) {
    private static final String NAMESPACE = "org.vitrine.part";

    static Absence of(BundleContext context, String part) {
        List<Bundle> providers = Arrays.stream(context.getBundles())
                .filter(bundle -> provides(bundle, part))
                .toList();
        if (providers.isEmpty()) {
            return new Absence("Nothing to show", "No bundle is installed that offers the part \"" + part + "\".", "");
        }
        Bundle bundle = providers.getFirst();
        String name = bundle.getSymbolicName();
        if (bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED) {
            return new Absence("Stopped", "The bundle " + name + " is not running.", name);
        }
        String missing = missing(bundle, part);
        ConnectionState connection = Services.find(RuntimeConnection.class)
                .map(RuntimeConnection::state)
                .orElse(null);
        if (connection != null && connection.mode() == ConnectionState.Mode.LOST) {
            return new Absence(
                    "No runtime",
                    "The runtime at " + connection.socket() + " does not answer: " + connection.message()
                            + "\nIt is tried again by itself.",
                    "");
        }
        return new Absence(
                "Waiting",
                missing.isEmpty()
                        ? "The bundle " + name + " is starting."
                        : "The bundle " + name + " waits for " + missing + ", which nobody offers now.",
                "");
    }

    private static boolean provides(Bundle bundle, String part) {
        BundleRevision revision = bundle.adapt(BundleRevision.class);
        return revision != null
                && revision.getDeclaredCapabilities(NAMESPACE).stream()
                        .anyMatch(capability ->
                                part.equals(capability.getAttributes().get("part")));
    }

    /** The services that the part's component waits for, as a person reads them. */
    private static String missing(Bundle bundle, String part) {
        return Services.find(ServiceComponentRuntime.class)
                .map(components -> components.getComponentDescriptionDTOs(bundle).stream()
                        .filter(component -> part.equals(component.properties.get(PartContent.PART)))
                        .flatMap(component -> components.getComponentConfigurationDTOs(component).stream()
                                .flatMap(configuration -> Arrays.stream(configuration.unsatisfiedReferences))
                                .map(reference -> contract(component, reference.name)))
                        .distinct()
                        .collect(Collectors.joining(", ")))
                .orElse("");
    }

    private static String contract(ComponentDescriptionDTO component, String reference) {
        return Arrays.stream(component.references)
                .filter(each -> each.name.equals(reference))
                .map(each -> each.interfaceName.substring(each.interfaceName.lastIndexOf('.') + 1))
                .findFirst()
                .orElse(reference);
    }
}
