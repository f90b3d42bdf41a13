/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import org.vitrine.common.IpAddress;

/**
 * Which packets belong to a flow, in both directions (RFC 7011, section 2; the usual 5-tuple).
 *
 * @param protocol IP's number of what is carried, such as 6 for TCP
 * @param local the address at the guest's end
 * @param localPort 0 for what has no ports, and for fragments
 * @param remote the address at the other end
 * @param remotePort as {@code localPort}
 */
public record FlowKey(int protocol, IpAddress local, int localPort, IpAddress remote, int remotePort) {}
