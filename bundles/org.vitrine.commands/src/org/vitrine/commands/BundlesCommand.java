/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.json.Json;
import org.vitrine.runtime.bundles.BundleAdminService;
import org.vitrine.runtime.bundles.BundleInfo;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "bundles",
        description = "Lists the bundles of the runtime with what keeps them from working, or changes one.")
public final class BundlesCommand implements org.vitrine.runtime.command.Command {
    @Option(
            names = {"-a", "--all"},
            description = "Also those of the platform below.")
    private boolean all;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @ArgGroup
    private Change change;

    /** At most one change. */
    static final class Change {
        @Option(names = "--start", paramLabel = "BUNDLE", description = "Starts it.")
        String start;

        @Option(names = "--stop", paramLabel = "BUNDLE", description = "Stops it; the rest goes on.")
        String stop;

        @Option(names = "--update", paramLabel = "BUNDLE", description = "Reads its file again; the rest goes on.")
        String update;

        @Option(
                names = "--install",
                paramLabel = "JAR",
                description = "Installs and starts a plug-in, or updates it. It stays over restarts.")
        String install;

        @Option(names = "--uninstall", paramLabel = "BUNDLE", description = "Removes a plug-in.")
        String uninstall;
    }

    private final BundleAdminService bundles;

    @Activate
    public BundlesCommand(@Reference BundleAdminService bundles) {
        this.bundles = bundles;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        if (change != null) {
            apply(context);
            return ExitCode.OK;
        }
        List<BundleInfo> listed =
                bundles.bundles().stream().filter(b -> all || b.own()).toList();
        if (json) {
            context.out().println(Json.pretty(listed));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("BUNDLE", "VERSION", "STATE", "SERVICES");
        for (BundleInfo bundle : listed) {
            table.add(
                    bundle.symbolicName(),
                    bundle.version(),
                    bundle.state().toString(),
                    String.join(" ", bundle.services()));
            bundle.problems().forEach(problem -> table.add("", "", "", "! " + problem));
        }
        table.print(context.out());
        return ExitCode.OK;
    }

    private void apply(CommandContext context) throws VitrineException {
        if (change.start != null) {
            bundles.start(change.start);
        } else if (change.stop != null) {
            bundles.stop(change.stop);
        } else if (change.update != null) {
            bundles.update(change.update);
        } else if (change.uninstall != null) {
            bundles.uninstall(change.uninstall);
        } else {
            context.out().println("installed: " + bundles.install(change.install, read(context, change.install)));
        }
    }

    private static byte[] read(CommandContext context, String file) throws VitrineException {
        try (InputStream stream = context.read(file)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new VitrineException(Reason.NOT_FOUND, e.getMessage(), "", e);
        }
    }
}
