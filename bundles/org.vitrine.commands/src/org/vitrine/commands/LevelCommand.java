/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.capture.CaptureAdminService;
import org.vitrine.capture.CaptureLevel;
import org.vitrine.capture.CaptureService;
import org.vitrine.capture.PipelineStatus;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.json.Json;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "level",
        description = {
            "Shows how closely vNICs are watched, or changes it at once.",
            "counters: only the kernel's counters are read; sampled: one frame in so many, scaled up; full: every frame;",
            "default: what the settings say (capture.pipeline: level, sampling)."
        })
public final class LevelCommand implements org.vitrine.runtime.command.Command {
    private static final String DEFAULT = "default";

    @Parameters(index = "0", arity = "0..1", paramLabel = "LEVEL", description = "counters, sampled, full or default.")
    private String level;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "MACHINE[:NIC]",
            description = "vNICs, or all vNICs of machines; without any, every vNIC that is watched.")
    private String[] targets = {};

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final InventoryService inventory;
    private final CaptureService captures;
    private final CaptureAdminService admin;

    @Activate
    public LevelCommand(
            @Reference InventoryService inventory,
            @Reference CaptureService captures,
            @Reference CaptureAdminService admin) {
        this.inventory = inventory;
        this.captures = captures;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Inventory now = inventory.inventory();
        if (level != null) {
            admin.level(nics(now), wanted());
            return ExitCode.OK;
        }
        List<PipelineStatus> all = captures.pipelines();
        if (json) {
            context.out().println(Json.pretty(all));
            return ExitCode.OK;
        }
        TextTable table = new TextTable("NIC", "LEVEL", "STATE", "READ BY", "PACKETS", "READ", "");
        for (PipelineStatus status : all) {
            table.add(
                    Targets.name(now, status.nic()),
                    word(status.level()) + (status.sampling() == 1 ? "" : ", 1 in " + status.sampling()),
                    status.state().toString(),
                    status.backend(),
                    String.valueOf(status.packets()),
                    String.valueOf(status.statistics().received()),
                    status.message());
        }
        table.print(context.out());
        return ExitCode.OK;
    }

    private static String word(CaptureLevel level) {
        return level.toString().toLowerCase(Locale.ROOT);
    }

    private Optional<CaptureLevel> wanted() throws VitrineException {
        if (level.equals(DEFAULT)) {
            return Optional.empty();
        }
        for (CaptureLevel known : CaptureLevel.values()) {
            if (word(known).equals(level)) {
                return Optional.of(known);
            }
        }
        throw new VitrineException(
                Reason.INVALID, "\"" + level + "\" is not a level", "There are counters, sampled, full and default.");
    }

    /** Those that are named, as far as they are guests', or all. */
    private Set<NicId> nics(Inventory now) throws VitrineException {
        Set<NicId> watched =
                captures.pipelines().stream().map(PipelineStatus::nic).collect(Collectors.toSet());
        return targets.length == 0 ? watched : new HashSet<>(Targets.nics(now, targets));
    }
}
