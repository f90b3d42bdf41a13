/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Shell;
import org.osgi.framework.BundleContext;
import org.osgi.util.tracker.ServiceTracker;
import org.vitrine.ui.FileOpener;

/** Who can show files: the openers of all bundles that are there now. */
final class FileOpeners {
    private final ServiceTracker<FileOpener, FileOpener> tracker;

    FileOpeners(BundleContext context) {
        tracker = new ServiceTracker<>(context, FileOpener.class, null);
        tracker.open();
    }

    void close() {
        tracker.close();
    }

    private List<FileOpener> all() {
        return List.copyOf(tracker.getTracked().values());
    }

    /** Who shows a file: by the end of its name, else the first there is. */
    Optional<FileOpener> of(Path file) {
        String name = file.getFileName().toString();
        List<FileOpener> openers = all();
        return openers.stream()
                .filter(opener -> opener.extensions().stream().anyMatch(extension -> name.endsWith("." + extension)))
                .findFirst()
                .or(() -> openers.stream().findFirst());
    }

    /** Asks for a file; empty when none was chosen. */
    Optional<Path> choose(Shell shell) {
        List<String> names = new ArrayList<>();
        List<String> patterns = new ArrayList<>();
        for (FileOpener opener : all()) {
            names.add(opener.kind());
            patterns.add("*." + String.join(";*.", opener.extensions()));
        }
        names.add("All files");
        patterns.add("*");
        FileDialog dialog = new FileDialog(shell, SWT.OPEN);
        dialog.setFilterNames(names.toArray(String[]::new));
        dialog.setFilterExtensions(patterns.toArray(String[]::new));
        return Optional.ofNullable(dialog.open()).map(Path::of);
    }
}
