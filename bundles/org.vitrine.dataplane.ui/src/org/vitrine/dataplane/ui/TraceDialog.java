/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.ui;

import java.util.List;
import java.util.Locale;
import org.eclipse.jface.dialogs.Dialog;
import org.eclipse.jface.dialogs.IDialogConstants;
import org.eclipse.swt.SWT;
import org.eclipse.swt.graphics.Point;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Combo;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Control;
import org.eclipse.swt.widgets.Label;
import org.eclipse.swt.widgets.Shell;
import org.eclipse.swt.widgets.Table;
import org.eclipse.swt.widgets.TableColumn;
import org.eclipse.swt.widgets.TableItem;
import org.eclipse.swt.widgets.Text;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.dataplane.Match;
import org.vitrine.dataplane.PathTrace;
import org.vitrine.dataplane.PathTrace.Hop;
import org.vitrine.dataplane.PathTrace.Outcome;
import org.vitrine.dataplane.PathTrace.Place;
import org.vitrine.dataplane.PathTraceRequest;
import org.vitrine.dataplane.PathTraceService;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Workbench;

/** Asks where packets shall go, follows them, and shows their path with the place and the reason of a loss. */
final class TraceDialog extends Dialog {
    private static final List<String> PROTOCOLS = List.of("echo request", "tcp", "udp");
    private static final List<Integer> NUMBERS = List.of(Match.ICMP, Match.TCP, Match.UDP);
    private static final int[] WIDTHS = {110, 250, 70, 70, 230};

    private final Workbench workbench;
    private final TraceAction.Start start;
    private final Inventory inventory;
    private final PathTraceService tracer;
    private Combo to;
    private Combo protocol;
    private Text port;
    private Label outcome;
    private Label notes;
    private Table path;

    /**
     * What came of it.
     *
     * @param trace null when it could not be done
     * @param failure null when it was
     */
    private record Answer(PathTrace trace, VitrineException failure) {}

    TraceDialog(Workbench workbench, TraceAction.Start start, Inventory inventory, PathTraceService tracer) {
        super(workbench.shell());
        this.workbench = workbench;
        this.start = start;
        this.inventory = inventory;
        this.tracer = tracer;
        setShellStyle(SWT.SHELL_TRIM | SWT.MODELESS);
        setBlockOnOpen(false);
    }

    @Override
    protected void configureShell(Shell shell) {
        super.configureShell(shell);
        shell.setText("Where Did It Die: from " + name());
    }

    private String name() {
        return inventory
                .machine(start.from().machine())
                .map(machine -> machine.name() + ":" + start.from().name())
                .orElse(start.from().toString());
    }

    @Override
    protected Point getInitialSize() {
        return new Point(820, 500);
    }

    @Override
    protected Control createDialogArea(Composite parent) {
        Composite area = (Composite) super.createDialogArea(parent);
        ((GridLayout) area.getLayout()).numColumns = 5;
        new Label(area, SWT.NONE).setText("Send test packets to");
        to = new Combo(area, SWT.DROP_DOWN);
        to.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        inventory.machines().stream()
                .filter(machine -> !machine.id().equals(start.from().machine()))
                .flatMap(machine -> machine.nics().stream()
                        .flatMap(nic -> nic.addresses().stream())
                        .map(prefix -> prefix.address() + " (" + machine.name() + ")"))
                .limit(200)
                .forEach(to::add);
        to.setText(start.to());
        protocol = new Combo(area, SWT.DROP_DOWN | SWT.READ_ONLY);
        PROTOCOLS.forEach(protocol::add);
        protocol.select(NUMBERS.indexOf(start.protocol()));
        new Label(area, SWT.NONE).setText("port");
        port = new Text(area, SWT.BORDER);
        port.setTextLimit(5);
        GridData narrow = new GridData(SWT.FILL, SWT.CENTER, false, false);
        narrow.widthHint = 60;
        port.setLayoutData(narrow);
        port.setText(start.port() == 0 ? "" : String.valueOf(start.port()));
        outcome = line(area);
        path = new Table(area, SWT.BORDER | SWT.FULL_SELECTION);
        path.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 5, 1));
        path.setHeaderVisible(true);
        String[] names = {"Hop", "What", "There", "Back", ""};
        for (int i = 0; i < names.length; i++) {
            TableColumn column = new TableColumn(path, i == 2 || i == 3 ? SWT.RIGHT : SWT.LEFT);
            column.setText(names[i]);
            column.setWidth(WIDTHS[i]);
        }
        notes = line(area);
        to.addListener(SWT.Modify, _ -> check());
        protocol.addListener(SWT.Selection, _ -> check());
        port.addListener(SWT.Modify, _ -> check());
        return area;
    }

    private static Label line(Composite area) {
        Label line = new Label(area, SWT.WRAP);
        line.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false, 5, 1));
        return line;
    }

    @Override
    protected void createButtonsForButtonBar(Composite parent) {
        createButton(parent, IDialogConstants.CLOSE_ID, "Close", false);
        createButton(parent, IDialogConstants.OK_ID, "Follow", true);
        check();
        to.setFocus();
    }

    @Override
    protected void buttonPressed(int button) {
        if (button == IDialogConstants.OK_ID) {
            follow();
        } else {
            close();
        }
    }

    /** @throws IllegalArgumentException with what is wrong with what was typed */
    private PathTraceRequest request() {
        int number = NUMBERS.get(protocol.getSelectionIndex());
        String typed = port.getText().strip();
        int destination = 0;
        if (number != Match.ICMP) {
            if (!typed.matches("\\d{1,5}")) {
                throw new IllegalArgumentException("Type a port of 1 to 65535.");
            }
            destination = Integer.parseInt(typed);
        }
        String address = to.getText().strip().replaceFirst(" \\(.*", "");
        return new PathTraceRequest(
                start.from(), IpAddress.parse(address), number, destination, PathTraceRequest.USUAL_LIMIT);
    }

    private void check() {
        port.setEnabled(protocol.getSelectionIndex() > 0);
        if (getButton(IDialogConstants.OK_ID) == null) {
            return;
        }
        String complaint = "";
        try {
            request();
        } catch (IllegalArgumentException e) {
            complaint = e.getMessage();
        }
        getButton(IDialogConstants.OK_ID).setEnabled(complaint.isEmpty());
        if (to.getText().isBlank()) {
            complaint = "Choose a machine, or type an IPv4 or IPv6 address.";
        }
        say(complaint, Palette.Role.MUTED);
    }

    private void follow() {
        PathTraceRequest request = request();
        getButton(IDialogConstants.OK_ID).setEnabled(false);
        path.removeAll();
        notes.setText("");
        say("Following…", Palette.Role.MUTED);
        workbench.run("Follow packets from " + name() + " to " + request.to(), _ -> ask(request), answer -> {
            if (getShell() != null && !getShell().isDisposed()) {
                getButton(IDialogConstants.OK_ID).setEnabled(true);
                show(answer);
            }
        });
    }

    /** A failure is shown here, not in a dialog upon this one. */
    private Answer ask(PathTraceRequest request) {
        try {
            return new Answer(tracer.trace(request), null);
        } catch (VitrineException e) {
            return new Answer(null, e);
        }
    }

    private void show(Answer answer) {
        if (answer.failure() != null) {
            boolean cancelled = answer.failure().reason() == Reason.CANCELLED;
            say(cancelled ? "Cancelled" : answer.failure().explained(), Palette.Role.ERROR);
            return;
        }
        PathTrace trace = answer.trace();
        for (int i = 0; i < trace.hops().size(); i++) {
            Hop hop = trace.hops().get(i);
            boolean lost = i == trace.lostAt();
            boolean beyond = trace.lostAt() >= 0 && i > trace.lostAt() && !trace.onTheWayBack();
            TableItem item = new TableItem(path, SWT.NONE);
            item.setText(new String[] {
                name(hop.place()),
                hop.name(),
                hop.there() < 0 ? "–" : String.valueOf(hop.there()),
                hop.back() < 0 ? "–" : String.valueOf(hop.back()),
                lost ? "died here" + (trace.onTheWayBack() ? " on the way back" : "") : hop.detail()
            });
            item.setImage(
                    0,
                    lost
                            ? workbench.icons().image("circle-x", Palette.Role.ERROR)
                            : beyond
                                    ? workbench.icons().image("circle-dashed", Palette.Role.MUTED)
                                    : workbench.icons().image("circle-check", Palette.Role.OK));
            if (lost) {
                item.setForeground(workbench.palette().color(Palette.Role.ERROR));
            }
        }
        notes.setText(String.join("\n", trace.notes()));
        String reason = trace.reason().substring(0, 1).toUpperCase(Locale.ROOT)
                + trace.reason().substring(1);
        say(
                reason + ".",
                trace.outcome() == Outcome.ARRIVED
                        ? Palette.Role.OK
                        : trace.outcome() == Outcome.UNKNOWN ? Palette.Role.MUTED : Palette.Role.ERROR);
    }

    private static String name(Place place) {
        return switch (place) {
            case MACHINE -> "Machine";
            case NIC -> "vNIC";
            case RULES -> "Rules";
            case BRIDGE -> "Bridge";
            case ROUTING -> "Routing";
            case UPLINK -> "Uplink";
        };
    }

    private void say(String text, Palette.Role role) {
        outcome.setForeground(workbench.palette().color(role));
        outcome.setText(text);
        outcome.getParent().layout();
    }
}
