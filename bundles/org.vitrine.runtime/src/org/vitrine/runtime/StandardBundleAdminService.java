/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.jar.JarInputStream;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.condition.Condition;
import org.vitrine.common.Caller;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.bundles.BundleAdminService;
import org.vitrine.runtime.bundles.BundleInfo;

/** The framework's bundles, with what keeps their components from working. */
@Component(
        immediate = true,
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class StandardBundleAdminService implements BundleAdminService, BundleListener {
    /** Names the descriptions of components (OSGi Compendium, 112.4.1). */
    private static final String SERVICE_COMPONENT = "Service-Component";

    private static final System.Logger AUDIT = System.getLogger(LogStore.AUDIT);
    private static final String OWN = "org.vitrine.";
    private static final String INSTALLED = "vitrine-installed:";
    private static final long REFRESH_LIMIT_SECONDS = 30;
    private static final int MAX_JAR = 64 << 20;

    /** Without these nobody could start anything again. */
    private static final Set<String> KEPT =
            Set.of("org.vitrine.runtime", "org.vitrine.fleet.local", "org.vitrine.ui.shell");

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final List<Consumer<List<BundleInfo>>> listeners = new CopyOnWriteArrayList<>();

    @Activate
    public StandardBundleAdminService(BundleContext context, @Reference ServiceComponentRuntime components) {
        this.context = context;
        this.components = components;
        context.addBundleListener(this);
    }

    @Deactivate
    void stop() {
        context.removeBundleListener(this);
    }

    @Override
    public List<BundleInfo> bundles() {
        return Arrays.stream(context.getBundles())
                .map(this::info)
                .sorted(Comparator.comparing(BundleInfo::symbolicName))
                .toList();
    }

    @Override
    public Subscription subscribe(Consumer<List<BundleInfo>> listener) {
        listeners.add(listener);
        listener.accept(bundles());
        return () -> listeners.remove(listener);
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (!listeners.isEmpty()) {
            List<BundleInfo> now = bundles();
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public void start(String symbolicName) throws VitrineException {
        Bundle bundle = find(symbolicName);
        change("started", bundle, bundle::start);
    }

    @Override
    public void stop(String symbolicName) throws VitrineException {
        Bundle bundle = swappable(symbolicName);
        change("stopped", bundle, bundle::stop);
    }

    @Override
    public void update(String symbolicName) throws VitrineException {
        Bundle bundle = swappable(symbolicName);
        change("updated", bundle, () -> {
            bundle.update();
            refresh(bundle);
        });
    }

    @Override
    public String install(String source, byte[] jar) throws VitrineException {
        String symbolicName = symbolicName(source, jar);
        Optional<Bundle> present = lookUp(symbolicName);
        if (present.isPresent() && !isInstalled(present.get())) {
            throw new VitrineException(
                    Reason.DENIED, symbolicName + " came with Vitrine and is not replaced by " + source);
        }
        if (present.isPresent()) {
            change("updated", present.get(), () -> {
                present.get().update(new ByteArrayInputStream(jar));
                refresh(present.get());
            });
            return symbolicName;
        }
        try {
            Bundle installed = context.installBundle(INSTALLED + symbolicName, new ByteArrayInputStream(jar));
            try {
                change("installed", installed, installed::start);
            } catch (VitrineException e) {
                installed.uninstall();
                throw e;
            }
        } catch (BundleException e) {
            throw new VitrineException(Reason.FAILED, source + " cannot be installed: " + e.getMessage(), "", e);
        }
        return symbolicName;
    }

    @Override
    public void uninstall(String symbolicName) throws VitrineException {
        Bundle bundle = find(symbolicName);
        if (!isInstalled(bundle)) {
            throw new VitrineException(Reason.DENIED, symbolicName + " came with Vitrine", "It can be stopped.");
        }
        change("uninstalled", bundle, () -> {
            bundle.uninstall();
            refresh(bundle);
        });
    }

    private static String symbolicName(String source, byte[] jar) throws VitrineException {
        if (jar.length > MAX_JAR) {
            throw new VitrineException(Reason.INVALID, source + " is larger than " + MAX_JAR + " bytes");
        }
        try (JarInputStream stream = new JarInputStream(new ByteArrayInputStream(jar))) {
            String header = stream.getManifest() == null
                    ? null
                    : stream.getManifest().getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (header == null) {
                throw new VitrineException(
                        Reason.INVALID, source + " is no OSGi bundle: it has no Bundle-SymbolicName");
            }
            return header.split(";", 2)[0].strip();
        } catch (IOException e) {
            throw new VitrineException(Reason.INVALID, source + " is no jar: " + e.getMessage(), "", e);
        }
    }

    /** Whether it came through {@link #install}, not with the product. */
    private static boolean isInstalled(Bundle bundle) {
        return bundle.getLocation().startsWith(INSTALLED);
    }

    private interface Change {
        void run() throws BundleException, VitrineException;
    }

    private static void change(String what, Bundle bundle, Change change) throws VitrineException {
        try {
            change.run();
            AUDIT.log(Level.INFO, () -> Caller.current() + ": " + what + " bundle " + bundle.getSymbolicName());
        } catch (BundleException e) {
            throw new VitrineException(
                    Reason.FAILED, bundle.getSymbolicName() + " could not be " + what + ": " + e.getMessage(), "", e);
        }
    }

    private void refresh(Bundle bundle) throws VitrineException {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), _ -> done.complete(null));
        try {
            done.get(REFRESH_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new VitrineException(
                    Reason.FAILED, "the framework did not refresh " + bundle.getSymbolicName(), "", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new VitrineException(Reason.CANCELLED, "the update was cancelled");
        }
    }

    private Optional<Bundle> lookUp(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst();
    }

    private Bundle find(String symbolicName) throws VitrineException {
        return lookUp(symbolicName)
                .orElseThrow(() -> new VitrineException(
                        Reason.NOT_FOUND, "there is no bundle " + symbolicName, "vitrine bundles lists them."));
    }

    private Bundle swappable(String symbolicName) throws VitrineException {
        Bundle bundle = find(symbolicName);
        if (KEPT.contains(symbolicName) || !isOwn(bundle) || symbolicName.endsWith(".api")) {
            throw new VitrineException(
                    Reason.DENIED,
                    symbolicName + " carries others and is not taken away while it works",
                    "End the process to replace it.");
        }
        return bundle;
    }

    private BundleInfo info(Bundle bundle) {
        return new BundleInfo(
                bundle.getBundleId(),
                String.valueOf(bundle.getSymbolicName()),
                bundle.getVersion().toString(),
                String.valueOf(bundle.getHeaders().get(Constants.BUNDLE_NAME)),
                state(bundle.getState()),
                isOwn(bundle),
                bundle.getHeaders().get(Constants.BUNDLE_ACTIVATOR) != null
                        || bundle.getHeaders().get(SERVICE_COMPONENT) != null,
                services(bundle),
                isOwn(bundle) ? problems(bundle) : List.of());
    }

    private static BundleInfo.State state(int state) {
        return switch (state) {
            case Bundle.ACTIVE -> BundleInfo.State.ACTIVE;
            case Bundle.STARTING -> BundleInfo.State.STARTING;
            case Bundle.STOPPING -> BundleInfo.State.STOPPING;
            case Bundle.RESOLVED -> BundleInfo.State.RESOLVED;
            default -> BundleInfo.State.INSTALLED;
        };
    }

    /** Ours, or a plug-in: something that a person installed, or that imports one of our packages. */
    private static boolean isOwn(Bundle bundle) {
        if (isInstalled(bundle) || String.valueOf(bundle.getSymbolicName()).startsWith(OWN)) {
            return true;
        }
        String imports = bundle.getHeaders().get(Constants.IMPORT_PACKAGE);
        return imports != null && imports.contains(OWN);
    }

    private static List<String> services(Bundle bundle) {
        ServiceReference<?>[] references = bundle.getRegisteredServices();
        if (references == null) {
            return List.of();
        }
        return Arrays.stream(references)
                .flatMap(reference -> Stream.of((String[]) reference.getProperty(Constants.OBJECTCLASS)))
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> problems(Bundle bundle) {
        List<String> problems = new ArrayList<>();
        boolean fragment = bundle.adapt(BundleRevision.class) instanceof BundleRevision revision
                && (revision.getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
        if (bundle.getState() == Bundle.INSTALLED && !fragment) {
            problems.add("cannot be resolved: something that it imports is missing");
        }
        if (bundle.adapt(BundleWiring.class) == null) {
            return problems;
        }
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(bundle)) {
            String name = component.name.substring(component.name.lastIndexOf('.') + 1);
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(component)) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    problems.add(name + " failed: " + firstLine(configuration.failure));
                } else if (configuration.unsatisfiedReferences.length > 0) {
                    problems.add(name + " waits for " + missing(component, configuration));
                }
            }
        }
        return problems;
    }

    private static String missing(ComponentDescriptionDTO component, ComponentConfigurationDTO configuration) {
        return Arrays.stream(configuration.unsatisfiedReferences)
                .map(unsatisfied -> Arrays.stream(component.references)
                        .filter(reference -> reference.name.equals(unsatisfied.name))
                        .map(reference ->
                                reference.interfaceName.substring(reference.interfaceName.lastIndexOf('.') + 1))
                        .findFirst()
                        .orElse(unsatisfied.name))
                .distinct()
                .sorted()
                .collect(java.util.stream.Collectors.joining(", "));
    }

    private static String firstLine(String text) {
        return text == null ? "no reason given" : text.lines().findFirst().orElse("");
    }
}
