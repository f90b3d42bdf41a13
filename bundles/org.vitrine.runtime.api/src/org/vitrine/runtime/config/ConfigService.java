/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.config;

import java.util.List;
import org.vitrine.common.VitrineException;

/** The settings of a runtime. They are changed by changing its file, which is read again when it changes. Any thread. */
public interface ConfigService {
    /** The file that is read; it need not exist. */
    String file() throws VitrineException;

    /** All sections, sorted by name. */
    List<ConfigSection> sections() throws VitrineException;

    /**
     * Says what is wrong with the text of a configuration file, without using it.
     *
     * @param source names the text in complaints
     * @return {@code source:line:column: reason}, by line; empty when it is good
     */
    List<String> check(String source, String text) throws VitrineException;
}
