/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.util.List;
import org.vitrine.common.VitrineException;

/** Runs commands for whoever is connected, on the {@link Console} that the connection offers. */
interface CommandShell {
    /**
     * @param interactive whether a person looks at the output
     * @param width columns of the screen
     * @return the exit code
     */
    int run(List<String> arguments, boolean interactive, int width) throws VitrineException;
}
