/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;

/** Work with files, which fails in the words of the workbench. */
final class FileWork {
    private FileWork() {}

    interface Work {
        void run() throws IOException, InterruptedException;
    }

    static void run(Work work) throws VitrineException {
        try {
            work.run();
        } catch (InterruptedException _) {
            throw new VitrineException(Reason.CANCELLED, "cancelled");
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, e.getMessage(), "Choose another file or folder.", e);
        }
    }
}
