/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.health;

import java.util.List;

/**
 * Looks at one concern: a tool, a permission, a connection. Whiteboard service: whoever needs something of the machine offers a check
 * of it. May take some hundred milliseconds; called from any thread; must not change anything.
 */
public interface HealthCheck {
    List<HealthItem> check();
}
