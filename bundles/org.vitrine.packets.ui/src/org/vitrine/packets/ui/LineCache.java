/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.swt.widgets.Display;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.PacketLine;
import org.vitrine.packet.dissect.PacketReader;

/**
 * Lines of packets, read off the UI thread when somebody looks at them: what was asked for last comes first, and what is out of sight
 * again is not read at all.
 */
final class LineCache implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LineCache.class.getName());
    /** Lines that are kept, about; then all are forgotten, for those in sight are back in a moment. */
    private static final int MOST = 4_096;

    private static final long LONGEST_END_MILLIS = 2_000;

    private final CaptureFile file;
    private final Display display;
    private final Runnable loaded;
    private final Map<Integer, PacketLine> lines = new HashMap<>();
    private final Thread thread;
    private int[] wanted = new int[0];
    /** Whether somebody waited in vain. */
    private boolean missed;

    private volatile boolean closed;

    /**
     * @param loaded called on the UI thread when lines came that somebody {@linkplain #await awaited} in vain
     */
    LineCache(CaptureFile file, Display display, Runnable loaded) {
        this.file = file;
        this.display = display;
        this.loaded = loaded;
        thread = Thread.ofPlatform().daemon().name("packet lines").start(this::work);
    }

    /** A line, or null when it is not read yet. */
    synchronized PacketLine get(int packet) {
        return lines.get(packet);
    }

    /** Has those lines read that are not there, in place of those that were wanted before. */
    synchronized void want(int[] packets) {
        // here and not while they are read, so that nobody waits for a line that was just thrown away
        if (lines.size() >= MOST) {
            lines.clear();
        }
        wanted = Arrays.stream(packets)
                .filter(packet -> !lines.containsKey(packet))
                .toArray();
        notifyAll();
    }

    /**
     * Waits a moment for lines, which spares a painting without them: as a rule they are read in less than that.
     *
     * @param millis no longer than this, whatever the disk does
     */
    synchronized void await(int[] packets, long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis;
                    left > 0 && !closed && !has(packets);
                    left = (end - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        missed = !has(packets);
    }

    private synchronized boolean takeMissed() {
        boolean was = missed;
        missed = false;
        return was;
    }

    private boolean has(int[] packets) {
        for (int packet : packets) {
            if (!lines.containsKey(packet)) {
                return false;
            }
        }
        return true;
    }

    private synchronized int[] take() throws InterruptedException {
        while (wanted.length == 0 && !closed) {
            wait();
        }
        int[] taken = closed ? null : wanted;
        wanted = new int[0];
        return taken;
    }

    private void work() {
        try (PacketReader reader = new PacketReader(file)) {
            for (int[] packets = take(); packets != null; packets = take()) {
                for (int packet : packets) {
                    put(reader.line(packet));
                }
                if (takeMissed() && !display.isDisposed()) {
                    display.asyncExec(loaded);
                }
            }
        } catch (InterruptedException _) {
            // closed
        } catch (IOException | RuntimeException e) {
            if (!closed) {
                LOG.log(System.Logger.Level.WARNING, "packets of " + file.path() + " cannot be read", e);
            }
        }
    }

    private synchronized void put(PacketLine line) {
        lines.put(line.packet(), line);
        notifyAll();
    }

    /** Ends reading, and waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join(LONGEST_END_MILLIS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
