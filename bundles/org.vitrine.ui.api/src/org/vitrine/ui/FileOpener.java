/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.nio.file.Path;
import java.util.List;

/** Shows files of a kind in a part. A whiteboard service, used by {@link Workbench#open}. UI thread only. */
public interface FileOpener {
    /** What files it shows, as it stands where one is chosen: {@code Capture files}. */
    String kind();

    /** What the names of such files end with, without the dot: {@code pcapng}. */
    List<String> extensions();

    /** Brings the part to the front and shows the file there. What takes time is done in the background. */
    void open(Path file, Workbench workbench);
}
