/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.testkit;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/** Swaps bundles under whatever is going on. */
public final class Swap {
    public static final int ROUNDS = 100;
    /** The first rounds make what is made once: caches, pools of the JDK. */
    private static final int WARM_UP = 3;

    private Swap() {}

    /**
     * Stops, updates and starts a bundle a hundred times, and checks that nothing of it stays and nothing else changes.
     *
     * @param works waited for after each start
     */
    public static void manyTimes(String symbolicName, Await.Condition works) throws Exception {
        Bundle bundle = bundle(symbolicName);
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int round = 0; round < WARM_UP; round++) {
            once(bundle, works);
        }
        Footprint before = settledFootprint();
        Map<String, BundleWiring> others = wirings(bundle);
        for (int round = 0; round < ROUNDS; round++) {
            loaders.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
            once(bundle, works);
        }
        if (!others.equals(wirings(bundle))) {
            throw new AssertionError("other bundles were touched: " + others + " became " + wirings(bundle));
        }
        Await.until(
                symbolicName + " leaves nothing: " + Footprint.now().excessOver(before),
                () -> Footprint.now().excessOver(before).isEmpty());
        Await.until(symbolicName + "'s class loaders are collected", () -> {
            System.gc();
            return loaders.stream().allMatch(loader -> loader.get() == null);
        });
    }

    private static void once(Bundle bundle, Await.Condition works) throws Exception {
        bundle.stop();
        bundle.update();
        CountDownLatch refreshed = new CountDownLatch(1);
        Services.CONTEXT
                .getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), _ -> refreshed.countDown());
        refreshed.await();
        bundle.start();
        Await.until(bundle.getSymbolicName() + " works again", works);
    }

    /** Taken when nothing of an earlier swap is still going. */
    private static Footprint settledFootprint() throws Exception {
        Footprint[] last = {Footprint.now()};
        Await.until("nothing changes any more", () -> {
            Thread.sleep(300);
            Footprint now = Footprint.now();
            boolean same =
                    now.excessOver(last[0]).isEmpty() && last[0].excessOver(now).isEmpty();
            last[0] = now;
            return same;
        });
        return last[0];
    }

    private static Map<String, BundleWiring> wirings(Bundle except) {
        Map<String, BundleWiring> wirings = new HashMap<>();
        for (Bundle bundle : Services.CONTEXT.getBundles()) {
            if (bundle != except) {
                wirings.put(bundle.getSymbolicName() + " " + bundle.getState(), bundle.adapt(BundleWiring.class));
            }
        }
        return wirings;
    }

    /** The bundle with this symbolic name. */
    public static Bundle bundle(String symbolicName) {
        return Arrays.stream(Services.CONTEXT.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }
}
