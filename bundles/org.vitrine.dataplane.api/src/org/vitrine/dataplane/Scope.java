/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane;

import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;

/** The vNICs that a declaration is about; followed as machines come, go and change their tags. */
public sealed interface Scope {
    /** One vNIC. */
    record OfNic(NicId nic) implements Scope {}

    /** Every vNIC of a machine. */
    record OfMachine(MachineId machine) implements Scope {}

    /** Every vNIC of every machine with this tag. */
    record OfTag(String key, String value) implements Scope {
        public OfTag {
            if (key.isEmpty()) {
                throw new IllegalArgumentException("a tag needs a key");
            }
        }
    }

    /** Every vNIC of every machine. */
    record Everything() implements Scope {}
}
