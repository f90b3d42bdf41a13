/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.yaml;

/**
 * One thing that is wrong with a document.
 *
 * @param source where the document came from, such as a path
 * @param line from 1
 * @param column from 1
 * @param reason what is wrong, with the value that is
 */
public record YamlComplaint(String source, int line, int column, String reason) {
    /** The form that editors and compilers have: {@code source:line:column: reason}. */
    @Override
    public String toString() {
        return source + ":" + line + ":" + column + ": " + reason;
    }
}
