/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Shell;
import org.vitrine.common.Subscription;
import org.vitrine.packet.Dns;
import org.vitrine.packet.DnsBuilder;
import org.vitrine.packet.Icmp;
import org.vitrine.packet.PacketBuilder;
import org.vitrine.packet.Tcp;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.FilterSyntaxException;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.packet.pcap.PcapFormat;
import org.vitrine.packet.pcap.PcapWriter;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartState;

/**
 * Measures how long a person waits for packets of a large file: until it is indexed, from the input to the end of painting with all words
 * there, and for a filter. Prints one JSON object. Run with the jars of the workbench: {@code java -cp 'plugins/*'
 * org.vitrine.packets.ui.PacketsBenchmark FILE}; with {@code --make FILE PACKETS} it makes the file.
 */
final class PacketsBenchmark {
    private static final int STEPS = 100;
    private static final String FILTER =
            "(ip.addr == 10.0.0.0/16 or ipv6.addr == fd00::/16) and tcp.port in {80, 443} and not tcp.flags.syn == 1";

    private final Display display = new Display();
    private final Shell shell = new Shell(display);
    private final PacketTable table;
    private final CaptureFile file;
    private final LineCache lines;
    private boolean painted;

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("--make")) {
            make(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        } else {
            try (CaptureFile file = CaptureFile.open(Path.of(arguments[0]))) {
                new PacketsBenchmark(file).run();
            }
        }
    }

    private PacketsBenchmark(CaptureFile file) {
        this.file = file;
        shell.setLayout(new FillLayout());
        shell.setText("Packets benchmark");
        shell.setSize(1_500, 900);
        table = new PacketTable(shell, new Colours(), new NoIcons(), new PartState(Map.of()));
        table.control().addListener(SWT.Paint, _ -> painted = true);
        lines = new LineCache(file, display, () -> {
            if (!shell.isDisposed()) {
                table.control().redraw();
            }
        });
        shell.open();
    }

    private void run() throws IOException, InterruptedException, FilterSyntaxException {
        long begin = System.nanoTime();
        file.index(Progress.NONE);
        double index = (double) (System.nanoTime() - begin) / file.packets();
        begin = System.nanoTime();
        table.show(file, lines, Rows.all(file.packets()), "");
        settle();
        double shown = (System.nanoTime() - begin) / 1e6;
        double[] scroll = measure(i -> wheel(i % 20 < 10 ? -1 : 1));
        Random random = new Random(1);
        double[] jump = measure(_ -> table.select(random.nextInt(file.packets())));
        DisplayFilter filter = DisplayFilter.parse(FILTER);
        begin = System.nanoTime();
        Rows rows = file.filter(filter, Progress.NONE);
        double filtered = (double) (System.nanoTime() - begin) / file.packets();
        System.out.printf(
                Locale.ROOT,
                "{\"packets\": %d, \"index_ns\": %.1f, \"show_ms\": %.1f, \"scroll_p95_ms\": %.1f, \"jump_p95_ms\": %.1f,"
                        + " \"filter_ns\": %.1f, \"passed\": %d}%n",
                file.packets(),
                index,
                shown,
                scroll[scroll.length * 95 / 100],
                jump[jump.length * 95 / 100],
                filtered,
                rows.count());
        lines.close();
        shell.dispose();
        display.dispose();
    }

    /** Sorted milliseconds from the input until everything in sight is painted in words. */
    private double[] measure(IntConsumer step) {
        double[] waits = new double[STEPS];
        for (int i = -STEPS / 2; i < STEPS; i++) {
            long begin = System.nanoTime();
            step.accept(i + STEPS);
            table.control().redraw();
            settle();
            display.getCursorLocation(); // answered by the display when it has drawn
            if (i >= 0) {
                waits[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        Arrays.sort(waits);
        return waits;
    }

    private void wheel(int count) {
        Event event = new Event();
        event.count = count;
        table.control().notifyListeners(SWT.MouseVerticalWheel, event);
    }

    private void settle() {
        do {
            painted = false;
            pumpUntil(() -> painted || !table.isComplete());
            pumpUntil(table::isComplete);
            if (!painted) {
                table.control().redraw();
            }
            pumpUntil(() -> painted);
        } while (!table.isComplete());
    }

    private void pumpUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (!display.readAndDispatch()) {
                display.sleep();
            }
        }
    }

    // ---- the file

    private static void make(Path path, int packets) throws IOException {
        Random random = new Random(7);
        byte[][] frames = new byte[4_000][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = frame(random);
        }
        try (PcapWriter writer = PcapWriter.create(path, PcapFormat.ethernet(128))) {
            long time = 1_700_000_000_000_000_000L;
            for (int i = 0; i < packets; i++) {
                byte[] frame = frames[random.nextInt(frames.length)];
                time += random.nextInt(200_000);
                writer.write(MemorySegment.ofArray(frame), 0, frame.length, frame.length, time);
            }
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static byte[] frame(Random random) {
        MemorySegment memory = MemorySegment.ofArray(new byte[2_000]);
        PacketBuilder builder = new PacketBuilder(memory).ethernet(0x5254_0000_0001L, 0x5254_0000_0002L);
        int kind = random.nextInt(20);
        if (kind == 0) {
            builder.arp(1, 0x5254_0000_0001L, random.nextInt(), 0, random.nextInt());
        } else {
            if (kind % 4 == 1) {
                builder.ipv6(0xfd00L << 48, random.nextInt(1_000), 0xfd00L << 48 | 7, random.nextInt(1_000));
            } else {
                builder.ipv4(0x0a00_0000 | random.nextInt(1 << 18), 0x0a00_0000 | random.nextInt(1 << 18));
            }
            carry(builder, kind, random);
        }
        int length = builder.finish();
        return memory.asSlice(0, length).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    }

    private static void carry(PacketBuilder builder, int kind, Random random) {
        int port = 1_024 + random.nextInt(60_000);
        if (kind == 4) {
            builder.icmp(Icmp.ECHO_REQUEST, 0, random.nextInt()).payload(new byte[56]);
        } else if (kind < 8) {
            MemorySegment message = MemorySegment.ofArray(new byte[200]);
            int length = new DnsBuilder(message)
                    .query(random.nextInt(1 << 16), "host" + port + ".example.org", Dns.TYPE_A)
                    .length();
            builder.udp(port, Dns.PORT).payload(message, 0, length);
        } else {
            int flags = kind == 8 ? Tcp.SYN : Tcp.ACK;
            builder.tcp(port, random.nextBoolean() ? 443 : 80, random.nextInt(), random.nextInt(), flags, 500)
                    .payload(new byte[random.nextInt(1_000)]);
        }
    }

    // ---- what the workbench has

    private static final class NoIcons implements Icons {
        @Override
        public Image image(String name) {
            throw new IllegalStateException("no packet of the benchmark has a note");
        }

        @Override
        public Image image(String name, Palette.Role color) {
            return image(name);
        }

        @Override
        public ImageDescriptor descriptor(String name) {
            return ImageDescriptor.getMissingImageDescriptor();
        }

        @Override
        public ImageDescriptor descriptor(String name, Palette.Role color) {
            return descriptor(name);
        }
    }

    private static final class Colours implements Palette {
        @Override
        public Color color(Role role) {
            return switch (role) {
                case BACKGROUND -> new Color(255, 255, 255);
                case SURFACE -> new Color(244, 246, 248);
                case LINE -> new Color(203, 210, 217);
                default -> new Color(31, 41, 51);
            };
        }

        @Override
        public Color series(int index) {
            return new Color(index * 53 % 160, 90, 200 - index * 31 % 160);
        }

        @Override
        public boolean isDark() {
            return false;
        }

        @Override
        public Subscription subscribe(Runnable listener) {
            return () -> {};
        }
    }
}
