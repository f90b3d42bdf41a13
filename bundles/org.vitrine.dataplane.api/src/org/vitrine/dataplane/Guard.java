/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

/** Guests cannot do harm of one kind to their neighbours: the frames that would do it are stopped where they enter the host. */
public record Guard(Scope scope, Threat against) implements Declaration {}
