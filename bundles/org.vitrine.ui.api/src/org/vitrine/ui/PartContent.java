/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.net.URL;

/**
 * What a part of the workbench shows. A whiteboard service with the property {@link #PART}; the part itself is a stable frame of
 * the shell, which opens the content when the service comes and closes it when it goes.
 *
 * <p>A component refers to the services that it shows with mandatory static references, so that it goes with them: the frame then
 * says what is missing, and brings the content back with its {@link PartState} when they return. Its bundle provides the capability
 * {@code org.vitrine.part;part=<id>}, so that the frame can name it while it is stopped.
 */
public interface PartContent {
    /** The service property with the id of the part, such as {@code topology}. */
    String PART = "org.vitrine.part";

    /** What stands on the part's tab. */
    String title();

    /** Name of the icon on the part's tab, see {@link Icons}. */
    String icon();

    /** The part's help page, HTML in UTF-8 within the bundle; shown by the Help part. */
    URL help();

    /** Fills {@link PartSite#parent()}, which has a {@code FillLayout} and is empty. */
    OpenPart open(PartSite site);
}
