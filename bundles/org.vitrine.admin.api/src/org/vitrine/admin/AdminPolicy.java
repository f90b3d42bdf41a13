/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

import java.util.List;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MachineId;

/**
 * Says from where guests may be administered, beside what is configured. Whiteboard service, in the runtime's process: a lab offers
 * one for its machines.
 */
public interface AdminPolicy {
    /** Networks from which this machine may be administered with protocol v1; empty for none. Cheap; any thread. */
    List<IpPrefix> allowedSources(MachineId machine);
}
