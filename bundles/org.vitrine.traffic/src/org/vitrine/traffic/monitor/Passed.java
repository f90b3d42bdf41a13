/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

/** Frames that passed, both ways. Reusable. */
final class Passed {
    long txBytes;
    long txPackets;
    long rxBytes;
    long rxPackets;
    /** When the newest one passed, nanoseconds since the epoch. */
    long newest;

    boolean isEmpty() {
        return txPackets + rxPackets == 0;
    }

    Passed set(boolean tx, int bytes, long time) {
        txBytes = tx ? bytes : 0;
        txPackets = tx ? 1 : 0;
        rxBytes = tx ? 0 : bytes;
        rxPackets = tx ? 0 : 1;
        newest = time;
        return this;
    }

    void add(Passed more) {
        txBytes += more.txBytes;
        txPackets += more.txPackets;
        rxBytes += more.rxBytes;
        rxPackets += more.rxPackets;
        newest = Math.max(newest, more.newest);
    }

    void clear() {
        txBytes = 0;
        txPackets = 0;
        rxBytes = 0;
        rxPackets = 0;
        newest = 0;
    }
}
