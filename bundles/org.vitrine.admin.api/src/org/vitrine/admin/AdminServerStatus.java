/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

import java.util.List;
import java.util.Map;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.NicId;

/**
 * How the administration server does.
 *
 * @param transparentNics vNICs at which requests to the guest's own address are answered
 * @param socket address and port of the plain socket server; empty while it is off
 * @param allowed networks from which requests are answered; the server is off while there are none
 * @param answered requests answered since it started
 * @param refused datagrams that were not answered, by reason; all reasons are there
 */
public record AdminServerStatus(
        List<NicId> transparentNics,
        String socket,
        List<IpPrefix> allowed,
        long answered,
        Map<RefusalReason, Long> refused) {
    public AdminServerStatus {
        transparentNics = List.copyOf(transparentNics);
        allowed = List.copyOf(allowed);
        refused = Map.copyOf(refused);
    }
}
