/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.vitrine.common.Caller;
import org.vitrine.common.Services;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabProgress;
import org.vitrine.hypervisor.lab.LabStatus;

/** What others see of {@link Labs}, with an entry in the audit log for every change. */
@Component(service = LabAdminService.class, property = Services.EXPORTED)
public final class LabServices implements LabAdminService {
    private static final System.Logger AUDIT = System.getLogger("org.vitrine.audit");

    private final Labs labs;

    @Activate
    public LabServices(@Reference Labs labs) {
        this.labs = labs;
    }

    @Override
    public List<LabStatus> labs() throws VitrineException {
        return labs.all();
    }

    @Override
    public LabStatus up(String source, String description, Consumer<LabProgress> progress) throws VitrineException {
        AUDIT.log(Level.INFO, Caller.current() + ": lab up " + source.replaceAll("\\p{Cntrl}", " "));
        return labs.up(source, description, progress);
    }

    @Override
    public boolean down(String name, Consumer<LabProgress> progress) throws VitrineException {
        AUDIT.log(Level.INFO, Caller.current() + ": lab down " + name.replaceAll("\\p{Cntrl}", " "));
        return labs.down(name, progress);
    }
}
