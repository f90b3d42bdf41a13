/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

/** An open content. The widgets are disposed by the frame after {@link #close}. */
public interface OpenPart {
    /** Gives the keyboard to the control where a person expects it. */
    void focus();

    /** Puts what shall come back into the site's state: sorting, columns, zoom. Called before {@link #close} and when the window closes. */
    void save(PartState state);

    /** Lets go of whatever it holds beside widgets and what it {@link PartSite#follow followed}. */
    default void close() {}
}
