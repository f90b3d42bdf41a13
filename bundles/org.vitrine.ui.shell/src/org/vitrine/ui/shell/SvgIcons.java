/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.shell;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.jface.resource.ImageDescriptor;
import org.eclipse.swt.graphics.Color;
import org.eclipse.swt.graphics.Image;
import org.eclipse.swt.widgets.Display;
import org.osgi.framework.BundleContext;
import org.vitrine.common.Subscription;
import org.vitrine.ui.Icons;
import org.vitrine.ui.Palette;

/**
 * The SVG files of this bundle's {@code icons} folder, painted in the palette's colours.
 *
 * <p>SWT rasterizes an SVG for each zoom by itself, but only from a file and in the file's colours: so a copy in each colour that is
 * asked for is put into the bundle's data area.
 */
final class SvgIcons implements Icons {
    private static final System.Logger LOG = System.getLogger(SvgIcons.class.getName());
    private static final String UNKNOWN = "question-mark";

    private final BundleContext context;
    private final Display display;
    private final Palette palette;
    private final Map<String, ImageDescriptor> descriptors = new HashMap<>();
    private final Map<ImageDescriptor, Image> images = new HashMap<>();
    private final Subscription theme;

    SvgIcons(BundleContext context, Display display, Palette palette) {
        this.context = context;
        this.display = display;
        this.palette = palette;
        // whoever shows an icon asks again after a change of theme; an old image may still be on the screen until then
        theme = palette.subscribe(descriptors::clear);
    }

    void close() {
        theme.close();
        images.values().forEach(Image::dispose);
        images.clear();
    }

    @Override
    public Image image(String name) {
        return image(name, Palette.Role.TEXT);
    }

    @Override
    public Image image(String name, Palette.Role color) {
        return images.computeIfAbsent(descriptor(name, color), each -> each.createImage(display));
    }

    @Override
    public ImageDescriptor descriptor(String name) {
        return descriptor(name, Palette.Role.TEXT);
    }

    @Override
    public ImageDescriptor descriptor(String name, Palette.Role color) {
        return descriptors.computeIfAbsent(name + " " + color, _ -> painted(name, palette.color(color)));
    }

    private ImageDescriptor painted(String name, Color color) {
        String hex = String.format("#%02x%02x%02x", color.getRed(), color.getGreen(), color.getBlue());
        Path file = context.getDataFile("icons/" + name + hex.replace('#', '-') + ".svg")
                .toPath();
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.writeString(
                        file,
                        source(name)
                                .replace("currentColor", hex)
                                .replace("width=\"24\"", "width=\"16\"")
                                .replace("height=\"24\"", "height=\"16\""));
            }
            return ImageDescriptor.createFromURL(file.toUri().toURL());
        } catch (IOException e) {
            throw new UncheckedIOException("the icon " + file + " cannot be written", e);
        }
    }

    private String source(String name) throws IOException {
        URL found = context.getBundle().getEntry("icons/" + name + ".svg");
        if (found == null) {
            LOG.log(Level.WARNING, () -> "there is no icon " + name);
            found = context.getBundle().getEntry("icons/" + UNKNOWN + ".svg");
        }
        try (InputStream stream = found.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
