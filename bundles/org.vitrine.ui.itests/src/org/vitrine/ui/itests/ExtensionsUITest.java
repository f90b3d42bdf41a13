/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.ui.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;
import org.vitrine.runtime.command.Command;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.health.HealthCheck;
import org.vitrine.runtime.health.HealthItem;
import org.vitrine.testkit.Await;
import org.vitrine.testkit.Services;
import org.vitrine.testkit.Swap;
import org.vitrine.ui.FileOpener;
import org.vitrine.ui.Workbench;
import picocli.CommandLine;

/** A plug-in contributes by Eclipse extensions; what it contributes are services that come and go with it. */
class ExtensionsUITest {
    private static final String PLUG_IN = "org.example.contributed";
    private static final String CHECK = """
            <extension point="org.vitrine.runtime.healthchecks">
              <service class="%s" ranking="7"><property name="colour" value="%s"/></service>
            </extension>
            """;
    private static final String COMMAND = """
            <extension point="org.vitrine.runtime.commands"><service class="%s"/></extension>
            """.formatted(ContributedCommand.class.getName());

    private static final String OPENER = """
            <extension point="org.vitrine.ui.openers"><service class="%s"/></extension>
            """.formatted(ContributedOpener.class.getName());

    @TempDir
    Path folder;

    private final List<Bundle> installed = new ArrayList<>();

    @AfterEach
    void uninstall() throws Exception {
        for (Bundle bundle : installed) {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
        }
    }

    @Test
    void shouldOfferWhatAPlugInContributesAsLongAsItRuns() throws Exception {
        Bundle plugIn = install(check(ContributedCheck.class, "red"));
        plugIn.start();
        Await.until("it is offered", () -> checks("red").size() == 1);
        ServiceReference<HealthCheck> offered = checks("red").iterator().next();
        assertSame(plugIn, offered.getBundle(), "in the plug-in's name");
        assertEquals(7, offered.getProperty("service.ranking"));
        HealthCheck check = Services.CONTEXT.getService(offered);
        assertEquals("contributed", check.check().getFirst().name());
        assertSame(check, Services.CONTEXT.getService(offered), "one object for everybody");

        plugIn.stop();
        assertTrue(checks("red").isEmpty());
        plugIn.start();
        Await.until("it is offered again", () -> checks("red").size() == 1);

        plugIn.update(jar(check(ContributedCheck.class, "blue")));
        Await.until(
                "what the new one contributes is offered", () -> checks("blue").size() == 1);
        assertTrue(checks("red").isEmpty());

        plugIn.uninstall();
        assertTrue(checks("blue").isEmpty());
    }

    @Test
    void shouldMakeACommandForEachCall() throws Exception {
        install(COMMAND).start();
        Await.until("it is offered", () -> !commands().isEmpty());
        ServiceObjects<Command> calls =
                Services.CONTEXT.getServiceObjects(commands().iterator().next());
        Command first = calls.getService();
        Command second = calls.getService();
        assertNotSame(first, second);
        calls.ungetService(first);
        calls.ungetService(second);
    }

    @Test
    void shouldOpenFilesOfAContributedKind() throws Exception {
        Path file = Files.writeString(folder.resolve("greeting.contributed"), "hello");
        install(OPENER).start();
        Await.until(
                "it is offered",
                () -> Services.CONTEXT.getServiceReferences(FileOpener.class, null).stream()
                        .anyMatch(opener -> opener.getBundle().getSymbolicName().equals(PLUG_IN)));
        Window.run(() -> Window.workbench().open(file));
        assertEquals("opened", Files.readString(file));
    }

    @Test
    void shouldLeaveOutWhatIsWrongAndOfferTheRest() throws Exception {
        install(CHECK.formatted("no.such.Class", "missing")
                        + CHECK.formatted(ContributedCommand.class.getName(), "wrong")
                        + CHECK.formatted(ContributedCheck.class.getName(), "unranked")
                                .replace("ranking=\"7\"", "ranking=\"first\"")
                        + CHECK.formatted(ContributedCheck.class.getName(), "classless")
                                .replaceAll("class=\"[^\"]*\"", "")
                        + check(ContributedCheck.class, "right"))
                .start();
        Await.until("the right one is offered", () -> checks("right").size() == 1);
        assertEquals(0, checks("unranked").size());
        assertEquals(0, checks("classless").size());
        for (String colour : List.of("missing", "wrong")) {
            ServiceReference<HealthCheck> offered = checks(colour).iterator().next();
            assertEquals(null, Services.CONTEXT.getService(offered), colour);
        }
    }

    @Test
    void shouldBringWhatWasContributedBackWhenTheBridgeIsSwapped() throws Exception {
        install(check(ContributedCheck.class, "kept")).start();
        Await.until("it is offered", () -> checks("kept").size() == 1);
        Bundle bridge = Swap.bundle("org.vitrine.ui.extensions");
        bridge.stop();
        assertTrue(checks("kept").isEmpty());
        bridge.start();
        Swap.manyTimes(bridge.getSymbolicName(), () -> checks("kept").size() == 1);
        assertFalse(checks("kept").isEmpty());
    }

    /** Offered from a bundle of its own, not from here. */
    public static final class ContributedCheck implements HealthCheck {
        @Override
        public List<HealthItem> check() {
            return List.of(HealthItem.ok("test", "contributed", "by an extension"));
        }
    }

    /** Offered from a bundle of its own, not from here. */
    @CommandLine.Command(name = "contributed")
    public static final class ContributedCommand implements Command {
        @Override
        public int run(CommandContext context) {
            return 0;
        }
    }

    /** Offered from a bundle of its own, not from here. Leaves its trace in the file, for it shares no class with the test. */
    public static final class ContributedOpener implements FileOpener {
        @Override
        public String kind() {
            return "Contributed files";
        }

        @Override
        public List<String> extensions() {
            return List.of("contributed");
        }

        @Override
        public void open(Path file, Workbench workbench) {
            try {
                Files.writeString(file, "opened");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static String check(Class<?> type, String colour) {
        return CHECK.formatted(type.getName(), colour);
    }

    private static Collection<ServiceReference<HealthCheck>> checks(String colour) throws Exception {
        return Services.CONTEXT.getServiceReferences(HealthCheck.class, "(colour=" + colour + ")");
    }

    private static Collection<ServiceReference<Command>> commands() throws Exception {
        return Services.CONTEXT.getServiceReferences(Command.class, null).stream()
                .filter(command -> command.getBundle().getSymbolicName().equals(PLUG_IN))
                .toList();
    }

    private Bundle install(String extensions) throws Exception {
        Bundle bundle = Services.CONTEXT.installBundle(PLUG_IN, jar(extensions));
        installed.add(bundle);
        return bundle;
    }

    private static InputStream jar(String extensions) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes)) {
            write(jar, "META-INF/MANIFEST.MF", """
                    Manifest-Version: 1.0
                    Bundle-ManifestVersion: 2
                    Bundle-SymbolicName: %s;singleton:=true
                    Bundle-Version: 1.0.0
                    Import-Package: org.vitrine.runtime.command,org.vitrine.runtime.health,org.vitrine.ui,picocli
                    """.formatted(PLUG_IN).getBytes(StandardCharsets.UTF_8));
            write(jar, "plugin.xml", ("<plugin>" + extensions + "</plugin>").getBytes(StandardCharsets.UTF_8));
            for (Class<?> type : List.of(ContributedCheck.class, ContributedCommand.class, ContributedOpener.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                try (InputStream code = type.getResourceAsStream("/" + name)) {
                    write(jar, name, code.readAllBytes());
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static void write(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
