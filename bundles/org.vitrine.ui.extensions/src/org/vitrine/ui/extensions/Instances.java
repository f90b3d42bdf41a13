/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.extensions;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.eclipse.core.runtime.CoreException;
import org.eclipse.core.runtime.IConfigurationElement;

/** Makes and ends the objects behind contributed services. */
final class Instances {
    private static final Logger LOG = System.getLogger(Instances.class.getName());

    private Instances() {}

    /** A new object of the class that an element names, or null when that does not work; then the log says why. */
    static Object create(Kind kind, IConfigurationElement element) {
        try {
            Object instance = element.createExecutableExtension("class");
            if (kind.contract().isInstance(instance)) {
                return instance;
            }
            complain(element, "does not implement " + kind.contract().getName(), null);
        } catch (CoreException | RuntimeException | LinkageError e) {
            complain(element, "cannot be made", e);
        }
        return null;
    }

    /** Ends an object that nobody uses any more. */
    static void end(IConfigurationElement element, Object instance) {
        if (instance instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                complain(element, "failed to close", e);
            }
        }
    }

    private static void complain(IConfigurationElement element, String what, Throwable cause) {
        LOG.log(
                Level.ERROR,
                element.getContributor().getName() + ": the class " + element.getAttribute("class") + " " + what,
                cause);
    }
}
