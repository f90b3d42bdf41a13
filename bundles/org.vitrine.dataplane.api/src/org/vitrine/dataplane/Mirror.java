/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import org.vitrine.common.NicId;

/**
 * What filters let pass is also sent to another guest, as it is.
 *
 * @param to gets the copies; must be on the same host, in the same network namespace of it. Its own frames are not copied
 */
public record Mirror(Scope scope, Direction direction, NicId to) implements Declaration {}
