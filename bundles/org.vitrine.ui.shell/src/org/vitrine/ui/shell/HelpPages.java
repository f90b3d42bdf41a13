/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.eclipse.swt.SWT;
import org.eclipse.swt.SWTError;
import org.eclipse.swt.browser.Browser;
import org.eclipse.swt.custom.StyledText;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.widgets.Control;
import org.eclipse.ui.IPartListener2;
import org.eclipse.ui.IPartService;
import org.eclipse.ui.IPropertyListener;
import org.eclipse.ui.IWorkbenchPartReference;
import org.eclipse.ui.PlatformUI;
import org.vitrine.ui.OpenPart;
import org.vitrine.ui.Palette;
import org.vitrine.ui.Palette.Role;
import org.vitrine.ui.PartSite;
import org.vitrine.ui.PartState;

/** Shows the help page of whichever part is in front; in a browser where there is one, else as text. */
final class HelpPages implements OpenPart, IPartListener2, IPropertyListener {
    private static final System.Logger LOG = System.getLogger(HelpPages.class.getName());

    private final PartSite site;
    private final IPartService parts =
            PlatformUI.getWorkbench().getActiveWorkbenchWindow().getPartService();
    private Browser browser;
    private StyledText text;
    private PartFrame front;
    private URL page;

    HelpPages(PartSite site) {
        this.site = site;
        page = getClass().getResource("/help/help.html");
        try {
            browser = new Browser(site.parent(), SWT.NONE);
            browser.setJavascriptEnabled(false);
        } catch (SWTError e) {
            LOG.log(Level.INFO, () -> "help is shown as plain text: " + e.getMessage());
            text = new StyledText(site.parent(), SWT.READ_ONLY | SWT.WRAP | SWT.V_SCROLL);
            text.setMargins(12, 12, 12, 12);
        }
        parts.addPartListener(this);
        site.workbench().palette().subscribe(this::show);
        if (parts.getActivePartReference() != null) {
            partActivated(parts.getActivePartReference());
        }
        show();
    }

    @Override
    public void partActivated(IWorkbenchPartReference reference) {
        if (reference.getPart(false) instanceof PartFrame frame && !frame.part().equals("help")) {
            follow(frame);
            turn();
        }
    }

    /** The part in front has another title, as when its content has come after it. */
    @Override
    public void propertyChanged(Object source, int property) {
        turn();
    }

    /**
     * @param next null for none
     */
    private void follow(PartFrame next) {
        if (front != null) {
            front.removePropertyListener(this);
        }
        front = next;
        if (front != null) {
            front.addPropertyListener(this);
        }
    }

    private void turn() {
        URL next = front.content() == null ? null : front.content().help();
        if (next != null && !next.equals(page)) {
            page = next;
            show();
        }
    }

    private void show() {
        String body = read(page);
        if (browser != null) {
            browser.setText(html(body));
        } else {
            text.setText(plain(body));
        }
    }

    private static String read(URL page) {
        try (InputStream stream = page.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "<h1>Help</h1><p>The page is away with its bundle.</p>";
        }
    }

    private String html(String body) {
        return """
                <!DOCTYPE html><meta charset="utf-8"><style>
                body { font: 10pt/1.5 Inter, Cantarell, sans-serif; margin: 16px; color: %s; background: %s }
                h1 { font-size: 1.35em; margin: 0 0 .5em } h2 { font-size: 1.1em; margin: 1.2em 0 .3em }
                a { color: %s } dt { font-weight: 600; margin-top: .6em } dd { margin: 0 0 0 1em }
                code, kbd { font-family: 'JetBrains Mono', monospace; font-size: .92em; background: %s; padding: 0 .3em }
                table { border-collapse: collapse } td, th { text-align: left; padding: .2em .8em .2em 0; vertical-align: top }
                </style>%s""".formatted(hex(Role.TEXT), hex(Role.BACKGROUND), hex(Role.ACCENT), hex(Role.SURFACE), body);
    }

    private String hex(Role role) {
        Palette palette = site.workbench().palette();
        Color color = palette.color(role);
        return String.format("#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
    }

    private static String plain(String body) {
        return body.replaceAll("\\s+", " ")
                .replaceAll("(?i)</(h\\d|p|dt|dd|tr|li)>", "\n")
                .replaceAll("<[^>]*>", "")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replaceAll("(?m)^ +", "");
    }

    @Override
    public void focus() {
        Control control = browser != null ? browser : text;
        control.setFocus();
    }

    @Override
    public void save(PartState state) {
        // follows the part in front
    }

    @Override
    public void close() {
        parts.removePartListener(this);
        follow(null);
    }
}
