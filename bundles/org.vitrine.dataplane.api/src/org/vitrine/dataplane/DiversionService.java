/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import java.util.Set;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;

/**
 * Takes some of the frames on their way to guests out of the path, and puts frames in as if guests had sent them. For services in
 * the runtime's own process: a diversion lasts as long as its owner keeps it open. Any thread.
 */
public interface DiversionService {
    /**
     * Diverts UDP datagrams to one port of the guests behind these vNICs. Unicast frames only, and only those with the vNIC's own
     * address; without a VLAN tag or with one; IPv4 and IPv6; no fragments. Filters do not stop what is diverted, nor what is put
     * in.
     *
     * <p>What cannot be diverted now, for whatever reason, is told in the log and tried again until it can.
     *
     * @param owner names the diversion in the kernel: 1 to 8 of a-z and 0-9
     * @param port UDP destination port, 1 to 65535
     * @throws VitrineException CONFLICT when this owner has one open, INVALID for a bad owner or port
     */
    Diversion divert(String owner, int port, Set<NicId> nics) throws VitrineException;
}
