/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.fleet.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.runtime.command.CommandContext;

/** The world of a command whose caller is at the other end of a connection. */
final class RemoteContext implements CommandContext {
    private static final int PIECE = 48 << 10;

    private final Console console;
    private final boolean interactive;
    private final int width;
    private final PrintWriter out;
    private final PrintWriter err;

    RemoteContext(Console console, boolean interactive, int width) {
        this.console = console;
        this.interactive = interactive;
        this.width = width;
        out = new PrintWriter(new Screen(false), interactive);
        err = new PrintWriter(new Screen(true), true);
    }

    @Override
    public PrintWriter out() {
        return out;
    }

    @Override
    public PrintWriter err() {
        return err;
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public InputStream read(String path) throws IOException {
        int file = remote(() -> console.open(path, false));
        return new InputStream() {
            private byte[] piece = new byte[0];
            private int position;

            @Override
            public int read() throws IOException {
                return filled() ? piece[position++] & 0xff : -1;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (!filled()) {
                    return -1;
                }
                int count = Math.min(length, piece.length - position);
                System.arraycopy(piece, position, to, offset, count);
                position += count;
                return count;
            }

            private boolean filled() throws IOException {
                if (position == piece.length) {
                    piece = remote(() -> console.read(file, PIECE));
                    position = 0;
                }
                return piece.length > 0;
            }

            @Override
            public void close() throws IOException {
                remote(() -> {
                    console.close(file);
                    return null;
                });
            }
        };
    }

    @Override
    public OutputStream write(String path) throws IOException {
        int file = remote(() -> console.open(path, true));
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                for (int start = offset; start < offset + length; start += PIECE) {
                    byte[] piece = Arrays.copyOfRange(from, start, Math.min(start + PIECE, offset + length));
                    remote(() -> {
                        console.write(file, piece);
                        return null;
                    });
                }
            }

            @Override
            public void close() throws IOException {
                remote(() -> {
                    console.close(file);
                    return null;
                });
            }
        };
    }

    @Override
    public void rename(String from, String to) throws IOException {
        remote(() -> {
            console.rename(from, to);
            return null;
        });
    }

    @Override
    public void delete(String path) throws IOException {
        remote(() -> {
            console.delete(path);
            return null;
        });
    }

    @Override
    public Optional<Path> shared(String path) throws IOException {
        if (path.equals("-")) {
            return Optional.empty();
        }
        Console.Place place = remote(() -> console.place(path));
        Path here = Path.of(place.path());
        try {
            return Console.Place.of(here).equals(place) ? Optional.of(here) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty(); // the caller's folder is not ours
        }
    }

    /** Tells the caller, who may be waiting for it, that the command has ended as he wished. */
    void cancelled() {
        flush();
        try {
            console.cancelled();
        } catch (VitrineException _) {
            // he has not waited
        }
    }

    void flush() {
        out.flush();
        err.flush();
    }

    private interface RemoteCall<T> {
        T run() throws VitrineException;
    }

    private static <T> T remote(RemoteCall<T> call) throws IOException {
        try {
            return call.run();
        } catch (VitrineException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Collects what is printed until it is flushed or a piece is full. */
    private final class Screen extends Writer {
        private final boolean error;
        private final StringBuilder waiting = new StringBuilder();

        Screen(boolean error) {
            this.error = error;
        }

        @Override
        public void write(char[] from, int offset, int length) throws IOException {
            waiting.append(from, offset, length);
            if (waiting.length() > PIECE) {
                flush();
            }
        }

        @Override
        public void flush() throws IOException {
            if (!waiting.isEmpty()) {
                String text = waiting.toString();
                waiting.setLength(0);
                remote(() -> {
                    console.print(error, text);
                    return null;
                });
            }
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
