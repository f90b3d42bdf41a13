/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.core.runtime.IProgressMonitor;
import org.eclipse.core.runtime.IStatus;
import org.eclipse.core.runtime.Status;
import org.eclipse.core.runtime.jobs.Job;
import org.eclipse.jface.action.IStatusLineManager;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IWorkbenchPage;
import org.eclipse.ui.IWorkbenchWindow;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.PlatformUI;
import org.osgi.framework.BundleContext;
import org.vitrine.common.Caller;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Preferences;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.Workbench;

/** What all parts share. */
final class StandardWorkbench implements Workbench {
    private static final System.Logger LOG = System.getLogger(StandardWorkbench.class.getName());

    private final Display display;
    private final Shared<Selection> selection = new SharedValue<>(Selection.NONE);
    private final Shared<TimeRange> timeRange = new SharedValue<>(TimeRange.last(Duration.ofMinutes(1)));
    private final PreferredSettings preferences = new PreferredSettings();
    private final Themes themes;
    private final SvgIcons icons;
    private final ActionList actions;
    private final FileOpeners openers;
    private final ChangeHistory history = new ChangeHistory(this);
    private IStatusLineManager statusLine;

    StandardWorkbench(BundleContext context, Display display) {
        this.display = display;
        themes = new Themes(display);
        icons = new SvgIcons(context, display, themes);
        actions = new ActionList(context);
        openers = new FileOpeners(context);
    }

    void close() {
        history.close();
        openers.close();
        actions.close();
        icons.close();
        themes.close();
        preferences.close();
    }

    @Override
    public Shared<Selection> selection() {
        return selection;
    }

    @Override
    public Shared<TimeRange> timeRange() {
        return timeRange;
    }

    @Override
    public Shared<Preferences> preferences() {
        return preferences;
    }

    @Override
    public Palette palette() {
        return themes;
    }

    @Override
    public Icons icons() {
        return icons;
    }

    Display display() {
        return display;
    }

    Themes themes() {
        return themes;
    }

    ActionList actions() {
        return actions;
    }

    FileOpeners openers() {
        return openers;
    }

    ChangeHistory history() {
        return history;
    }

    @Override
    public Shell shell() {
        return window().getShell();
    }

    @Override
    public void show(String part) {
        IWorkbenchPage page = window().getActivePage();
        if (page == null) {
            return;
        }
        try {
            if (PlatformUI.getWorkbench().getViewRegistry().find(PartFrame.viewId(part)) != null) {
                page.showView(PartFrame.viewId(part));
            } else {
                page.showView(PartFrame.OTHER, part, IWorkbenchPage.VIEW_ACTIVATE);
            }
        } catch (PartInitException e) {
            LOG.log(Level.ERROR, "the part " + part + " cannot be shown", e);
        }
    }

    @Override
    public void open(Path file) {
        openers.of(file)
                .ifPresentOrElse(
                        opener -> Guard.call(opener.kind(), () -> opener.open(file, this)),
                        () -> say("No part that runs shows " + file));
    }

    @Override
    public void say(String text) {
        if (statusLine != null) {
            statusLine.setMessage(text);
        }
    }

    /** The window's status line, as soon as there is one. */
    void statusLine(IStatusLineManager manager) {
        statusLine = manager;
    }

    private static IWorkbenchWindow window() {
        IWorkbenchWindow active = PlatformUI.getWorkbench().getActiveWorkbenchWindow();
        return active != null ? active : PlatformUI.getWorkbench().getWorkbenchWindows()[0];
    }

    @Override
    public <T> void run(String title, Work<T> work, Consumer<? super T> then) {
        run(title, work, then, () -> {});
    }

    /**
     * @param failed called in place of {@code then}, after the error was shown
     */
    <T> void run(String title, Work<T> work, Consumer<? super T> then, Runnable failed) {
        Job job = new Job(title) {
            private volatile Thread worker;

            @Override
            protected IStatus run(IProgressMonitor monitor) {
                worker = Thread.currentThread();
                monitor.beginTask(title, IProgressMonitor.UNKNOWN);
                try {
                    T result = ScopedValue.where(
                                    Caller.CURRENT, new Caller(System.getProperty("user.name"), "workbench"))
                            .call(() -> work.run((done, total, step) ->
                                    monitor.subTask(total == 0 ? step : step + " (" + done + " of " + total + ")")));
                    onUi(() -> then.accept(result));
                } catch (VitrineException e) {
                    onUi(() -> {
                        failed.run();
                        if (e.reason() == Reason.CANCELLED) {
                            say(title + ": cancelled");
                        } else {
                            Complaint.show(shell(), title, e);
                        }
                    });
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, title + " failed", e);
                    onUi(() -> {
                        failed.run();
                        Complaint.show(
                                shell(), title, new VitrineException(Reason.FAILED, e.toString(), "The log has more."));
                    });
                } finally {
                    Thread.interrupted(); // a late cancel must not reach the next job of this thread
                    monitor.done();
                }
                return Status.OK_STATUS;
            }

            @Override
            protected void canceling() {
                Thread running = worker;
                if (running != null) {
                    running.interrupt();
                }
            }
        };
        job.schedule();
    }

    /** Later, if there still is a window. */
    private void onUi(Runnable code) {
        if (!display.isDisposed()) {
            display.asyncExec(() -> {
                if (PlatformUI.isWorkbenchRunning()
                        && !PlatformUI.getWorkbench().isClosing()
                        && PlatformUI.getWorkbench().getWorkbenchWindowCount() > 0) {
                    code.run();
                }
            });
        }
    }

    @Override
    public void change(String label, Change make, Change takeBack) {
        history.make(label, make, takeBack);
    }
}
