/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.demo;

/**
 * Something that the story claims and that was checked.
 *
 * @param evidence what was seen
 */
record Finding(boolean passed, String claim, String evidence) {}
