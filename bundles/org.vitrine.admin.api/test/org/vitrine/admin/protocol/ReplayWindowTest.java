/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vitrine.admin.protocol.ReplayWindow.Seen;

class ReplayWindowTest {
    private static final long SKEW = 1000;

    @Test
    void shouldKnowWhatItSaw() {
        ReplayWindow window = new ReplayWindow(16, 0, SKEW);
        assertEquals(Seen.FRESH, window.enter(1, 1, 5000, 5000, SKEW));
        assertEquals(Seen.BEFORE, window.enter(1, 1, 5000, 5500, SKEW));
        assertEquals(Seen.FRESH, window.enter(2, 1, 5000, 5500, SKEW));
        assertEquals(Seen.OUT_OF_TIME, window.enter(1, 1, 5000, 6000, SKEW));
    }

    @Test
    void shouldAllowTheSkewEitherWay() {
        ReplayWindow window = new ReplayWindow(16, 0, SKEW);
        assertTrue(window.isInTime(4001, 5000, SKEW));
        assertFalse(window.isInTime(4000, 5000, SKEW));
        assertTrue(window.isInTime(6000, 5000, SKEW));
        assertFalse(window.isInTime(6001, 5000, SKEW));
        assertFalse(window.isInTime(Long.MIN_VALUE, 5000, SKEW));
        assertFalse(window.isInTime(Long.MAX_VALUE, 5000, SKEW));
    }

    @Test
    void shouldAcceptNothingThatAnEarlierOneMayHaveSeen() {
        long restart = 5000;
        ReplayWindow later = new ReplayWindow(16, restart, SKEW);
        for (long time = restart - SKEW; time <= restart + SKEW; time++) { // the earlier one took these at most
            assertEquals(Seen.OUT_OF_TIME, later.enter(1, time, time, restart + 1, SKEW));
        }
        assertEquals(Seen.FRESH, later.enter(1, 1, restart + SKEW + 1, restart + SKEW + 1, SKEW));
    }

    @Test
    void shouldNotBeFooledByAClockThatIsSetBack() {
        ReplayWindow window = new ReplayWindow(2, 0, SKEW);
        assertEquals(Seen.FRESH, window.enter(1, 1, 5000, 5000, SKEW));
        assertEquals(Seen.FRESH, window.enter(2, 2, 5000, 5000, SKEW));
        assertEquals(Seen.FRESH, window.enter(3, 3, 9000, 9000, SKEW)); // the others are forgotten
        assertEquals(Seen.OUT_OF_TIME, window.enter(1, 1, 5000, 5000, SKEW));
    }

    @Test
    void shouldRefuseWhatItCannotRemember() {
        ReplayWindow window = new ReplayWindow(4, 0, SKEW);
        for (int i = 0; i < 4; i++) {
            assertEquals(Seen.FRESH, window.enter(1, i, 5000, 5000, SKEW));
        }
        assertEquals(Seen.NO_ROOM, window.enter(1, 4, 5000, 5000, SKEW));
        assertEquals(Seen.BEFORE, window.enter(1, 3, 5000, 5000, SKEW));
        assertEquals(Seen.FRESH, window.enter(1, 5, 6500, 6500, SKEW));
    }

    @Test
    void shouldAcceptNothingTwiceWhateverHappens() {
        SplittableRandom random = new SplittableRandom(3);
        ReplayWindow window = new ReplayWindow(64, 0, SKEW);
        Set<Long> accepted = new HashSet<>();
        long now = 5000;
        for (int i = 0; i < 2_000_000; i++) {
            now += random.nextInt(100) == 0 ? random.nextLong(-3 * SKEW, 3 * SKEW + 100) : random.nextInt(3);
            long time = now + random.nextLong(-2 * SKEW, 2 * SKEW);
            long code = time * 2 + random.nextInt(2); // few, so that they come again; many in one chain
            if (window.enter(code, code & 7, time, now, SKEW) == Seen.FRESH) {
                assertTrue(accepted.add(code), "accepted twice: " + code);
            }
        }
        assertTrue(accepted.size() > 1000);
    }
}
