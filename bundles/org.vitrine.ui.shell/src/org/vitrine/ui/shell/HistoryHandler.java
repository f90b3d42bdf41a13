/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.util.Map;
import java.util.Optional;
import org.eclipse.core.commands.AbstractHandler;
import org.eclipse.core.commands.HandlerEvent;
import org.eclipse.ui.commands.IElementUpdater;
import org.eclipse.ui.menus.UIElement;
import org.vitrine.common.Subscription;

/** A command on the history of changes; says which change it is about. */
abstract class HistoryHandler extends AbstractHandler implements IElementUpdater {
    private final Subscription subscription = history().subscribe(this::changed);
    private UIElement element;

    abstract Optional<String> label();

    /** The label when there is nothing to do. */
    abstract String idle();

    static ChangeHistory history() {
        return Services.workbench().history();
    }

    @Override
    public boolean isEnabled() {
        return label().isPresent();
    }

    @Override
    public void updateElement(UIElement element, @SuppressWarnings("rawtypes") Map parameters) {
        this.element = element;
        element.setText(label().orElse(idle()));
    }

    @Override
    public void dispose() {
        subscription.close();
        super.dispose();
    }

    private void changed() {
        fireHandlerChanged(new HandlerEvent(this, true, false));
        if (element != null) {
            element.setText(label().orElse(idle()));
        }
    }
}
