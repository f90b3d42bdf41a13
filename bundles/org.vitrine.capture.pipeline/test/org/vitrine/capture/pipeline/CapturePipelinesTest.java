/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.pipeline;

import org.junit.jupiter.api.Test;
import org.vitrine.capture.testkit.Metatype;

class CapturePipelinesTest {
    @Test
    void shouldDescribeItsConfiguration() throws Exception {
        Metatype.assertDescribes(CapturePipelines.Config.class);
    }
}
