/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Diversion;
import org.vitrine.dataplane.DiversionService;
import org.vitrine.dataplane.Filter;
import org.vitrine.dataplane.linux.LinuxDataPlane;
import org.vitrine.dataplane.spi.Wanted;
import org.vitrine.dataplane.spi.Wanted.DivertedGuest;
import org.vitrine.dataplane.spi.Wanted.Endpoint;
import org.vitrine.dataplane.spi.Wanted.WantedDeclaration;
import org.vitrine.dataplane.spi.Wanted.WantedDiversion;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Nic;

/** The real kernel with as little as possible in front of it: one host namespace, one diversion. */
final class KernelPlane implements DiversionService, DataPlaneAdminService {
    private final LinuxDataPlane kernel = new LinuxDataPlane();
    private final Twins.MemoryInventory inventory;
    private final String host;
    private final Set<Declaration> declared = new HashSet<>();
    private OpenDiversion diversion;

    KernelPlane(Twins.MemoryInventory inventory, String host) {
        this.inventory = inventory;
        this.host = host;
    }

    @Override
    public synchronized Diversion divert(String owner, int port, Set<NicId> nics) {
        diversion = new OpenDiversion(owner, port, nics);
        apply();
        return diversion;
    }

    @Override
    public synchronized void declare(Collection<? extends Declaration> declarations) {
        declared.addAll(declarations);
        apply();
    }

    @Override
    public synchronized void withdraw(Collection<? extends Declaration> declarations) {
        declared.removeAll(declarations);
        apply();
    }

    @Override
    public synchronized void change(
            Collection<? extends Declaration> more, Collection<? extends Declaration> withdrawn) {
        declared.removeAll(withdrawn);
        declared.addAll(more);
        apply();
    }

    private void apply() {
        List<WantedDeclaration> declarations = new ArrayList<>();
        declared.forEach(d -> {
            Nic nic = nic(((Filter) d).nic());
            declarations.add(new WantedDeclaration(d, new Endpoint(at(nic), nic.mac(), List.of()), Optional.empty()));
        });
        List<WantedDiversion> diversions = new ArrayList<>();
        if (diversion != null) {
            List<DivertedGuest> guests = diversion.nics.stream()
                    .map(id -> new DivertedGuest(at(nic(id)), nic(id).mac()))
                    .toList();
            diversions.add(new WantedDiversion(host, diversion.owner, diversion.port, guests));
        }
        for (VitrineException e : kernel.apply(new Wanted(List.of(host), declarations, diversions))
                .failures()
                .values()) {
            throw new AssertionError(e);
        }
    }

    private Nic nic(NicId id) {
        return inventory.inventory().nic(id).orElseThrow();
    }

    private static HostInterface at(Nic nic) {
        return nic.hostInterface().orElseThrow();
    }

    private final class OpenDiversion implements Diversion {
        final String owner;
        final int port;
        volatile Set<NicId> nics;

        OpenDiversion(String owner, int port, Set<NicId> nics) {
            this.owner = owner;
            this.port = port;
            this.nics = nics;
        }

        @Override
        public List<HostInterface> taps() {
            return diversion == this ? List.of(new HostInterface(host, "vt-" + owner, 0)) : List.of();
        }

        @Override
        public void nics(Set<NicId> replacement) {
            synchronized (KernelPlane.this) {
                nics = replacement;
                apply();
            }
        }

        @Override
        public void close() {
            synchronized (KernelPlane.this) {
                diversion = null;
                apply();
            }
        }
    }
}
