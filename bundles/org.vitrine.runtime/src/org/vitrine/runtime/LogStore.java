/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.osgi.service.log.LogReaderService;
import org.vitrine.common.EpochClock;
import org.vitrine.common.Services;
import org.vitrine.common.StateFolder;
import org.vitrine.common.Subscription;
import org.vitrine.runtime.log.LogEntry;
import org.vitrine.runtime.log.LogEntry.Level;
import org.vitrine.runtime.log.LogService;

/**
 * Gathers what is logged by our own bundles ({@code System.Logger}) and by the platform's (OSGi Log Service), keeps the newest,
 * counts repetitions, prints to standard error, and writes control actions to {@code audit.log} in the state folder.
 */
@Component(
        immediate = true,
        property = Services.EXPORTED,
        reference = @Reference(name = "runtime", service = Condition.class, target = Services.IN_RUNTIME))
public final class LogStore extends Handler implements LogService, LogListener {
    /** Whoever logs under this name logs a control action. */
    static final String AUDIT = "org.vitrine.audit";

    private static final int KEPT = 2_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final LogReaderService platform;
    private final Path auditFile;
    private final Logger root = LogManager.getLogManager().getLogger("");
    private final Handler[] replaced = root.getHandlers();
    private final Deque<LogEntry> entries = new ArrayDeque<>();
    private final List<Consumer<LogEntry>> listeners = new CopyOnWriteArrayList<>();
    private long sequence;

    @Activate
    public LogStore(BundleContext context, @Reference LogReaderService platform) {
        this.platform = platform;
        auditFile = StateFolder.of(context.getProperty("vitrine.state")).resolve("audit.log");
        for (Handler handler : replaced) {
            root.removeHandler(handler);
        }
        root.addHandler(this);
        platform.addLogListener(this);
    }

    @Deactivate
    void stop() {
        platform.removeLogListener(this);
        root.removeHandler(this);
        for (Handler handler : replaced) {
            root.addHandler(handler);
        }
    }

    @Override
    public synchronized List<LogEntry> entries(Level atLeast, int limit) {
        List<LogEntry> newest = new ArrayList<>();
        var backwards = entries.descendingIterator();
        while (backwards.hasNext() && newest.size() < limit) {
            LogEntry entry = backwards.next();
            if (entry.level().compareTo(atLeast) >= 0) {
                newest.addFirst(entry);
            }
        }
        return newest;
    }

    @Override
    public Subscription subscribe(Consumer<LogEntry> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** From {@code System.Logger}. */
    @Override
    public void publish(LogRecord record) {
        String source = String.valueOf(record.getLoggerName());
        if (source.startsWith("org.eclipse.lsp4j")) {
            return; // a connection that breaks is told by whoever holds it
        }
        Level level =
                source.equals(AUDIT) ? Level.AUDIT : level(record.getLevel().intValue());
        long time = TimeUnit.SECONDS.toNanos(record.getInstant().getEpochSecond())
                + record.getInstant().getNano();
        add(time, level, source, text(record), record.getThrown());
    }

    /** From the platform. */
    @Override
    public void logged(org.osgi.service.log.LogEntry entry) {
        if (entry.getLogLevel().implies(LogLevel.INFO) && !entry.getLoggerName().startsWith("Events.")) {
            Level level = switch (entry.getLogLevel()) {
                case AUDIT, ERROR -> Level.ERROR;
                case WARN -> Level.WARNING;
                case INFO -> Level.INFO;
                default -> Level.DEBUG;
            };
            String source = entry.getBundle() == null
                    ? entry.getLoggerName()
                    : entry.getBundle().getSymbolicName();
            add(
                    TimeUnit.MILLISECONDS.toNanos(entry.getTime()),
                    level,
                    source,
                    entry.getMessage(),
                    entry.getException());
        }
    }

    private void add(long time, Level level, String source, String message, Throwable thrown) {
        String details = thrown == null ? "" : stackTrace(thrown);
        LogEntry entry;
        synchronized (this) {
            LogEntry last = entries.peekLast();
            boolean again = last != null
                    && last.level() == level
                    && level != Level.AUDIT
                    && last.source().equals(source)
                    && last.message().equals(message);
            int repeated = again ? entries.pollLast().repeated() + 1 : 0;
            entry = new LogEntry(++sequence, time, level, source, message, repeated, details);
            entries.addLast(entry);
            if (entries.size() > KEPT) {
                entries.pollFirst();
            }
        }
        if (entry.repeated() == 0) {
            System.err.print(line(entry));
        }
        if (level == Level.AUDIT) {
            audit(entry);
        }
        for (Consumer<LogEntry> listener : listeners) {
            listener.accept(entry);
        }
    }

    private void audit(LogEntry entry) {
        try {
            Files.writeString(auditFile, line(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            System.err.println("the audit log cannot be written: " + e.getMessage());
        }
    }

    private static String line(LogEntry entry) {
        Instant time = EpochClock.toInstant(entry.time());
        String source = entry.source().substring(entry.source().lastIndexOf('.') + 1);
        return TIME.format(time) + " " + String.format("%-7s", entry.level()) + " " + source + ": " + entry.message()
                + System.lineSeparator() + entry.details();
    }

    private static String text(LogRecord record) {
        String message = String.valueOf(record.getMessage());
        Object[] parameters = record.getParameters();
        return parameters == null || parameters.length == 0 ? message : MessageFormat.format(message, parameters);
    }

    private static Level level(int julLevel) {
        if (julLevel >= java.util.logging.Level.SEVERE.intValue()) {
            return Level.ERROR;
        }
        if (julLevel >= java.util.logging.Level.WARNING.intValue()) {
            return Level.WARNING;
        }
        return julLevel >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
    }

    private static String stackTrace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    public void flush() {
        System.err.flush();
    }

    @Override
    public void close() {
        // nothing of its own to close
    }
}
