/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui;

import java.util.Map;
import java.util.TreeMap;

/** What a part remembers over a swap of its content and a restart of the workbench. Keys and values are text; small. */
public final class PartState {
    private final Map<String, String> values;

    /**
     * @param values what was remembered; copied
     */
    public PartState(Map<String, String> values) {
        this.values = new TreeMap<>(values);
    }

    /** What was put, else {@code otherwise}. */
    public String get(String key, String otherwise) {
        return values.getOrDefault(key, otherwise);
    }

    /** What was put, else {@code otherwise}, also when it is no number. */
    public int get(String key, int otherwise) {
        try {
            return Integer.parseInt(values.getOrDefault(key, ""));
        } catch (NumberFormatException _) {
            return otherwise;
        }
    }

    public void put(String key, Object value) {
        values.put(key, value.toString());
    }

    public Map<String, String> values() {
        return Map.copyOf(values);
    }
}
