/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Display;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.ToolBar;
import org.eclipse.swt.widgets.ToolItem;
import org.eclipse.ui.PlatformUI;
import org.vitrine.testkit.Await;

/** What a person presses, found by what stands on it. From the test's thread. */
final class Press {
    private Press() {}

    /** An entry of a control's context menu. Does not wait: it may open a dialog. */
    static void contextMenu(Control control, String label) throws Exception {
        Window.run(() -> {
            Menu menu = control.getMenu();
            menu.notifyListeners(SWT.Show, new Event());
            MenuItem item = Arrays.stream(menu.getItems())
                    .filter(each -> words(each.getText()).equals(label))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(label + " is not in the menu: " + labels(menu)));
            later(item.isEnabled(), label, () -> item.notifyListeners(SWT.Selection, new Event()));
        });
    }

    /** The entries of a control's context menu; those that cannot be pressed in brackets. */
    static List<String> contextMenu(Control control) throws Exception {
        return Window.on(() -> {
            control.getMenu().notifyListeners(SWT.Show, new Event());
            return labels(control.getMenu());
        });
    }

    private static List<String> labels(Menu menu) {
        return Arrays.stream(menu.getItems())
                .map(item -> item.isEnabled() ? words(item.getText()) : "[" + words(item.getText()) + "]")
                .toList();
    }

    private static String words(String label) {
        return label.replaceFirst("\t.*", "").replace("&", "");
    }

    /** Something in the tool bar of a part in front, by its tool tip. */
    static void tool(String toolTip) throws Exception {
        Window.run(() -> {
            ToolItem item = toolBars(
                            PlatformUI.getWorkbench().getActiveWorkbenchWindow().getShell())
                    .flatMap(bar -> Arrays.stream(bar.getItems()))
                    .filter(each -> each.getToolTipText() != null
                            && each.getToolTipText().startsWith(toolTip)
                            && each.getParent().isVisible())
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no tool bar has " + toolTip));
            if ((item.getStyle() & SWT.CHECK) != 0) {
                item.setSelection(!item.getSelection());
            }
            later(item.isEnabled(), toolTip, () -> item.notifyListeners(SWT.Selection, new Event()));
        });
    }

    /** A button of the open dialog. */
    static void button(String label) throws Exception {
        Await.until(
                "a dialog has the button " + label,
                () -> Window.on(() -> Window.dialog()
                        .map(shell -> buttons(shell, label))
                        .filter(found -> !found.isEmpty())
                        .isPresent()));
        Window.run(() -> {
            Button button = buttons(Window.dialog().orElseThrow(), label).getFirst();
            later(button.isEnabled(), label, () -> button.notifyListeners(SWT.Selection, new Event()));
        });
    }

    private static List<Button> buttons(Shell shell, String label) {
        return all(shell)
                .filter(Button.class::isInstance)
                .map(Button.class::cast)
                .filter(button -> button.getText().equals(label))
                .toList();
    }

    private static void later(boolean enabled, String what, Runnable code) {
        if (!enabled) {
            throw new AssertionError(what + " cannot be pressed now");
        }
        Display.getCurrent().asyncExec(code);
    }

    private static Stream<ToolBar> toolBars(Shell shell) {
        return all(shell).filter(ToolBar.class::isInstance).map(ToolBar.class::cast);
    }

    private static Stream<Control> all(Control control) {
        return control instanceof Composite composite
                ? Stream.concat(
                        Stream.of(control),
                        Arrays.stream(composite.getChildren()).flatMap(Press::all))
                : Stream.of(control);
    }

    /** The rows of the first table of a part, cells separated by {@code |}. */
    static List<String> rows(String part) throws Exception {
        return Window.on(() -> {
            Table table = Window.controls(part, Table.class).getFirst();
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < table.getItemCount(); i++) {
                rows.add(row(table, table.getItem(i)));
            }
            return rows;
        });
    }

    private static String row(Table table, TableItem item) {
        StringBuilder text = new StringBuilder(item.getText(0));
        for (int i = 1; i < table.getColumnCount(); i++) {
            text.append('|').append(item.getText(i));
        }
        return text.toString();
    }

    /** Selects the one row of the first table of a part that has this in it, as a person does. */
    static void row(String part, String words) throws Exception {
        List<String> rows = rows(part);
        int index = rows.indexOf(rows.stream()
                .filter(row -> row.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError(words + " is in none of " + rows)));
        Window.run(() -> {
            Table table = Window.controls(part, Table.class).getFirst();
            table.setSelection(index);
            table.notifyListeners(SWT.Selection, new Event());
        });
    }
}
