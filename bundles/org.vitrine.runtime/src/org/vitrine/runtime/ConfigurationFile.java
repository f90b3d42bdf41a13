/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.runtime;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.MetaTypeService;
import org.vitrine.common.Services;
import org.vitrine.runtime.command.ExitCode;
import org.vitrine.runtime.config.ConfigSection;
import org.vitrine.runtime.config.ConfigService;
import org.vitrine.yaml.YamlComplaint;
import org.vitrine.yaml.YamlDocument;

/**
 * Gives the settings of the configuration file (framework property {@code vitrine.config}) to the bundles, and again whenever the
 * file changes. A file with anything wrong in it is told with line and reason and changes nothing; a headless runtime does not
 * start on one.
 */
@Component(
        service = {ConfigurationFile.class, ConfigService.class},
        immediate = true,
        property = Services.EXPORTED)
public final class ConfigurationFile implements ConfigService {
    private static final System.Logger LOG = System.getLogger(ConfigurationFile.class.getName());
    private static final String STANDARD_FILE = "/etc/vitrine/runtime.yaml";
    private static final String FROM_FILE = "vitrine.from.file";
    private static final long LOOK_EVERY_MILLIS = 500;

    private final BundleContext context;
    private final ConfigurationAdmin configurations;
    private final MetaTypeService metatypes;
    private final Path file;
    private final Thread watcher;
    private FileTime seen;

    @Activate
    public ConfigurationFile(
            BundleContext context, @Reference ConfigurationAdmin configurations, @Reference MetaTypeService metatypes) {
        this.context = context;
        this.configurations = configurations;
        this.metatypes = metatypes;
        String configured = context.getProperty("vitrine.config");
        file = Path.of(configured == null || configured.isEmpty() ? STANDARD_FILE : configured);
        seen = changed();
        boolean good = load();
        if (!good && Boolean.parseBoolean(context.getProperty("vitrine.headless"))) {
            Thread.ofPlatform().start(() -> System.exit(ExitCode.INVALID));
        }
        watcher = Thread.ofPlatform().name("configuration file").daemon().start(this::watch);
    }

    @Deactivate
    void stop() throws InterruptedException {
        watcher.interrupt();
        watcher.join();
    }

    @Override
    public String file() {
        return file.toString();
    }

    @Override
    public List<ConfigSection> sections() {
        return schema().describe(this::present);
    }

    @Override
    public List<String> check(String source, String text) {
        if (saysNothing(text)) {
            return List.of();
        }
        YamlDocument document = YamlDocument.parse(source, text);
        schema().read(document);
        return document.complaints().stream().map(YamlComplaint::toString).toList();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                FileTime now = changed();
                if (!now.equals(seen)) {
                    seen = now;
                    if (load()) {
                        LOG.log(Level.INFO, () -> "settings of " + file + " are in force");
                    } else {
                        LOG.log(Level.ERROR, () -> file + " is not used; the settings from before stay in force");
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0); // not there: everything has its standard value
        }
    }

    /** Whether the file was good. */
    private boolean load() {
        try {
            String text = text();
            if (saysNothing(text)) {
                apply(Map.of());
                return true;
            }
            YamlDocument document = YamlDocument.parse(file.toString(), text);
            Map<String, Dictionary<String, Object>> wanted = schema().read(document);
            if (document.complaints().isEmpty()) {
                apply(wanted);
                return true;
            }
            document.complaints().forEach(complaint -> LOG.log(Level.ERROR, complaint.toString()));
        } catch (MalformedInputException _) {
            LOG.log(Level.ERROR, () -> file + " is no UTF-8 text");
        } catch (IOException e) {
            LOG.log(Level.ERROR, () -> file + " cannot be read: " + e.getMessage());
        }
        return false;
    }

    private String text() throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            return "";
        }
    }

    /** A file of comments alone leaves everything as it is by itself. */
    private static boolean saysNothing(String text) {
        return text.lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
    }

    private ConfigSchema schema() {
        return new ConfigSchema(metatypes, context.getBundles());
    }

    private void apply(Map<String, Dictionary<String, Object>> wanted) throws IOException {
        for (Configuration old : fromFile()) {
            if (!wanted.containsKey(old.getPid())) {
                old.delete();
            }
        }
        for (var entry : wanted.entrySet()) {
            entry.getValue().put(FROM_FILE, true);
            configurations.getConfiguration(entry.getKey(), "?").updateIfDifferent(entry.getValue());
        }
    }

    private Optional<Dictionary<String, Object>> present(String pid) {
        try {
            return fromFile().stream()
                    .filter(configuration -> configuration.getPid().equals(pid))
                    .findFirst()
                    .map(Configuration::getProperties);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "settings cannot be read back", e);
            return Optional.empty();
        }
    }

    private List<Configuration> fromFile() throws IOException {
        try {
            Configuration[] found = configurations.listConfigurations("(" + FROM_FILE + "=true)");
            return found == null ? List.of() : new ArrayList<>(List.of(found));
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("a constant is a good filter", e);
        }
    }
}
