/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packets.ui;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jface.resource.JFaceResources;
import org.eclipse.swt.SWT;
import org.eclipse.swt.custom.StyleRange;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.layout.GridData;
import org.eclipse.swt.layout.GridLayout;
import org.eclipse.swt.widgets.Button;
import org.eclipse.swt.widgets.Composite;
import org.eclipse.swt.widgets.Label;
import org.vitrine.common.Quantity;
import org.vitrine.packet.dissect.CaptureFile;
import org.vitrine.packet.dissect.Conversation;
import org.vitrine.packet.dissect.DisplayFilter;
import org.vitrine.packet.dissect.Exchange;
import org.vitrine.packet.dissect.Exchange.Piece;
import org.vitrine.packet.dissect.FilterSyntaxException;
import org.vitrine.packet.dissect.PacketReader;
import org.vitrine.packet.dissect.Progress;
import org.vitrine.packet.dissect.Rows;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;

/** What the two ends of a conversation said to each other, as text or bytes. UI thread only. */
final class ConversationView {
    private static final int MOST_LETTERS = 1 << 20;
    private static final int BYTES = 16;

    private static final String NOTHING = "Select a packet of TCP or UDP and choose Follow conversation.";

    private final PartSite site;
    private final Composite area;
    private final Label title;
    private final Button asHex;
    private final StyledText text;
    private final Background following;
    private Exchange exchange;

    ConversationView(PartSite site, Composite parent) {
        this.site = site;
        following = new Background(parent.getDisplay(), "packet conversation");
        area = new Composite(parent, SWT.NONE);
        GridLayout layout = new GridLayout(2, false);
        layout.marginHeight = 2;
        layout.marginWidth = 8;
        area.setLayout(layout);
        title = new Label(area, SWT.NONE);
        title.setLayoutData(new GridData(SWT.FILL, SWT.CENTER, true, false));
        title.setText(NOTHING);
        asHex = new Button(area, SWT.CHECK);
        asHex.setText("Bytes");
        asHex.setSelection(site.state().get("conversation.hex", "false").equals("true"));
        asHex.addListener(SWT.Selection, _ -> paint());
        text = new StyledText(area, SWT.MULTI | SWT.READ_ONLY | SWT.V_SCROLL | SWT.H_SCROLL | SWT.WRAP);
        text.setFont(JFaceResources.getTextFont());
        text.setLayoutData(new GridData(SWT.FILL, SWT.FILL, true, true, 2, 1));
        text.setMargins(4, 4, 4, 4);
        text.addListener(SWT.KeyDown, event -> {
            if (event.keyCode == 'a' && (event.stateMask & SWT.MOD1) != 0) {
                text.selectAll();
            }
        });
        site.workbench().palette().subscribe(this::paint);
        paint();
    }

    Composite control() {
        return area;
    }

    /**
     * Shows the conversation of a packet.
     *
     * @param then gets the filter that its packets pass
     */
    void follow(CaptureFile file, int packet, Consumer<String> then) {
        say("Looks for the packets of the conversation.");
        following.run(
                () -> exchange(file, packet),
                found -> found.ifPresentOrElse(
                        exchanged -> {
                            show(exchanged);
                            then.accept(exchanged.conversation().filter());
                        },
                        () -> say("Packet " + (packet + 1) + " has neither TCP nor UDP.")),
                this::say);
    }

    private static Optional<Exchange> exchange(CaptureFile file, int packet) throws IOException, InterruptedException {
        Optional<Conversation> found;
        try (PacketReader reader = new PacketReader(file)) {
            found = reader.conversation(packet);
        }
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try {
            Rows rows = file.filter(DisplayFilter.parse(found.get().filter()), Progress.NONE);
            return Optional.of(Exchange.read(file, found.get(), rows));
        } catch (FilterSyntaxException e) {
            throw new IllegalStateException("the filter of a conversation is none: " + found.get(), e);
        }
    }

    void clear() {
        say(NOTHING);
    }

    /** Ends what goes on in the background; widgets are left alone, for they may be gone. */
    void close() {
        following.close();
    }

    private void say(String words) {
        exchange = null;
        title.setText(words);
        paint();
    }

    private void show(Exchange newExchange) {
        exchange = newExchange;
        long client = bytes(true);
        long server = bytes(false);
        title.setText(exchange.conversation().client() + " says " + Quantity.bytes(client) + ", "
                + exchange.conversation().server() + " says " + Quantity.bytes(server)
                + (exchange.isWhole() ? "" : ", and more"));
        paint();
    }

    private long bytes(boolean isClient) {
        return exchange.pieces().stream()
                .filter(piece -> piece.isClient() == isClient)
                .mapToLong(piece -> piece.bytes().length)
                .sum();
    }

    void save(PartState state) {
        state.put("conversation.hex", asHex.getSelection());
    }

    private void paint() {
        var palette = site.workbench().palette();
        text.setBackground(palette.color(Role.BACKGROUND));
        text.setForeground(palette.color(Role.TEXT));
        StringBuilder all = new StringBuilder();
        List<StyleRange> styles = new ArrayList<>();
        List<Piece> pieces = exchange == null ? List.of() : exchange.pieces();
        for (Piece piece : pieces) {
            if (all.length() > MOST_LETTERS) {
                all.append("\n… and more\n");
                break;
            }
            int start = all.length();
            if (piece.missing() > 0) {
                all.append("\n[").append(Quantity.bytes(piece.missing())).append(" were not captured]\n");
            }
            if (asHex.getSelection()) {
                hex(all, piece.bytes());
            } else {
                plain(all, piece.bytes());
            }
            StyleRange style = new StyleRange();
            style.start = start;
            style.length = all.length() - start;
            style.foreground = palette.color(piece.isClient() ? Role.TX : Role.RX);
            styles.add(style);
        }
        text.setText(all.toString());
        text.setStyleRanges(styles.toArray(StyleRange[]::new));
    }

    /** Letters, line ends and tabs; anything else is a dot. */
    private static void plain(StringBuilder to, byte[] bytes) {
        String decoded = new String(bytes, StandardCharsets.UTF_8);
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            if (c == '\n' || c == '\t' || c >= ' ' && c != 0x7f && c != '\ufffd') {
                to.append(c);
            } else if (c != '\r') {
                to.append('·');
            }
        }
    }

    private static void hex(StringBuilder to, byte[] bytes) {
        HexFormat format = HexFormat.ofDelimiter(" ");
        for (int from = 0; from < bytes.length; from += BYTES) {
            int end = Math.min(bytes.length, from + BYTES);
            String hex = format.formatHex(bytes, from, end);
            to.append(HexFormat.of().toHexDigits(from, 6))
                    .append("  ")
                    .append(hex)
                    .append(" ".repeat(3 * BYTES - hex.length() + 1));
            for (int i = from; i < end; i++) {
                to.append(bytes[i] > 0x1f && bytes[i] < 0x7f ? (char) bytes[i] : '·');
            }
            to.append('\n');
        }
    }
}
