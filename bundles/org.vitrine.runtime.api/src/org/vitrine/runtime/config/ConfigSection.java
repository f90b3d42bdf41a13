/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime.config;

import java.util.List;

/**
 * The settings of one bundle.
 *
 * @param name as it stands in the configuration file, such as {@code traffic}
 * @param title for people
 * @param settings in the order in which they should be shown
 */
public record ConfigSection(String name, String title, String description, List<Setting> settings) {
    public ConfigSection {
        settings = List.copyOf(settings);
    }

    /**
     * One setting.
     *
     * @param name as it stands in the configuration file
     * @param kind what values it takes, in words, such as {@code duration, 100 ms to 1 h}
     * @param standard its value when nobody sets it, as it would be written
     * @param value its value now, as it would be written
     * @param set whether the file sets it
     */
    public record Setting(
            String name, String title, String description, String kind, String standard, String value, boolean set) {}
}
