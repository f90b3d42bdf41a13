/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.bundles;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** Lists, stops, starts and updates bundles while everything else goes on. Changes are logged with their caller. Any thread. */
public interface BundleAdminService {
    /** All bundles, sorted by symbolic name. */
    List<BundleInfo> bundles() throws VitrineException;

    /** Calls the listener with all bundles now and after every change; a slow listener misses those between. */
    Subscription subscribe(Consumer<List<BundleInfo>> listener) throws VitrineException;

    /**
     * @throws VitrineException NOT_FOUND, FAILED when it cannot be resolved or started, with the reason
     */
    void start(String symbolicName) throws VitrineException;

    /**
     * @throws VitrineException NOT_FOUND, FAILED, DENIED for a bundle without which nobody could start it again
     */
    void stop(String symbolicName) throws VitrineException;

    /**
     * Reads the bundle's file again and starts it if it ran.
     *
     * @throws VitrineException NOT_FOUND, FAILED (the old one then goes on), DENIED
     */
    void update(String symbolicName) throws VitrineException;

    /**
     * Installs and starts a bundle, or updates the one with the same symbolic name. It stays over restarts.
     *
     * @param source where it came from, for messages; not read
     * @param jar the bundle, at most 64 MiB
     * @return its symbolic name
     * @throws VitrineException INVALID when it is no bundle, DENIED when it would replace one that came with Vitrine, FAILED when it
     *     cannot be resolved or started: it is then not installed
     */
    String install(String source, byte[] jar) throws VitrineException;

    /**
     * Stops and removes a bundle that was installed.
     *
     * @throws VitrineException NOT_FOUND, DENIED for one that came with Vitrine, FAILED
     */
    void uninstall(String symbolicName) throws VitrineException;
}
