/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.Services;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.DeclarationState;

/** What others see of the {@link Engine}, also from another process. */
@Component(property = Services.EXPORTED)
public final class Declarations implements DataPlaneService, DataPlaneAdminService {
    private final Engine engine;

    @Activate
    public Declarations(@Reference Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<DeclarationState> declarations() throws VitrineException {
        return engine.states();
    }

    @Override
    public Subscription subscribe(Consumer<List<DeclarationState>> listener) throws VitrineException {
        return engine.subscribe(listener);
    }

    @Override
    public void declare(Collection<? extends Declaration> declarations) throws VitrineException {
        engine.change(declarations, List.of());
    }

    @Override
    public void withdraw(Collection<? extends Declaration> declarations) throws VitrineException {
        engine.change(List.of(), declarations);
    }

    @Override
    public void change(Collection<? extends Declaration> declared, Collection<? extends Declaration> withdrawn)
            throws VitrineException {
        engine.change(declared, withdrawn);
    }
}
