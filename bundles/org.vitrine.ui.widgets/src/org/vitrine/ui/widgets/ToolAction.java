/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.widgets;

import java.util.function.Consumer;
import org.eclipse.jface.action.Action;
import org.eclipse.jface.action.ActionContributionItem;
import org.eclipse.jface.action.IMenuCreator;
import org.eclipse.jface.action.IMenuManager;
import org.eclipse.jface.action.MenuManager;
import org.eclipse.swt.graphics.Rectangle;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Event;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.ToolItem;
import org.vitrine.ui.Palette;
import org.vitrine.ui.PartSite;

/** Something to press in the tool bar or a menu of a part. UI thread only. */
public final class ToolAction extends Action {
    private final PartSite site;
    private final String icon;
    private final Runnable run;

    private ToolAction(PartSite site, String label, String icon, int style, Runnable run) {
        super(label, style);
        this.site = site;
        this.icon = icon;
        this.run = run;
        setToolTipText(label.replace("\t", "   "));
        paint();
    }

    /**
     * @param label may end with a tab and a key, which is shown; to listen for it is up to the part
     */
    public static ToolAction push(PartSite site, String label, String icon, Runnable run) {
        return new ToolAction(site, label, icon, AS_PUSH_BUTTON, run);
    }

    /**
     * Something that is on or off.
     *
     * @param changed called when a person changes it
     */
    public static ToolAction toggle(PartSite site, String label, String icon, boolean on, Consumer<Boolean> changed) {
        ToolAction[] self = new ToolAction[1];
        self[0] = new ToolAction(site, label, icon, AS_CHECK_BOX, () -> changed.accept(self[0].isChecked()));
        self[0].setChecked(on);
        return self[0];
    }

    /**
     * Something with a menu, for tool bars.
     *
     * @param fill called each time before the menu is shown
     */
    public static ToolAction menu(PartSite site, String label, String icon, Consumer<IMenuManager> fill) {
        ToolAction action = new ToolAction(site, label, icon, AS_DROP_DOWN_MENU, () -> {});
        action.setMenuCreator(new Choices(fill));
        return action;
    }

    /** Puts it into the part's tool bar, where its icon goes along with the theme. */
    public ToolAction inToolBar() {
        site.toolBar().add(this);
        followTheme();
        return this;
    }

    /** Puts it into the part's tool bar with its label beside the icon. */
    public ToolAction inToolBarWithLabel() {
        ActionContributionItem item = new ActionContributionItem(this);
        item.setMode(ActionContributionItem.MODE_FORCE_TEXT);
        site.toolBar().add(item);
        followTheme();
        return this;
    }

    private void followTheme() {
        site.workbench().palette().subscribe(this::paint);
    }

    private void paint() {
        if (!icon.isEmpty()) {
            // a pressed item is hardly seen by its frame alone
            setImageDescriptor(
                    site.workbench().icons().descriptor(icon, isChecked() ? Palette.Role.ACCENT : Palette.Role.TEXT));
        }
    }

    @Override
    public void setChecked(boolean checked) {
        super.setChecked(checked);
        paint();
    }

    @Override
    public void run() {
        run.run();
    }

    @Override
    public void runWithEvent(Event event) {
        if (getStyle() == AS_DROP_DOWN_MENU && event.widget instanceof ToolItem item) {
            Menu menu = getMenuCreator().getMenu(item.getParent());
            Rectangle place = item.getBounds();
            menu.setLocation(item.getParent().toDisplay(place.x, place.y + place.height));
            menu.setVisible(true);
        } else {
            run();
        }
    }

    private static final class Choices implements IMenuCreator {
        private final MenuManager manager = new MenuManager();

        Choices(Consumer<IMenuManager> fill) {
            manager.setRemoveAllWhenShown(true);
            manager.addMenuListener(fill::accept);
        }

        @Override
        public Menu getMenu(Control parent) {
            return manager.createContextMenu(parent);
        }

        @Override
        public Menu getMenu(Menu parent) {
            return null;
        }

        @Override
        public void dispose() {
            manager.dispose();
        }
    }
}
