/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.util.List;
import java.util.Map;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Selected;

/**
 * A row of the tree: a group, a machine or a vNIC, ready to be painted.
 *
 * @param key what it is known by when the tree is shown anew: {@link GroupKey}, {@code MachineId} or {@code NicId}
 * @param cells what stands in the columns; nothing for those that are not there
 * @param icon before the name
 * @param color of that icon
 * @param stateIcon before the state; null for none
 * @param stateColor of the state and its icon; null for the ordinary one
 * @param hint what the cells have no room for; may be empty
 * @param selects what a person means by it
 */
record Row(
        Object key,
        Map<Field, String> cells,
        String icon,
        Palette.Role color,
        String stateIcon,
        Palette.Role stateColor,
        String hint,
        List<Selected> selects,
        List<Row> children) {
    Row {
        cells = Map.copyOf(cells);
        selects = List.copyOf(selects);
        children = List.copyOf(children);
    }

    /** A group by its name. */
    record GroupKey(String name) {}

    String cell(Field field) {
        return cells.getOrDefault(field, "");
    }
}
