/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import org.eclipse.jface.preference.FieldEditorPreferencePage;
import org.eclipse.jface.preference.IntegerFieldEditor;
import org.eclipse.jface.preference.RadioGroupFieldEditor;
import org.eclipse.jface.preference.StringFieldEditor;
import org.eclipse.ui.IWorkbench;
import org.eclipse.ui.IWorkbenchPreferencePage;

/** How a person wants the window. */
public final class AppearancePage extends FieldEditorPreferencePage implements IWorkbenchPreferencePage {
    public AppearancePage() {
        super(GRID);
    }

    @Override
    public void init(IWorkbench workbench) {
        setPreferenceStore(PreferredSettings.store());
        setDescription("How the window looks, and how much it asks for.");
    }

    @Override
    protected void createFieldEditors() {
        addField(new RadioGroupFieldEditor(
                PreferredSettings.THEME,
                "Theme",
                3,
                new String[][] {
                    {"As the desk&top", PreferredSettings.Theme.SYSTEM.name()},
                    {"&Light", PreferredSettings.Theme.LIGHT.name()},
                    {"&Dark", PreferredSettings.Theme.DARK.name()}
                },
                getFieldEditorParent(),
                true));
        addField(number(
                PreferredSettings.REFRESH_MILLIS,
                "&Refresh rates every (ms)",
                PreferredSettings.LEAST_REFRESH_MILLIS,
                PreferredSettings.MOST_REFRESH_MILLIS));
        addField(number(
                PreferredSettings.REMOTE_HOSTS,
                "Remote &hosts shown for each vNIC",
                1,
                PreferredSettings.MOST_REMOTE_HOSTS));
    }

    private IntegerFieldEditor number(String name, String label, int least, int most) {
        IntegerFieldEditor editor = new IntegerFieldEditor(name, label, getFieldEditorParent());
        editor.setValidRange(least, most);
        editor.setErrorMessage("A whole number from " + least + " to " + most);
        editor.setValidateStrategy(StringFieldEditor.VALIDATE_ON_KEY_STROKE);
        return editor;
    }

    @Override
    public boolean performOk() {
        boolean good = super.performOk();
        Services.workbench().themes().apply(PreferredSettings.theme());
        return good;
    }
}
