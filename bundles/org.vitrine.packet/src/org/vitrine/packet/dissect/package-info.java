/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
/**
 * Capture files looked at as a whole: indexed, so that any packet is at hand; filtered by expressions in the language of Wireshark's display
 * filters; and every frame in words, as a line and as a tree of fields. Plain Java, no window needed.
 *
 * <p>{@link org.vitrine.packet.dissect.CaptureFile} is where to begin.
 */
package org.vitrine.packet.dissect;
