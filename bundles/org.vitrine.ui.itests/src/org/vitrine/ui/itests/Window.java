/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.GC;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.graphics.ImageLoader;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Widget;
import org.eclipse.ui.PlatformUI;
import org.eclipse.ui.handlers.IHandlerService;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.ui.PartContent;
import org.vitrine.ui.Workbench;

/** The window under test, driven from the test's thread. */
final class Window {
    private Window() {}

    static Workbench workbench() throws Exception {
        Await.until(
                "there is a window",
                () -> PlatformUI.isWorkbenchRunning()
                        && on(() -> PlatformUI.getWorkbench().getActiveWorkbenchWindow() != null));
        return Services.get(Workbench.class);
    }

    /** Runs on the UI thread; what it throws is thrown here. */
    static <T> T on(Callable<T> code) throws Exception {
        AtomicReference<T> result = new AtomicReference<>();
        AtomicReference<Throwable> error = new AtomicReference<>();
        Display.getDefault().syncExec(() -> {
            try {
                result.set(code.call());
            } catch (Throwable e) {
                error.set(e);
            }
        });
        switch (error.get()) {
            case null -> {}
            case Exception e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(error.get());
        }
        return result.get();
    }

    /** As {@link #on}, without a result. */
    static void run(Code code) throws Exception {
        on(() -> {
            code.run();
            return null;
        });
    }

    /** Something to do. */
    interface Code {
        void run() throws Exception;
    }

    /** Opens a part and waits until its content is there. */
    static void open(String part) throws Exception {
        Workbench workbench = workbench();
        run(() -> workbench.show(part));
        Await.until(part + " is open", () -> on(() -> area(part).isPresent()));
    }

    /** Whether a part's content is open, and not its placeholder. */
    static boolean isOpen(String part) throws Exception {
        return on(() ->
                area(part).map(area -> area.getData("org.vitrine.part.content")).isPresent());
    }

    /** The composite that a part's frame gave to its content or placeholder. UI thread only. */
    static Optional<Composite> area(String part) {
        List<Composite> found = new ArrayList<>();
        collect(PlatformUI.getWorkbench().getActiveWorkbenchWindow().getShell(), Composite.class, found);
        return found.stream()
                .filter(composite -> part.equals(composite.getData(PartContent.PART)))
                .findFirst();
    }

    /** All controls of a kind within a part, in their order. UI thread only. */
    static <C extends Control> List<C> controls(String part, Class<C> kind) {
        List<C> found = new ArrayList<>();
        area(part).ifPresent(area -> collect(area, kind, found));
        return found;
    }

    private static <C extends Control> void collect(Control control, Class<C> kind, List<C> found) {
        if (kind.isInstance(control)) {
            found.add(kind.cast(control));
        }
        if (control instanceof Composite composite) {
            for (Control child : composite.getChildren()) {
                collect(child, kind, found);
            }
        }
    }

    /** What a part says in its labels: its placeholder or empty state. */
    static String words(String part) throws Exception {
        return on(() -> String.join(
                "\n", controls(part, Label.class).stream().map(Label::getText).toList()));
    }

    /** Executes a command of the workbench. */
    static void command(String id) throws Exception {
        run(() -> PlatformUI.getWorkbench().getService(IHandlerService.class).executeCommand(id, null));
    }

    static void send(Widget widget, int event) {
        widget.notifyListeners(event, new org.eclipse.swt.widgets.Event());
    }

    /** Light or dark, waited for until it is painted. */
    static void theme(boolean dark) throws Exception {
        if (on(() -> workbench().palette().isDark()) != dark) {
            command("org.vitrine.command.theme");
        }
        settle();
    }

    /** Lets everything be painted that is due. */
    static void settle() throws Exception {
        for (int i = 0; i < 5; i++) {
            run(() -> {
                Display display = Display.getCurrent();
                long end = System.nanoTime() + 60_000_000;
                while (display.readAndDispatch() || System.nanoTime() < end) {
                    // what an event brings about is another event
                }
            });
        }
    }

    /** Puts a picture of the window into the folder of screenshots. */
    static void shoot(String name) throws Exception {
        settle();
        Path folder = Path.of(System.getProperty("vitrine.screenshots", "."));
        Files.createDirectories(folder);
        run(() -> {
            Display display = Display.getCurrent();
            Shell shell = PlatformUI.getWorkbench().getActiveWorkbenchWindow().getShell();
            shell.forceActive();
            shell.update();
            Rectangle bounds = shell.getBounds();
            Image image = new Image(display, bounds.width, bounds.height);
            GC screen = new GC(display);
            screen.copyArea(image, bounds.x, bounds.y);
            screen.dispose();
            ImageLoader loader = new ImageLoader();
            loader.data = new org.eclipse.swt.graphics.ImageData[] {image.getImageData()};
            loader.save(folder.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
            image.dispose();
        });
    }

    /** The whole screen, with the windows of others. */
    static void shootScreen(String name) throws Exception {
        Path folder = Path.of(System.getProperty("vitrine.screenshots", "."));
        Files.createDirectories(folder);
        run(() -> {
            Display display = Display.getCurrent();
            Rectangle bounds = display.getBounds();
            Image image = new Image(display, bounds.width, bounds.height);
            GC screen = new GC(display);
            screen.copyArea(image, 0, 0);
            screen.dispose();
            ImageLoader loader = new ImageLoader();
            loader.data = new org.eclipse.swt.graphics.ImageData[] {image.getImageData()};
            loader.save(folder.resolve(name + ".png").toString(), SWT.IMAGE_PNG);
            image.dispose();
        });
    }

    /** The dialog that is open beside the window, if one is. UI thread only. */
    static Optional<Shell> dialog() {
        Shell window = PlatformUI.getWorkbench().getActiveWorkbenchWindow() == null
                ? null
                : PlatformUI.getWorkbench().getActiveWorkbenchWindow().getShell();
        return Arrays.stream(Display.getCurrent().getShells())
                .filter(shell ->
                        shell != window && shell.isVisible() && !shell.getText().isEmpty())
                .findFirst();
    }
}
