/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.commands;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vitrine.common.VitrineException;
import org.vitrine.dataplane.Amounts;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.InventoryService;
import org.vitrine.runtime.command.CommandContext;
import org.vitrine.runtime.command.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Component(scope = ServiceScope.PROTOTYPE)
@Command(
        name = "limit",
        description = {
            "Limits how fast guests send and get, each vNIC for itself.",
            "A new limit replaces one of the same target, direction and unit.",
            "As in: vitrine limit web 20Mbit/s --from-guest"
        })
public final class LimitCommand implements org.vitrine.runtime.command.Command {
    @Parameters(index = "0", paramLabel = "TARGET", description = Targets.SCOPE)
    private String target;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RATE",
            description = "In bit/s, kbit/s, Mbit/s, Gbit/s, or in pkt/s, kpkt/s, Mpkt/s.")
    private String rate;

    @Option(
            names = "--burst",
            paramLabel = "AMOUNT",
            description =
                    "What may pass at once after a pause, in B, KiB, MiB or pkt (default: 10 ms of the rate, 32 KiB or"
                            + " 10 pkt at the least).")
    private String burst;

    @Option(names = "--from-guest", description = "Only what the guest sends; default: both directions.")
    private boolean fromGuest;

    @Option(names = "--to-guest", description = "Only what the guest gets; default: both directions.")
    private boolean toGuest;

    @Option(names = "--off", description = "Withdraws all limits of this target instead.")
    private boolean off;

    @Spec
    private CommandSpec spec;

    @Mixin
    private PlaneChange change;

    private final InventoryService inventory;
    private final DataPlaneService dataPlane;
    private final DataPlaneAdminService admin;

    @Activate
    public LimitCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        this.inventory = inventory;
        this.dataPlane = dataPlane;
        this.admin = admin;
    }

    @Override
    public int run(CommandContext context) throws VitrineException {
        Scope scope = Targets.scope(inventory.inventory(), target);
        Direction direction = PlaneChange.direction(fromGuest, toGuest);
        List<Declaration> present = PlaneChange.present(dataPlane).stream()
                .filter(each -> each.scope().equals(scope))
                .toList();
        if (off) {
            change.make(
                    context,
                    dataPlane,
                    admin,
                    List.of(),
                    present.stream()
                            .filter(each -> each instanceof Limit || each instanceof PacketLimit)
                            .toList());
        } else if (rate == null) {
            throw new ParameterException(spec.commandLine(), "give a rate, as in 20Mbit/s, or --off");
        } else if (rate.endsWith("pkt/s")) {
            PacketLimit limit = PlaneChange.typed(() -> packetLimit(scope, direction));
            change.make(
                    context,
                    dataPlane,
                    admin,
                    List.of(limit),
                    present.stream()
                            .filter(each -> each instanceof PacketLimit old && old.direction() == direction)
                            .toList());
        } else {
            Limit limit = PlaneChange.typed(() -> limit(scope, direction));
            change.make(
                    context,
                    dataPlane,
                    admin,
                    List.of(limit),
                    present.stream()
                            .filter(each -> each instanceof Limit old && old.direction() == direction)
                            .toList());
        }
        return ExitCode.OK;
    }

    private Limit limit(Scope scope, Direction direction) {
        long bitsPerSecond = Amounts.parseBitRate(rate);
        long bytes = burst == null ? Limit.defaultBurst(bitsPerSecond) : Amounts.parseBytes(burst);
        return new Limit(scope, direction, bitsPerSecond, bytes);
    }

    private PacketLimit packetLimit(Scope scope, Direction direction) {
        long packetsPerSecond = Amounts.parsePacketRate(rate);
        long packets = burst == null ? Math.clamp(packetsPerSecond / 100, 10, 1_000_000) : Amounts.parsePackets(burst);
        return new PacketLimit(scope, direction, packetsPerSecond, (int) Math.min(Integer.MAX_VALUE, packets));
    }
}
