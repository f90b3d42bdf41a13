/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin;

import org.vitrine.common.VitrineException;

/** How the administration server does. Any thread. */
public interface AdminServerService {
    AdminServerStatus status() throws VitrineException;
}
