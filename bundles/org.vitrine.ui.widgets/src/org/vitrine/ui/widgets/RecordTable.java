/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.Separator;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Listener;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;

/**
 * A table of records: sorted by any column, filtered by words, copied and exported, columns hidden, moved and remembered. For up to
 * some ten thousand rows, shown anew as often as one likes: rows keep their selection by their key. UI thread only.
 *
 * @param <R> immutable
 */
public final class RecordTable<R> {
    private static final int BAR_MARGIN = 2;
    /** The text on a bar must stay readable in both themes. */
    private static final int BAR_ALPHA = 120;

    private final PartSite site;
    private final List<Column<R>> columns;
    private final Function<R, ?> key;
    private final Composite area;
    private final Text words;
    private final Table table;
    private final List<Consumer<List<R>>> listeners = new ArrayList<>();
    private Consumer<IMenuManager> own = _ -> {};
    private Runnable sorting = () -> {};
    /** Null when rows are found here. */
    private Runnable filtering;

    private List<R> rows = List.of();
    private List<R> shown = List.of();
    private int sorted;
    private boolean descending;

    /**
     * @param columns the first is sorted by to begin with
     * @param key what a row is recognized by when rows are shown anew; has equals
     */
    public RecordTable(PartSite site, Composite parent, List<Column<R>> columns, Function<R, ?> key) {
        this.site = site;
        this.columns = List.copyOf(columns);
        this.key = key;
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout();
        layout.marginWidth = 0;
        layout.marginHeight = 0;
        layout.verticalSpacing = 0;
        area.setLayout(layout);
        words = new Text(area, SWT.SEARCH | SWT.ICON_SEARCH | SWT.ICON_CANCEL);
        words.setMessage("filter: words that a row has, -word for those it has not");
        words.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        words.setText(site.state().get("filter", ""));
        words.addListener(SWT.Modify, _ -> {
            if (filtering == null) {
                refresh();
            } else {
                filtering.run();
            }
        });
        table = new Table(area, SWT.MULTI | SWT.FULL_SELECTION | SWT.VIRTUAL | SWT.H_SCROLL | SWT.V_SCROLL);
        table.setHeaderVisible(true);
        table.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true));
        makeColumns();
        table.addListener(SWT.SetData, this::fill);
        table.addListener(SWT.Selection, _ -> {
            List<R> selected = selected();
            listeners.forEach(listener -> listener.accept(selected));
        });
        table.addListener(SWT.KeyDown, this::key);
        if (columns.stream().anyMatch(column -> column.bar() != null)) {
            table.addListener(SWT.EraseItem, this::paintBar);
        }
        words.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == SWT.ARROW_DOWN) {
                table.setFocus();
            }
        });
        site.contextMenu(table, this::fillMenu);
        site.workbench().palette().subscribe(table::clearAll);
    }

    public Composite control() {
        return area;
    }

    public void focus() {
        table.setFocus();
    }

    /** Hides the words above the table. */
    public RecordTable<R> withoutFilter() {
        words.setVisible(false);
        ((GridData) words.getLayoutData()).exclude = true;
        return this;
    }

    /**
     * Leaves it to somebody else to find the rows that have the words, such as a service that has more rows than are shown.
     *
     * @param changed called when a person changes the words
     */
    public RecordTable<R> filteredBy(Runnable changed) {
        filtering = changed;
        return this;
    }

    /** The words above the table, in lower case. */
    public List<String> words() {
        return Arrays.stream(words.getText().toLowerCase(Locale.ROOT).strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** Whether a word is one that a row shall not have, such as {@code -ntp}. */
    public static boolean isAbsent(String word) {
        return word.length() > 1 && word.startsWith("-");
    }

    /**
     * Puts entries on top of the context menu.
     *
     * @param own called each time before the menu is shown
     */
    public RecordTable<R> menu(Consumer<IMenuManager> own) {
        this.own = own;
        return this;
    }

    /** Listens to the table itself: {@code SWT.KeyDown}, {@code SWT.DefaultSelection}. */
    public void listen(int event, Listener listener) {
        table.addListener(event, listener);
    }

    /** Scrolls so far that a row is in sight; nothing when it is not shown. */
    public void reveal(Object key) {
        for (int index : indices(Set.of(key))) {
            table.showItem(table.getItem(index));
        }
    }

    /** How many rows the words let through. */
    public int count() {
        return shown.size();
    }

    /** Replaces the rows; what was selected stays selected where it is still there. */
    public void show(Collection<R> rows) {
        this.rows = List.copyOf(rows);
        refresh();
    }

    /** The selected rows, in their order on the screen. */
    public List<R> selected() {
        return Arrays.stream(table.getSelectionIndices())
                .sorted()
                .filter(index -> index < shown.size())
                .mapToObj(shown::get)
                .toList();
    }

    /** Selects rows by their keys, without telling the listeners, and scrolls to the first. */
    public void select(Collection<?> keys) {
        Set<?> wanted = new HashSet<>(keys);
        int[] indices = indices(wanted);
        if (!Arrays.equals(indices, table.getSelectionIndices())) {
            table.setSelection(indices);
        }
    }

    /** Calls the listener whenever a person selects. */
    public void onSelection(Consumer<List<R>> listener) {
        listeners.add(listener);
    }

    /** Remembers sorting, widths, order and words. */
    public void save(PartState state) {
        state.put("filter", words.getText());
        state.put("sort", columns.get(sorted).title());
        state.put("descending", descending);
        state.put(
                "order",
                Arrays.stream(table.getColumnOrder()).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        for (TableColumn column : table.getColumns()) {
            state.put("width." + column.getText(), column.getWidth());
        }
    }

    /** What stands on the column by which rows are sorted. */
    public String sortedBy() {
        return columns.get(sorted).title();
    }

    /** Calls the listener when a person sorts by another column, or the other way round. */
    public void onSort(Runnable listener) {
        sorting = listener;
    }

    /** Sorts by a column, as a click on its head does. */
    public void sort(String title, boolean descending) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).title().equals(title)) {
                sorted = i;
                this.descending = descending;
                table.setSortColumn(table.getColumn(i));
                table.setSortDirection(descending ? SWT.DOWN : SWT.UP);
            }
        }
        refresh();
    }

    private void makeColumns() {
        PartState state = site.state();
        for (int i = 0; i < columns.size(); i++) {
            Column<R> column = columns.get(i);
            TableColumn head = new TableColumn(table, column.right() ? SWT.RIGHT : SWT.LEFT);
            head.setText(column.title());
            head.setWidth(state.get("width." + column.title(), column.width()));
            head.setMoveable(true);
            int index = i;
            head.addListener(SWT.Selection, _ -> {
                // numbers are first wanted with the largest on top
                boolean down = sorted == index ? !descending : column.right();
                sort(column.title(), down);
                sorting.run();
            });
        }
        int[] order = Arrays.stream(state.get("order", "").split(","))
                .filter(each -> each.matches("\\d{1,4}"))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (Arrays.stream(order).sorted().boxed().toList().equals(indices(columns.size()))) {
            table.setColumnOrder(order);
        }
        sort(
                state.get("sort", columns.getFirst().title()),
                state.get("descending", "false").equals("true"));
    }

    private static List<Integer> indices(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private int[] indices(Set<?> keys) {
        return IntStream.range(0, shown.size())
                .filter(i -> keys.contains(key.apply(shown.get(i))))
                .toArray();
    }

    private void refresh() {
        Set<Object> selected = new HashSet<>();
        selected().forEach(row -> selected.add(key.apply(row)));
        Comparator<R> order = columns.get(sorted).order();
        List<String> wanted = filtering == null ? words() : List.of();
        shown = rows.stream()
                .filter(row -> matches(row, wanted))
                .sorted(descending ? order.reversed() : order)
                .toList();
        // the items are filled when they come into sight; the place in the table stays
        table.setItemCount(shown.size());
        table.clearAll();
        table.setSelection(new int[0]);
        if (!selected.isEmpty()) {
            int top = table.getTopIndex();
            table.select(indices(selected));
            table.setTopIndex(top);
        }
    }

    private boolean matches(R row, List<String> wanted) {
        if (wanted.isEmpty()) {
            return true;
        }
        String text = columns.stream()
                .map(column -> column.text().apply(row).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("\n"));
        return wanted.stream()
                .allMatch(word -> isAbsent(word) ? !text.contains(word.substring(1)) : text.contains(word));
    }

    private void fill(Event event) {
        TableItem item = (TableItem) event.item;
        int index = event.index;
        if (index < 0 || index >= shown.size()) {
            return;
        }
        R row = shown.get(index);
        for (int i = 0; i < columns.size(); i++) {
            Column<R> column = columns.get(i);
            item.setText(i, column.text().apply(row));
            var role = column.color().apply(row);
            item.setForeground(
                    i, role == null ? null : site.workbench().palette().color(role));
            String icon = column.icon().apply(row);
            Image image = icon == null
                    ? null
                    : role == null
                            ? site.workbench().icons().image(icon)
                            : site.workbench().icons().image(icon, role);
            if (image != null || item.getImage(i) != null) {
                item.setImage(i, image); // GTK keeps room for one as soon as it is called at all
            }
        }
    }

    private void paintBar(Event event) {
        int row = table.indexOf((TableItem) event.item);
        Column<R> column = columns.get(event.index);
        if (column.bar() == null || row < 0 || row >= shown.size()) {
            return;
        }
        double share = column.bar().share().applyAsDouble(shown.get(row));
        if (share > 0) {
            int width = table.getColumn(event.index).getWidth() - 2 * BAR_MARGIN;
            event.gc.setBackground(column.bar().fill().apply(shown.get(row)));
            event.gc.setAlpha(BAR_ALPHA);
            event.gc.fillRectangle(
                    event.x + BAR_MARGIN,
                    event.y + BAR_MARGIN,
                    Math.max(1, (int) Math.round(Math.min(share, 1) * width)),
                    event.height - 2 * BAR_MARGIN);
            event.gc.setAlpha(255);
        }
    }

    private void key(Event event) {
        if ((event.stateMask & SWT.MODIFIER_MASK) == SWT.MOD1) {
            if (event.keyCode == 'c') {
                copy();
            } else if (event.keyCode == 'a') {
                table.selectAll();
                table.notifyListeners(SWT.Selection, new Event());
            } else if (event.keyCode == 'f' && words.isVisible()) {
                words.setFocus();
            }
        }
    }

    private void fillMenu(IMenuManager menu) {
        own.accept(menu);
        if (!menu.isEmpty()) {
            menu.add(new Separator());
        }
        menu.add(action("Copy\tCtrl+C", "copy", !selected().isEmpty(), this::copy));
        menu.add(action("Export as CSV…", "file-export", !shown.isEmpty(), this::export));
        menu.add(new Separator());
    }

    private Action action(String label, String icon, boolean enabled, Runnable run) {
        Action action = new Action(label, site.workbench().icons().descriptor(icon)) {
            @Override
            public void run() {
                run.run();
            }
        };
        action.setEnabled(enabled);
        return action;
    }

    /** Copies the selected rows with their heads, as a spreadsheet takes them. */
    public void copy() {
        List<R> selected = selected();
        if (selected.isEmpty()) {
            return;
        }
        String text = lines(selected, "\t", Function.identity());
        Clipboard clipboard = new Clipboard(table.getDisplay());
        clipboard.setContents(new Object[] {text}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say(selected.size() == 1 ? "1 row copied" : selected.size() + " rows copied");
    }

    private void export() {
        FileDialog dialog = new FileDialog(site.workbench().shell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*.csv"});
        dialog.setFileName("vitrine.csv");
        dialog.setOverwrite(true);
        String path = dialog.open();
        if (path != null) {
            String text = lines(shown, ",", RecordTable::quoted);
            int count = shown.size();
            site.workbench()
                    .run(
                            "Export to " + path,
                            _ -> write(Path.of(path), text),
                            written -> site.workbench().say(count + " rows are in " + written));
        }
    }

    /** Writes a file, whole or not at all. */
    private static Path write(Path path, String text) throws VitrineException {
        Path part = path.resolveSibling(path.getFileName() + ".part");
        try {
            Files.writeString(part, text);
            Files.move(part, path, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return path;
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED, path + " cannot be written: " + e.getMessage(), "Choose another folder.", e);
        }
    }

    private static String quoted(String text) {
        return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /** The rows with their heads, columns in their order on the screen; CSV as RFC 4180 has it. */
    private String lines(List<R> rows, String separator, Function<String, String> quoting) {
        List<Column<R>> ordered =
                Arrays.stream(table.getColumnOrder()).mapToObj(columns::get).toList();
        StringBuilder text = new StringBuilder();
        text.append(ordered.stream().map(Column::title).map(quoting).collect(Collectors.joining(separator)))
                .append('\n');
        for (R row : rows) {
            text.append(ordered.stream()
                            .map(column -> quoting.apply(column.text().apply(row)))
                            .collect(Collectors.joining(separator)))
                    .append('\n');
        }
        return text.toString();
    }
}
