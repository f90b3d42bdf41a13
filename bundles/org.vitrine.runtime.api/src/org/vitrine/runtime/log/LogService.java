/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.log;

import java.util.List;
import java.util.function.Consumer;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;

/** The newest entries of the log. Any thread. */
public interface LogService {
    /** At most {@code limit} entries of at least this level, the newest last. */
    List<LogEntry> entries(LogEntry.Level atLeast, int limit) throws VitrineException;

    /** Calls the listener with every new entry, in order; a slow listener misses some, and sees that by the sequence. */
    Subscription subscribe(Consumer<LogEntry> listener) throws VitrineException;
}
