/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.nio.file.Path;
import org.vitrine.capture.RecordingRequest;

/**
 * What a person wants to have captured, and where.
 *
 * @param what the vNICs in words
 */
record CaptureOrder(String what, RecordingRequest request, Path file) {}
