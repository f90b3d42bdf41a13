/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.common;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.vitrine.common.VitrineException.Reason;

class VitrineExceptionTest {
    @Test
    void shouldMakeSentencesOfMessageAndAdvice() {
        assertEquals("it is locked. Ask.", new VitrineException(Reason.DENIED, "it is locked", "Ask.").explained());
        assertEquals("It is locked. Ask.", new VitrineException(Reason.DENIED, "It is locked.", "Ask.").explained());
        assertEquals("it is locked", new VitrineException(Reason.DENIED, "it is locked").explained());
    }
}
