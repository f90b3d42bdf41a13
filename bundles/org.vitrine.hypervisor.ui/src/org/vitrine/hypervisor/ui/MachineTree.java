/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jface.viewers.ColumnLabelProvider;
import org.eclipse.jface.viewers.ColumnViewerToolTipSupport;
import org.eclipse.jface.viewers.IElementComparer;
import org.eclipse.jface.viewers.ITreeContentProvider;
import org.eclipse.jface.viewers.StructuredSelection;
import org.eclipse.jface.viewers.TreeViewer;
import org.eclipse.jface.viewers.TreeViewerColumn;
import org.eclipse.swt.SWT;
import org.eclipse.swt.dnd.Clipboard;
import org.eclipse.swt.dnd.TextTransfer;
import org.eclipse.swt.dnd.Transfer;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Tree;
import org.eclipse.swt.widgets.TreeColumn;
import org.eclipse.swt.widgets.TreeItem;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;

/** The tree itself: rows keep their selection, their expansion and their place by their key when they are shown anew. */
final class MachineTree {
    private final PartSite site;
    private final TreeViewer viewer;
    private final Tree tree;
    private final Set<String> collapsedGroups = new LinkedHashSet<>();
    private final Set<String> expandedMachines = new LinkedHashSet<>();
    private final Map<Object, Row> byKey = new LinkedHashMap<>();
    private final Map<Object, Row> parents = new HashMap<>();
    private List<Row> rows = List.of();
    private Field sorted;
    private boolean descending;

    /**
     * @param selected hears what a person selects
     * @param sorting called when another order is wanted: {@link #sorted}, {@link #descending}
     */
    MachineTree(PartSite site, Composite parent, Consumer<Selection> selected, Runnable sorting) {
        this.site = site;
        PartState state = site.state();
        collapsedGroups.addAll(words(state.get("collapsed", "")));
        expandedMachines.addAll(words(state.get("expanded", "")));
        sorted = Arrays.stream(Field.values())
                .filter(field -> field.title().equals(state.get("sort", "")))
                .findFirst()
                .orElse(Field.NAME);
        descending = state.get("descending", "false").equals("true");
        viewer = new TreeViewer(parent, SWT.MULTI | SWT.FULL_SELECTION | SWT.H_SCROLL | SWT.V_SCROLL);
        tree = viewer.getTree();
        tree.setHeaderVisible(true);
        viewer.setUseHashlookup(true);
        viewer.setComparer(new ByKey());
        viewer.setContentProvider(new Content());
        ColumnViewerToolTipSupport.enableFor(viewer);
        for (Field field : Field.values()) {
            column(field, sorting);
        }
        int[] order = Arrays.stream(state.get("order", "").split(","))
                .filter(each -> each.matches("\\d{1,4}"))
                .mapToInt(Integer::parseInt)
                .toArray();
        if (Arrays.stream(order)
                .sorted()
                .boxed()
                .toList()
                .equals(IntStream.range(0, Field.values().length).boxed().toList())) {
            tree.setColumnOrder(order);
        }
        mark();
        viewer.setInput(this);
        // only what a person does: a selection that came from elsewhere must not come back changed
        tree.addListener(SWT.Selection, _ -> selected.accept(selection()));
        tree.addListener(SWT.Expand, event -> remember((TreeItem) event.item, true));
        tree.addListener(SWT.Collapse, event -> remember((TreeItem) event.item, false));
        tree.addListener(SWT.DefaultSelection, event -> toggle((TreeItem) event.item));
        site.workbench().palette().subscribe(viewer::refresh);
    }

    Tree control() {
        return tree;
    }

    Field sorted() {
        return sorted;
    }

    boolean descending() {
        return descending;
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n"));
    }

    private void column(Field field, Runnable sorting) {
        TreeViewerColumn column = new TreeViewerColumn(viewer, SWT.LEFT);
        column.setLabelProvider(new Cells(field));
        TreeColumn head = column.getColumn();
        head.setText(field.title());
        head.setWidth(site.state().get("width." + field.title(), field.width()));
        head.setMoveable(true);
        head.addListener(SWT.Selection, _ -> {
            descending = sorted == field && !descending;
            sorted = field;
            mark();
            sorting.run();
        });
    }

    private void mark() {
        tree.setSortColumn(tree.getColumn(sorted.ordinal()));
        tree.setSortDirection(descending ? SWT.DOWN : SWT.UP);
    }

    /**
     * Shows rows.
     *
     * @param opened whether all of them are expanded, because a person looks for something
     */
    void show(List<Row> rows, boolean opened) {
        if (!rows.equals(this.rows)) {
            this.rows = rows;
            byKey.clear();
            parents.clear();
            index(rows, null);
            tree.setRedraw(false);
            try {
                viewer.refresh();
                viewer.setExpandedElements(byKey.values().stream()
                        .filter(row -> !row.children().isEmpty() && (opened || isExpanded(row.key())))
                        .toArray());
            } finally {
                tree.setRedraw(true);
            }
        }
    }

    private void index(List<Row> rows, Row parent) {
        for (Row row : rows) {
            byKey.put(row.key(), row);
            parents.put(row.key(), parent);
            index(row.children(), row);
        }
    }

    private boolean isExpanded(Object key) {
        return key instanceof Row.GroupKey(String name)
                ? !collapsedGroups.contains(name)
                : expandedMachines.contains(key.toString());
    }

    private void remember(TreeItem item, boolean expanded) {
        if (item.getData() instanceof Row row) {
            if (row.key() instanceof Row.GroupKey(String name)) {
                put(collapsedGroups, name, !expanded);
            } else {
                put(expandedMachines, row.key().toString(), expanded);
            }
        }
    }

    private static void put(Set<String> set, String value, boolean in) {
        if (in) {
            set.add(value);
        } else {
            set.remove(value);
        }
    }

    private void toggle(TreeItem item) {
        if (item.getData() instanceof Row row && !row.children().isEmpty()) {
            boolean expand = !viewer.getExpandedState(row);
            viewer.setExpandedState(row, expand);
            remember(item, expand);
        }
    }

    /** Opens or closes all of it. */
    void expandAll(boolean machines) {
        collapsedGroups.clear();
        expandedMachines.clear();
        if (machines) {
            byKey.keySet().stream()
                    .filter(key -> !(key instanceof Row.GroupKey))
                    .forEach(key -> expandedMachines.add(key.toString()));
            viewer.expandAll();
        } else {
            viewer.collapseAll();
            viewer.expandToLevel(2);
        }
    }

    /** The rows that are selected. */
    List<Row> selected() {
        return Arrays.stream(tree.getSelection())
                .map(TreeItem::getData)
                .filter(Row.class::isInstance)
                .map(Row.class::cast)
                .toList();
    }

    private Selection selection() {
        return Selection.of(
                selected().stream().flatMap(row -> row.selects().stream()).toList());
    }

    /** Shows a selection that was made elsewhere. */
    void select(Selection selection) {
        if (selection.equals(selection())) {
            return;
        }
        List<Row> wanted = selection.items().stream()
                .map(item -> switch (item) {
                    case Selected.OfMachine of -> byKey.get(of.machine());
                    case Selected.OfNic of -> byKey.get(of.nic());
                    case Selected.OfRemote of -> byKey.get(of.nic());
                    case Selected.OfFlow of -> byKey.get(of.nic());
                    case Selected.OfNetwork _ -> null;
                })
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        viewer.setSelection(new StructuredSelection(wanted), true);
    }

    /** Copies the selected rows with their heads, as a spreadsheet takes them. */
    void copy() {
        List<Row> selected = selected();
        if (selected.isEmpty()) {
            return;
        }
        List<Field> fields = Arrays.stream(tree.getColumnOrder())
                .mapToObj(index -> Field.values()[index])
                .toList();
        List<String> lines = new ArrayList<>();
        lines.add(fields.stream().map(Field::title).collect(Collectors.joining("\t")));
        selected.forEach(row -> lines.add(fields.stream().map(row::cell).collect(Collectors.joining("\t"))));
        Clipboard clipboard = new Clipboard(tree.getDisplay());
        clipboard.setContents(new Object[] {String.join("\n", lines)}, new Transfer[] {TextTransfer.getInstance()});
        clipboard.dispose();
        site.workbench().say(selected.size() == 1 ? "1 row copied" : selected.size() + " rows copied");
    }

    void save(PartState state) {
        state.put("sort", sorted.title());
        state.put("descending", descending);
        state.put("collapsed", String.join("\n", collapsedGroups));
        state.put("expanded", String.join("\n", existing(expandedMachines)));
        state.put(
                "order",
                Arrays.stream(tree.getColumnOrder()).mapToObj(String::valueOf).collect(Collectors.joining(",")));
        for (TreeColumn column : tree.getColumns()) {
            state.put("width." + column.getText(), column.getWidth());
        }
    }

    /** Without those that are gone for good; all while nothing is known yet. */
    private Collection<String> existing(Set<String> machines) {
        Set<String> keys = byKey.keySet().stream().map(Object::toString).collect(Collectors.toSet());
        return keys.isEmpty()
                ? machines
                : machines.stream().filter(keys::contains).toList();
    }

    private final class Content implements ITreeContentProvider {
        @Override
        public Object[] getElements(Object input) {
            return rows.toArray();
        }

        @Override
        public Object[] getChildren(Object parent) {
            return ((Row) parent).children().toArray();
        }

        @Override
        public Object getParent(Object element) {
            return parents.get(((Row) element).key());
        }

        @Override
        public boolean hasChildren(Object element) {
            return !((Row) element).children().isEmpty();
        }
    }

    /** A row is the same row when it says something else. */
    private static final class ByKey implements IElementComparer {
        @Override
        public boolean equals(Object a, Object b) {
            return key(a).equals(key(b));
        }

        @Override
        public int hashCode(Object element) {
            return key(element).hashCode();
        }

        private static Object key(Object element) {
            return element instanceof Row row ? row.key() : element;
        }
    }

    private final class Cells extends ColumnLabelProvider {
        private final Field field;

        Cells(Field field) {
            this.field = field;
        }

        @Override
        public String getText(Object element) {
            return ((Row) element).cell(field);
        }

        @Override
        public Image getImage(Object element) {
            Row row = (Row) element;
            return switch (field) {
                case NAME -> site.workbench().icons().image(row.icon(), row.color());
                case STATE ->
                    row.stateIcon() == null ? null : site.workbench().icons().image(row.stateIcon(), row.stateColor());
                default -> null;
            };
        }

        @Override
        public Color getForeground(Object element) {
            Row row = (Row) element;
            return field == Field.STATE && row.stateColor() != null
                    ? site.workbench().palette().color(row.stateColor())
                    : null;
        }

        @Override
        public String getToolTipText(Object element) {
            String hint = ((Row) element).hint();
            return hint.isEmpty() ? null : hint;
        }
    }
}
