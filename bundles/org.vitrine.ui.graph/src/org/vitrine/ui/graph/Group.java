/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

/**
 * A frame around nodes.
 *
 * @param id unique among the groups of a graph
 * @param parent the group that it is in; empty for none
 * @param icon see {@code Icons}
 */
public record Group(String id, String parent, String label, String icon) {}
