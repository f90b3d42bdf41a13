/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.capture.ui;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.jface.dialogs.IMessageProvider;
import org.eclipse.jface.dialogs.TitleAreaDialog;
import org.eclipse.jface.layout.GridDataFactory;
import org.eclipse.jface.layout.GridLayoutFactory;
import org.eclipse.swt.SWT;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.FileDialog;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Menu;
import org.eclipse.swt.widgets.MenuItem;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Text;
import org.vitrine.capture.RecordingRequest;
import org.vitrine.capture.RecordingService;
import org.vitrine.capture.ui.CaptureForm.Unit;
import org.vitrine.capture.ui.FilterCheck.Verdict;

/** Asks what to capture, until when, and where to put it. */
final class CaptureDialog extends TitleAreaDialog {
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    private final RecordingService recordings;
    private final List<CaptureTarget> targets;
    private final List<String> presets;
    private Combo target;
    private Combo filter;
    private Text snapLength;
    private Text packets;
    private Text size;
    private Combo sizeUnit;
    private Text time;
    private Combo timeUnit;
    private Text fileSize;
    private Text files;
    private Text file;
    private FilterCheck check;
    private Verdict verdict = Verdict.EVERYTHING;
    private CaptureOrder order;

    /**
     * @param presets filters to choose from; the first is taken when it is for what is selected
     */
    CaptureDialog(Shell parent, RecordingService recordings, List<CaptureTarget> targets, List<String> presets) {
        super(parent);
        this.recordings = recordings;
        this.targets = targets;
        this.presets = presets;
        setHelpAvailable(false);
    }

    /** What was ordered; null when the dialog was cancelled. */
    CaptureOrder order() {
        return order;
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Capture");
    }

    @Override
    protected boolean isResizable() {
        return true;
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        setTitle(targets.size() == 1 ? "Capture the packets of a vNIC" : "Capture the packets of vNICs");
        Composite area = new Composite((Composite) super.createDialogArea(parent), SWT.NONE);
        GridDataFactory.fillDefaults().grab(true, true).applyTo(area);
        GridLayoutFactory.swtDefaults()
                .numColumns(3)
                .margins(12, 12)
                .spacing(8, 8)
                .applyTo(area);
        label(area, "&vNIC");
        target = new Combo(area, SWT.READ_ONLY);
        if (targets.size() > 1) {
            target.add("all " + targets.size() + ", into one file");
        }
        targets.forEach(each -> target.add(each.toString()));
        target.select(0);
        target.setEnabled(targets.size() > 1);
        GridDataFactory.fillDefaults().grab(true, false).span(2, 1).applyTo(target);
        label(area, "&Filter");
        filter = new Combo(area, SWT.DROP_DOWN);
        filter.setItems(presets.toArray(String[]::new));
        filter.setToolTipText("In libpcap's language, as in: udp port 53. Empty: everything.");
        GridDataFactory.fillDefaults().grab(true, false).applyTo(filter);
        presetButton(area);
        snapLength = text(area, "&Keep", "bytes of each frame", "");
        snapLength.setText(String.valueOf(RecordingRequest.FULL_FRAMES));
        snapLength.setToolTipText(RecordingRequest.FULL_FRAMES + " bytes keep whole frames");
        packets = text(area, "&Stop after", "packets", "no limit");
        size = text(area, "or at size", null, "no limit");
        sizeUnit = units(area, CaptureForm.SIZES, 2);
        time = text(area, "or after", null, "no limit");
        timeUnit = units(area, CaptureForm.TIMES, 0);
        fileSize = text(area, "&New file at", "MiB", "one file");
        files = text(area, "and keep", "newest files", "all");
        label(area, "Fil&e");
        file = new Text(area, SWT.BORDER);
        GridDataFactory.fillDefaults().grab(true, false).hint(360, SWT.DEFAULT).applyTo(file);
        Button browse = new Button(area, SWT.PUSH);
        browse.setText("&Browse…");
        browse.addListener(SWT.Selection, _ -> browse());
        GridDataFactory.fillDefaults().applyTo(browse);
        check = new FilterCheck(filter, recordings, this::onVerdict);
        return area;
    }

    private void presetButton(Composite area) {
        Button button = new Button(area, SWT.PUSH);
        button.setText("&Presets");
        button.setToolTipText("Filters that many want");
        GridDataFactory.fillDefaults().applyTo(button);
        Menu menu = new Menu(button);
        for (Preset preset : Preset.ALL) {
            MenuItem item = new MenuItem(menu, SWT.PUSH);
            item.setText(preset.name());
            item.setToolTipText(preset.filter());
            item.addListener(SWT.Selection, _ -> {
                filter.setText(preset.filter());
                filter.setFocus();
            });
        }
        button.addListener(SWT.Selection, _ -> {
            menu.setLocation(button.toDisplay(0, button.getSize().y));
            menu.setVisible(true);
        });
    }

    /** Those that are chosen. */
    private List<CaptureTarget> chosen() {
        int index = target.getSelectionIndex();
        if (targets.size() == 1) {
            return targets;
        }
        return index == 0 ? targets : List.of(targets.get(index - 1));
    }

    private static void label(Composite area, String text) {
        Label label = new Label(area, SWT.NONE);
        label.setText(text);
    }

    /**
     * @param unit what stands behind it; null when something else comes there
     */
    private Text text(Composite area, String label, String unit, String hint) {
        label(area, label);
        Text text = new Text(area, SWT.BORDER | SWT.RIGHT);
        text.setMessage(hint);
        GridDataFactory.fillDefaults().grab(true, false).applyTo(text);
        if (unit != null) {
            label(area, unit);
        }
        text.addListener(SWT.Modify, _ -> validate());
        return text;
    }

    private Combo units(Composite area, List<Unit> units, int chosen) {
        Combo combo = new Combo(area, SWT.READ_ONLY);
        combo.setItems(units.stream().map(Unit::name).toArray(String[]::new));
        combo.select(chosen);
        GridDataFactory.fillDefaults().applyTo(combo);
        combo.addListener(SWT.Selection, _ -> validate());
        return combo;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.OK_ID, "Capture", true);
        createButton(parent, IDialogConstants.CANCEL_ID, IDialogConstants.CANCEL_LABEL, false);
        // a disk shall not fill up while nobody looks
        size.setText("1");
        file.setText(proposal().toString());
        file.setToolTipText("A name that ends with .pcap: classic pcap, without the names of vNICs and machines.");
        target.addListener(SWT.Selection, _ -> file.setText(proposal().toString()));
        file.addListener(SWT.Modify, _ -> validate());
        filter.addListener(SWT.Modify, _ -> check.check(filter.getText()));
        filter.setText(CaptureTarget.isForSelected(presets.getFirst()) ? presets.getFirst() : "");
        check.check(filter.getText());
        filter.setFocus();
    }

    private Path proposal() {
        String name = CaptureTarget.words(chosen()).replaceAll("[^A-Za-z0-9._-]+", "-");
        Path folder = file.getText().isBlank()
                ? Path.of(System.getProperty("user.home"))
                : Path.of(file.getText()).toAbsolutePath().getParent();
        return folder.resolve(name + "-" + LocalDateTime.now().format(STAMP) + ".pcapng");
    }

    private void browse() {
        FileDialog dialog = new FileDialog(getShell(), SWT.SAVE);
        dialog.setFilterExtensions(new String[] {"*.pcapng", "*.pcap"});
        Path proposed = Path.of(file.getText()).toAbsolutePath();
        dialog.setFilterPath(String.valueOf(proposed.getParent()));
        dialog.setFileName(String.valueOf(proposed.getFileName()));
        String path = dialog.open();
        if (path != null) {
            file.setText(path);
        }
    }

    private void onVerdict(Verdict next) {
        verdict = next;
        validate();
    }

    private CaptureForm form() {
        return new CaptureForm(
                chosen(),
                filter.getText(),
                snapLength.getText(),
                packets.getText(),
                size.getText(),
                CaptureForm.SIZES.get(sizeUnit.getSelectionIndex()),
                time.getText(),
                CaptureForm.TIMES.get(timeUnit.getSelectionIndex()),
                fileSize.getText(),
                files.getText(),
                file.getText());
    }

    private void validate() {
        Button capture = getButton(OK);
        if (capture == null) {
            return; // not all fields are there yet
        }
        String complaint = "";
        try {
            order = form().order();
        } catch (IllegalArgumentException e) {
            complaint = e.getMessage();
        }
        if (!verdict.isGood() && verdict.isKnown()) {
            complaint = verdict.words();
        }
        if (!complaint.isEmpty()) {
            setMessage(complaint, IMessageProvider.ERROR);
        } else if (Files.exists(order.file())) {
            setMessage(order.file() + " is there already and will be replaced.", IMessageProvider.WARNING);
        } else {
            setMessage(
                    verdict.words(),
                    verdict == Verdict.NOT_YET || verdict.isGood() ? IMessageProvider.NONE : IMessageProvider.WARNING);
        }
        capture.setEnabled(complaint.isEmpty() && verdict.isGood());
    }
}
