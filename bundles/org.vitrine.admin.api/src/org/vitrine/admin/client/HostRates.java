/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import org.vitrine.common.IpAddress;

/**
 * What a guest says of a remote host.
 *
 * @param tx what the guest sends to it, KiB/s; 65535 stands for everything above, too
 * @param rx what the guest receives from it, KiB/s
 */
public record HostRates(IpAddress address, int tx, int rx) {}
