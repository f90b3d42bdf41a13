/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.acceptance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md, checked on the manifests and sources as they are. */
class ArchitectureTest {
    /** Bundles of plain Java that anybody may use. */
    private static final Set<String> LIBRARIES = Set.of(
            "org.vitrine.common",
            "org.vitrine.json",
            "org.vitrine.linux",
            "org.vitrine.packet",
            "org.vitrine.report",
            "org.vitrine.yaml");

    /** Libraries of views. */
    private static final Set<String> UI_LIBRARIES =
            Set.of("org.vitrine.ui.api", "org.vitrine.ui.chart", "org.vitrine.ui.graph", "org.vitrine.ui.widgets");

    private static final Pattern TOOLKIT = Pattern.compile("org\\.eclipse\\.(swt|jface|ui|draw2d|gef|swtchart)\\b");
    private static final Pattern CLAUSE = Pattern.compile("\\s*([\\w.]+)((?:;[^,\"]*(?:\"[^\"]*\")?[^,\"]*)*),?");

    private static final Map<String, Manifest> BUNDLES = new TreeMap<>();

    @BeforeAll
    static void readManifests() throws IOException {
        try (Stream<Path> folders = Files.list(Vitrine.CHECKOUT.resolve("bundles"))) {
            for (Path folder : folders.sorted().toList()) {
                Path file = folder.resolve("META-INF/MANIFEST.MF");
                if (Files.exists(file)) {
                    try (InputStream stream = Files.newInputStream(file)) {
                        BUNDLES.put(folder.getFileName().toString(), new Manifest(stream));
                    }
                }
            }
        }
        assertTrue(BUNDLES.size() > 10);
    }

    @Test
    void shouldExportFromContractsAndLibrariesOnly() {
        List<String> wrong = new ArrayList<>();
        BUNDLES.forEach((name, manifest) -> {
            boolean mayExport = name.endsWith(".api")
                    || name.endsWith(".testkit")
                    || LIBRARIES.contains(name)
                    || UI_LIBRARIES.contains(name);
            if (!mayExport && !header(manifest, "Export-Package").isEmpty()) {
                wrong.add(
                        name + " exports " + header(manifest, "Export-Package").keySet());
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldGiveEveryExportedPackageAVersionAndADescription() {
        List<String> wrong = new ArrayList<>();
        BUNDLES.forEach((name, manifest) -> header(manifest, "Export-Package").forEach((exported, attributes) -> {
            if (!attributes.contains("version=")) {
                wrong.add(name + ": " + exported + " has no version");
            }
            Path info = Vitrine.CHECKOUT.resolve(
                    "bundles/" + name + "/src/" + exported.replace('.', '/') + "/package-info.java");
            if (!Files.exists(info)) {
                wrong.add(name + ": " + exported + " has no package-info.java");
            }
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldImportOurPackagesFromContractsAndLibrariesOnly() {
        Map<String, String> exporters = new TreeMap<>();
        BUNDLES.forEach((name, manifest) ->
                header(manifest, "Export-Package").keySet().forEach(exported -> exporters.put(exported, name)));
        List<String> wrong = new ArrayList<>();
        BUNDLES.forEach((name, manifest) -> header(manifest, "Import-Package").forEach((imported, attributes) -> {
            if (imported.startsWith("org.vitrine.") && !exporters.containsKey(imported)) {
                wrong.add(name + " imports " + imported + ", which nobody exports");
            }
            if (imported.startsWith("org.vitrine.") && !attributes.contains("version=\"[")) {
                wrong.add(name + " imports " + imported + " without a range of versions");
            }
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldRequireBundlesOfThePlatformOnly() {
        List<String> wrong = new ArrayList<>();
        BUNDLES.forEach((name, manifest) -> header(manifest, "Require-Bundle").forEach((required, attributes) -> {
            if (!required.startsWith("org.eclipse.") || attributes.contains("reexport")) {
                wrong.add(name + " requires " + required);
            }
        }));
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldKeepTheToolkitInsideUserInterfaceBundles() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String name : BUNDLES.keySet()) {
            if (isUserInterface(name)) {
                continue;
            }
            Manifest manifest = BUNDLES.get(name);
            Set<String> needed =
                    new TreeSet<>(header(manifest, "Import-Package").keySet());
            needed.addAll(header(manifest, "Require-Bundle").keySet());
            needed.removeIf(each -> !TOOLKIT.matcher(each).lookingAt());
            needed.forEach(each -> wrong.add(name + " needs " + each));
            for (Path source : sources(name)) {
                if (TOOLKIT.matcher(Files.readString(source)).find()) {
                    wrong.add(source + " names the toolkit");
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldKeepNoStateInStaticFields() throws IOException {
        Pattern mutable = Pattern.compile(
                "^\\s+(?:(?:private|public|protected|volatile) )*static (?!final|class|record|interface|enum|<|void|abstract|sealed|\\{)[^(=]*(=|;)",
                Pattern.MULTILINE);
        List<String> wrong = new ArrayList<>();
        for (String name : BUNDLES.keySet()) {
            for (Path source : sources(name)) {
                Matcher found = mutable.matcher(Files.readString(source));
                if (found.find()) {
                    wrong.add(source.getFileName() + ": " + found.group().strip());
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldDescribeEveryPublicTypeOfAContract() throws IOException {
        Pattern type =
                Pattern.compile("(?m)^public (?:final |sealed |abstract )*(?:class|interface|record|enum) (\\w+)");
        List<String> wrong = new ArrayList<>();
        for (String name : BUNDLES.keySet()) {
            if (!name.endsWith(".api") && !LIBRARIES.contains(name)) {
                continue;
            }
            for (Path source : sources(name)) {
                String text = Files.readString(source);
                Matcher found = type.matcher(text);
                if (found.find()
                        && !text.substring(0, found.start())
                                .replaceAll("@\\w+(\\([^)]*\\))?\\s*", "")
                                .strip()
                                .endsWith("*/")) {
                    wrong.add(name + ": " + found.group(1));
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldKeepViewsOutOfTheExtensionRegistry() {
        List<String> wrong = new ArrayList<>();
        for (String name : BUNDLES.keySet()) {
            boolean contributes = Files.exists(Vitrine.CHECKOUT.resolve("bundles/" + name + "/plugin.xml"));
            if (contributes && !name.equals("org.vitrine.ui.shell") && !name.equals("org.vitrine.ui.extensions")) {
                wrong.add(name);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void shouldShipEveryBundleInAFeature() throws IOException {
        StringBuilder features = new StringBuilder();
        try (Stream<Path> files = Files.walk(Vitrine.CHECKOUT.resolve("features"))) {
            for (Path file : files.filter(f -> f.endsWith("feature.xml")).toList()) {
                features.append(Files.readString(file));
            }
        }
        List<String> wrong = BUNDLES.keySet().stream()
                .filter(name ->
                        !name.endsWith("itests") && !name.endsWith(".testkit") && name.startsWith("org.vitrine"))
                .filter(name -> !features.toString().contains("\"" + name + "\""))
                .toList();
        assertEquals(List.of(), wrong);
    }

    private static boolean isUserInterface(String name) {
        return name.startsWith("org.vitrine.ui.")
                || name.endsWith(".ui")
                || name.endsWith(".ui.itests")
                || !name.startsWith("org.vitrine");
    }

    private static List<Path> sources(String bundle) throws IOException {
        Path folder = Vitrine.CHECKOUT.resolve("bundles/" + bundle + "/src");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }

    /** The clauses of a header: names and what stands behind them. */
    private static Map<String, String> header(Manifest manifest, String name) {
        Map<String, String> clauses = new TreeMap<>();
        String value = manifest.getMainAttributes().getValue(name);
        Matcher clause = CLAUSE.matcher(value == null ? "" : value);
        while (clause.find()) {
            clauses.put(clause.group(1), clause.group(2));
        }
        return clauses;
    }
}
