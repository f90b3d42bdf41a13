/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.graph;

import org.vitrine.ui.Palette;

/** A line of a label in one colour. */
public record Span(String text, Palette.Role color) {}
