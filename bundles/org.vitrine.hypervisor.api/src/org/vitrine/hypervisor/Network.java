/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

import org.vitrine.common.HostId;
import org.vitrine.common.NetworkId;

/**
 * What vNICs are plugged into.
 *
 * @param group what it belongs to, as {@link Machine#group()}
 */
public record Network(NetworkId id, HostId host, String name, String group, NetworkKind kind) {}
