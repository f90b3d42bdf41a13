/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.IToolBarManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.ui.IViewSite;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Preferences;
import org.vitrine.ui.Selection;
import org.vitrine.ui.Shared;
import org.vitrine.ui.TimeRange;
import org.vitrine.ui.Workbench;

/** The place of one open content. Whatever the content subscribed to through it ends with {@link #close}. */
final class FrameSite implements PartSite {
    private final StandardWorkbench shared;
    private final IViewSite view;
    private final Composite parent;
    private final PartState state;
    private final Workbench workbench = new Scoped();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<MenuManager> menus = new ArrayList<>();
    /** One thread for the calls that may wait, so that subscriptions begin and end in their order. */
    private final ExecutorService calls =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().factory());

    private boolean closed;

    FrameSite(StandardWorkbench shared, IViewSite view, Composite parent, PartState state) {
        this.shared = shared;
        this.view = view;
        this.parent = parent;
        this.state = state;
    }

    void close() {
        closed = true;
        List.copyOf(subscriptions).forEach(Subscription::close);
        menus.forEach(MenuManager::dispose);
        toolBar().removeAll();
        menu().removeAll();
        calls.shutdown();
        try {
            // nothing of the content may run when its bundle stops; nor may one hanging service stop the window
            calls.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Composite parent() {
        return parent;
    }

    @Override
    public IToolBarManager toolBar() {
        return view.getActionBars().getToolBarManager();
    }

    @Override
    public IMenuManager menu() {
        return view.getActionBars().getMenuManager();
    }

    @Override
    public void contextMenu(Control control, Consumer<IMenuManager> own) {
        MenuManager manager = new MenuManager();
        manager.setRemoveAllWhenShown(true);
        manager.addMenuListener(menu -> {
            own.accept(menu);
            if (!menu.isEmpty()) {
                menu.add(new Separator());
            }
            shared.actions().fill(menu, shared.selection().get());
        });
        Menu menu = manager.createContextMenu(control);
        control.setMenu(menu);
        menus.add(manager);
    }

    @Override
    public PartState state() {
        return state;
    }

    @Override
    public Workbench workbench() {
        return workbench;
    }

    @Override
    public <T> Subscription follow(Source<T> source, Consumer<? super T> listener) {
        Display display = parent.getDisplay();
        AtomicReference<T> newest = new AtomicReference<>();
        AtomicBoolean ended = new AtomicBoolean();
        Subscription[] upstream = new Subscription[1]; // touched by the calls' thread only
        Subscription subscription = own(() -> {
            if (ended.compareAndSet(false, true)) {
                calls.execute(() -> {
                    if (upstream[0] != null) {
                        upstream[0].close();
                    }
                });
            }
        });
        calls.execute(() -> {
            if (ended.get()) {
                return;
            }
            try {
                upstream[0] = source.subscribe(value -> {
                    // what is not painted yet is overtaken
                    if (newest.getAndSet(value) == null && !display.isDisposed()) {
                        display.asyncExec(() -> {
                            T next = newest.getAndSet(null);
                            if (!ended.get() && !closed) {
                                Guard.call("a view", () -> listener.accept(next));
                            }
                        });
                    }
                });
            } catch (VitrineException e) {
                display.asyncExec(() -> {
                    if (!closed) {
                        shared.say(e.explained());
                    }
                });
            }
        });
        return subscription;
    }

    /** Remembers a subscription until it is closed, by whomever. */
    private Subscription own(Subscription subscription) {
        Subscription[] self = new Subscription[1];
        self[0] = () -> {
            subscriptions.remove(self[0]);
            subscription.close();
        };
        subscriptions.add(self[0]);
        return self[0];
    }

    /** The workbench, with subscriptions that end with this site. */
    private final class Scoped implements Workbench {
        @Override
        public Shared<Selection> selection() {
            return scoped(shared.selection());
        }

        @Override
        public Shared<TimeRange> timeRange() {
            return scoped(shared.timeRange());
        }

        @Override
        public Shared<Preferences> preferences() {
            return scoped(shared.preferences());
        }

        private <T> Shared<T> scoped(Shared<T> value) {
            return new Shared<>() {
                @Override
                public T get() {
                    return value.get();
                }

                @Override
                public void set(T next) {
                    value.set(next);
                }

                @Override
                public Subscription subscribe(Consumer<? super T> listener) {
                    return own(value.subscribe(listener));
                }
            };
        }

        @Override
        public Palette palette() {
            Palette palette = shared.palette();
            return new Palette() {
                @Override
                public Color color(Role role) {
                    return palette.color(role);
                }

                @Override
                public Color series(int index) {
                    return palette.series(index);
                }

                @Override
                public boolean isDark() {
                    return palette.isDark();
                }

                @Override
                public Subscription subscribe(Runnable listener) {
                    return own(palette.subscribe(listener));
                }
            };
        }

        @Override
        public Icons icons() {
            return shared.icons();
        }

        @Override
        public Shell shell() {
            return shared.shell();
        }

        @Override
        public void show(String part) {
            shared.show(part);
        }

        @Override
        public void open(Path file) {
            shared.open(file);
        }

        @Override
        public void say(String text) {
            shared.say(text);
        }

        @Override
        public <T> void run(String title, Work<T> work, Consumer<? super T> then) {
            shared.run(title, work, result -> {
                if (!closed) {
                    then.accept(result);
                }
            });
        }

        @Override
        public void change(String label, Change make, Change takeBack) {
            shared.change(label, make, takeBack);
        }
    }
}
