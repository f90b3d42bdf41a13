/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.engine;

import java.util.List;
import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.dataplane.Diversion;
import org.vitrine.hypervisor.HostInterface;

/** A diversion that its owner keeps open. */
final class OpenDiversion implements Diversion {
    private final Engine engine;
    private final String owner;
    private final int port;
    private volatile Set<NicId> nics;
    private volatile List<HostInterface> taps = List.of();

    OpenDiversion(Engine engine, String owner, int port, Set<NicId> nics) {
        this.engine = engine;
        this.owner = owner;
        this.port = port;
        this.nics = Set.copyOf(nics);
    }

    String owner() {
        return owner;
    }

    int port() {
        return port;
    }

    Set<NicId> nicIds() {
        return nics;
    }

    void taps(List<HostInterface> inPlace) {
        taps = List.copyOf(inPlace);
    }

    @Override
    public List<HostInterface> taps() {
        return taps;
    }

    @Override
    public void nics(Set<NicId> replacement) {
        nics = Set.copyOf(replacement);
        engine.follow();
    }

    @Override
    public void close() {
        engine.close(this);
    }
}
