/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.swt.SWT;
import org.eclipse.swt.layout.FillLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.ui.IMemento;
import org.eclipse.ui.IViewSite;
import org.eclipse.ui.PartInitException;
import org.eclipse.ui.part.ViewPart;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;
import org.vitrine.common.Subscription;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.PartState;

/**
 * A part: a stable frame around a content that may go and come at any time. While there is none it says which, and why.
 *
 * <p>The platform reads {@code plugin.xml} once, so views of other bundles could never be replaced; this one never has to be.
 */
public final class PartFrame extends ViewPart {
    /** The view for contents that plugin.xml does not know; its secondary id is the part's. */
    static final String OTHER = "org.vitrine.part.other";

    /** What the frame's composite is marked with while there is a content, so that tests and tools see it. */
    private static final String CONTENT = "org.vitrine.part.content";

    private static final String PREFIX = "org.vitrine.part.";
    private static final System.Logger LOG = System.getLogger(PartFrame.class.getName());
    private static final long LONGEST_CLOSE_SECONDS = 5;

    private final BundleContext context =
            FrameworkUtil.getBundle(PartFrame.class).getBundleContext();
    private final StandardWorkbench workbench = Services.workbench();
    private String part;
    private PartState state = new PartState(Map.of());
    private Composite area;
    private ServiceTracker<PartContent, PartContent> tracker;
    private PartContent content;
    private OpenPart open;
    private FrameSite site;
    private Subscription theme;
    private Placeholder placeholder;

    static String viewId(String part) {
        return PREFIX + part;
    }

    @Override
    public void init(IViewSite viewSite, IMemento memento) throws PartInitException {
        super.init(viewSite, memento);
        part = viewSite.getId().equals(OTHER)
                ? viewSite.getSecondaryId()
                : viewSite.getId().substring(PREFIX.length());
        if (memento != null) {
            Map<String, String> values = new HashMap<>();
            for (IMemento value : memento.getChildren("value")) {
                values.put(value.getID(), value.getTextData() == null ? "" : value.getTextData());
            }
            state = new PartState(values);
        }
    }

    @Override
    public void saveState(IMemento memento) {
        if (open != null) {
            Guard.call(part, () -> open.save(state));
        }
        state.values().forEach((key, value) -> memento.createChild("value", key).putTextData(value));
    }

    @Override
    public void createPartControl(Composite parent) {
        area = parent;
        area.setData(PartContent.PART, part); // so that tests and tools find it
        area.setLayout(new FillLayout());
        showPlaceholder("");
        try {
            tracker = new ServiceTracker<>(
                    context,
                    context.createFilter("(&(objectClass=" + PartContent.class.getName() + ")(" + PartContent.PART + "="
                            + part + "))"),
                    new Following(area.getDisplay()));
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("a part cannot be called " + part, e);
        }
        tracker.open();
        theme = workbench.palette().subscribe(this::paintTab);
    }

    @Override
    public void setFocus() {
        if (open != null) {
            Guard.call(part, open::focus);
        } else {
            area.setFocus();
        }
    }

    @Override
    public void dispose() {
        theme.close();
        tracker.close();
        if (placeholder != null) {
            placeholder.close();
        }
        super.dispose();
    }

    /** The id of the part that this frame is for. */
    String part() {
        return part;
    }

    /** What is in the frame now; null while there is nothing. */
    PartContent content() {
        return content;
    }

    private void show(PartContent next) {
        if (area.isDisposed()) {
            return;
        }
        close();
        clear();
        site = new FrameSite(workbench, getViewSite(), newArea(), state);
        content = next;
        try {
            setPartName(next.title());
            paintTab();
            open = next.open(site);
            area.setData(CONTENT, next.title());
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.ERROR, "the content of " + part + " cannot be opened", e);
            close();
            showPlaceholder("It failed to open: " + e);
        }
        getViewSite().getActionBars().updateActionBars();
        area.layout(true, true);
    }

    /** The icon of the tab, in the colour of the theme. */
    private void paintTab() {
        if (content != null) {
            setTitleImage(workbench.icons().image(content.icon()));
        }
    }

    private Composite newArea() {
        Composite inner = new Composite(area, SWT.NONE);
        inner.setLayout(new FillLayout());
        return inner;
    }

    private void showPlaceholder(String failure) {
        clear();
        area.setData(CONTENT, null);
        placeholder = new Placeholder(newArea(), workbench, part, failure);
        area.layout(true, true);
    }

    /** Takes the content back to nothing; its state stays here. */
    private void close() {
        if (open != null) {
            if (!area.isDisposed()) {
                Guard.call(part, () -> open.save(state)); // else the window closes, and has saved it
            }
            Guard.call(part, open::close);
        }
        if (site != null) {
            site.close();
        }
        open = null;
        content = null;
        site = null;
    }

    private void clear() {
        if (placeholder != null) {
            placeholder.close();
            placeholder = null;
        }
        for (Control child : area.getChildren()) {
            child.dispose();
        }
    }

    /** Opens what comes, and has closed what goes before its bundle is stopped. */
    private final class Following implements ServiceTrackerCustomizer<PartContent, PartContent> {
        private final Display display;

        Following(Display display) {
            this.display = display;
        }

        @Override
        public PartContent addingService(ServiceReference<PartContent> reference) {
            PartContent service = context.getService(reference);
            if (service != null && !display.isDisposed()) {
                display.asyncExec(() -> {
                    // it may be gone again
                    if (content == null && reference.getBundle() != null) {
                        show(service);
                    }
                });
            }
            return service;
        }

        @Override
        public void modifiedService(ServiceReference<PartContent> reference, PartContent service) {
            // the properties that count do not change
        }

        @Override
        public void removedService(ServiceReference<PartContent> reference, PartContent service) {
            onUiAndWait(() -> {
                if (content == service) {
                    close();
                    if (!area.isDisposed()) {
                        PartContent other = tracker.getService();
                        if (other != null && other != service) {
                            show(other);
                        } else {
                            showPlaceholder("");
                        }
                    }
                }
            });
            context.ungetService(reference);
        }

        /**
         * On the UI thread, and waits for it, but not for ever: the UI thread may itself wait for the framework. Without waiting, a
         * content would still paint when its bundle is stopped.
         */
        private void onUiAndWait(Runnable code) {
            if (display.isDisposed()) {
                return;
            }
            if (display.getThread() == Thread.currentThread()) {
                code.run();
                return;
            }
            CountDownLatch done = new CountDownLatch(1);
            display.asyncExec(() -> {
                try {
                    code.run();
                } finally {
                    done.countDown();
                }
            });
            try {
                if (!done.await(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                    LOG.log(Level.WARNING, () -> "the window is busy: " + part + " follows later");
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
