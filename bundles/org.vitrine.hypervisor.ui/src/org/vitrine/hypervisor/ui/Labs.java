/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jface.dialogs.MessageDialog;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.FileDialog;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.lab.LabAdminService;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.ui.Workbench;

/** Brings labs up and down for a person. UI thread only. */
final class Labs {
    private static final int MAX_FILE = 1 << 20;

    private final Workbench workbench;
    private final LabAdminService service;
    private final Path folder;
    private final Consumer<VitrineException> refused;
    private final Runnable changed;

    /**
     * @param folder of the labs that are shipped
     * @param refused hears, on the UI thread, why a lab did not come up, beside the dialog that says so
     * @param changed called when one has come or gone
     */
    Labs(
            Workbench workbench,
            LabAdminService service,
            Path folder,
            Consumer<VitrineException> refused,
            Runnable changed) {
        this.workbench = workbench;
        this.service = service;
        this.folder = folder;
        this.refused = refused;
        this.changed = changed;
    }

    List<ExampleLab> examples() {
        return ExampleLab.in(folder);
    }

    /** Asks for a file. */
    void choose() {
        FileDialog dialog = new FileDialog(workbench.shell(), SWT.OPEN);
        dialog.setText("Bring up a Lab");
        dialog.setFilterNames(new String[] {"Lab files (*.yaml)", "All files"});
        dialog.setFilterExtensions(new String[] {"*.yaml;*.yml", "*"});
        dialog.setFilterPath(folder.toString());
        String chosen = dialog.open();
        if (chosen != null) {
            up(Path.of(chosen));
        }
    }

    void up(Path file) {
        var display = workbench.shell().getDisplay();
        workbench.run(
                "Bring up the lab " + file.getFileName(),
                progress -> {
                    try {
                        return service.up(
                                file.toString(), read(file), at -> progress.at(at.done(), at.total(), at.step()));
                    } catch (VitrineException e) {
                        display.asyncExec(() -> refused.accept(e));
                        throw e;
                    }
                },
                lab -> {
                    workbench.say("The lab " + lab.name() + " is up: " + MachineWords.count(lab.machines()));
                    changed.run();
                });
    }

    private static String read(Path file) throws VitrineException {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw new VitrineException(Reason.INVALID, file + " is larger than " + MAX_FILE + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new VitrineException(Reason.NOT_FOUND, file + " cannot be read: " + e.getMessage(), "", e);
        }
    }

    /** Takes a lab down, after a question. */
    void down(LabStatus lab) {
        String what = lab.machines() == 0
                ? "Whatever is left of it ends."
                : MachineWords.count(lab.machines()) + " and what runs in them end; nothing of them is kept.";
        MessageDialog question = new MessageDialog(
                workbench.shell(),
                "Take Down " + lab.name(),
                null,
                "Take down the lab " + lab.name() + "?\n\n" + what,
                MessageDialog.QUESTION,
                0,
                "Take Down",
                "Cancel");
        if (question.open() == 0) {
            workbench.run(
                    "Take down the lab " + lab.name(),
                    progress -> service.down(lab.name(), at -> progress.at(at.done(), at.total(), at.step())),
                    _ -> {
                        workbench.say("The lab " + lab.name() + " is down");
                        changed.run();
                    });
        }
    }
}
