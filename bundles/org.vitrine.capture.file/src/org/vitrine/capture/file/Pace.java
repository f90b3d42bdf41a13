/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.file;

import java.util.function.LongSupplier;
import org.vitrine.common.EpochClock;

/** When the packets of a file are due, and the times that they are given. */
sealed interface Pace {
    /** When a packet is due, by {@link System#nanoTime()}. Called for each packet, in their order. */
    long dueAt(long recorded);

    /** The time that the reader is told. */
    long timestamp(long recorded);

    /** Whether something that is due then is due already. */
    boolean isDue(long dueAt);

    /** All at once, with the times that are in the file. */
    final class AsRecorded implements Pace {
        private final long begun = System.nanoTime();

        @Override
        public long dueAt(long recorded) {
            return begun; // not now: to ask for the time would cost a good part of what counting the packet does
        }

        @Override
        public long timestamp(long recorded) {
            return recorded;
        }

        @Override
        public boolean isDue(long dueAt) {
            return true;
        }
    }

    /** As it happened, but beginning now. */
    final class Live implements Pace {
        private final EpochClock clock;
        private final LongSupplier ticker;
        private boolean begun;
        private long epochShift;
        private long tickerShift;

        /**
         * @param ticker as {@link System#nanoTime()}
         */
        Live(EpochClock clock, LongSupplier ticker) {
            this.clock = clock;
            this.ticker = ticker;
        }

        @Override
        public long dueAt(long recorded) {
            if (!begun) {
                begun = true;
                epochShift = clock.nanos() - recorded;
                tickerShift = ticker.getAsLong() - recorded;
            }
            return recorded + tickerShift;
        }

        @Override
        public long timestamp(long recorded) {
            return recorded + epochShift;
        }

        @Override
        public boolean isDue(long dueAt) {
            return dueAt - ticker.getAsLong() <= 0;
        }
    }
}
