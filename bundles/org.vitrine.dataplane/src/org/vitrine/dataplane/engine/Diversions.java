/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.DiversionService;

/** Diversions by the {@link Engine}, for services of this process. */
@Component
public final class Diversions implements DiversionService {
    private final Engine engine;

    @Activate
    public Diversions(@Reference Engine engine) {
        this.engine = engine;
    }

    @Override
    public Diversion divert(String owner, int port, Set<NicId> nics) throws VitrineException {
        return engine.divert(owner, port, nics);
    }
}
