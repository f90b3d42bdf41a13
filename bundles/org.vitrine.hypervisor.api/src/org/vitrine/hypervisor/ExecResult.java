/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor;

/**
 * How a command inside a machine ended.
 *
 * @param exitCode its status; 128 + n when signal n ended it
 * @param output the first MiB of its standard output, as UTF-8
 * @param errors the first MiB of its standard error, as UTF-8
 * @param truncated whether it wrote more than that
 */
public record ExecResult(int exitCode, String output, String errors, boolean truncated) {}
