/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.lab;

/**
 * A lab and how far it is.
 *
 * @param source where its description came from
 * @param machines how many machines it has
 */
public record LabStatus(String name, String title, String source, State state, int machines) {
    /** How far a lab is. */
    public enum State {
        UP,
        /** Work is going on. */
        CHANGING,
        /** The runtime ended in the middle of up or down: take it down. */
        BROKEN
    }
}
