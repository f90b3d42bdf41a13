/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.lab;

/**
 * How far work on a lab has come.
 *
 * @param done steps done
 * @param total steps in all
 * @param step what is being done now, as a short phrase
 */
public record LabProgress(int done, int total, String step) {}
