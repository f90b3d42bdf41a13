/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Whether code allocates. */
public final class Allocation {
    private static final int ROUNDS = 200;

    private Allocation() {}

    /** A code in a loop: what it sees belongs to who calls. */
    public interface Code {
        void run() throws Exception;
    }

    /** Runs code until it is compiled, then says when it still allocates; the JVM itself may take a few bytes in between. */
    public static void assertNone(Code code) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        try {
            for (int attempt = 0; attempt < 20 && allocated >= ROUNDS; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < ROUNDS; i++) {
                    code.run();
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        assertTrue(allocated < ROUNDS, allocated + " bytes in " + ROUNDS + " rounds");
    }
}
