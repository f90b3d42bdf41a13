/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.graphics.Image;

/**
 * The icons of the workbench, one family, by name: {@code server}, {@code filter}, {@code player-play}. Sharp at every zoom. A name
 * that is not there gives a question mark and a line in the log. UI thread only.
 */
public interface Icons {
    /** In the colour of text. Shared: do not dispose. */
    Image image(String name);

    /** In the colour of a role. Shared: do not dispose. */
    Image image(String name, Palette.Role color);

    /** In the colour of text, for actions. */
    ImageDescriptor descriptor(String name);

    /** In the colour of a role, for actions. */
    ImageDescriptor descriptor(String name, Palette.Role color);
}
