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
import org.vitrine.dataplane.Amounts;
import org.vitrine.dataplane.DataPlaneAdminService;
import org.vitrine.dataplane.DataPlaneService;
import org.vitrine.dataplane.Declaration;
import org.vitrine.dataplane.Direction;
import org.vitrine.dataplane.Limit;
import org.vitrine.dataplane.PacketLimit;
import org.vitrine.dataplane.Scope;
import org.vitrine.hypervisor.Inventory;
import org.vitrine.hypervisor.InventoryService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Component(service = org.vitrine.runtime.command.Command.class, scope = ServiceScope.PROTOTYPE)
@Command(
        name = "limit",
        description = {
            "Limits how fast guests send and get, each vNIC for itself.",
            "A new limit replaces one of the same target, direction and unit.",
            "As in: vitrine limit web 20Mbit/s --from-guest"
        })
public final class LimitCommand extends DeclaringCommand {
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

    @Mixin
    private DirectionOptions directions;

    @Activate
    public LimitCommand(
            @Reference InventoryService inventory,
            @Reference DataPlaneService dataPlane,
            @Reference DataPlaneAdminService admin) {
        super(inventory, dataPlane, admin);
    }

    @Override
    List<Declaration> declared(Scope scope, Inventory machines) {
        if (rate == null) {
            throw misused("give a rate, as in 20Mbit/s, or --off");
        }
        Direction direction = directions.direction();
        return List.of(rate.endsWith("pkt/s") ? packetLimit(scope, direction) : limit(scope, direction));
    }

    @Override
    boolean isMine(Declaration present) {
        return present instanceof Limit || present instanceof PacketLimit;
    }

    @Override
    boolean givesWay(Declaration present, Declaration fresh) {
        return switch (fresh) {
            case Limit limit -> present instanceof Limit old && old.direction() == limit.direction();
            case PacketLimit limit -> present instanceof PacketLimit old && old.direction() == limit.direction();
            default -> false;
        };
    }

    private Limit limit(Scope scope, Direction direction) {
        long bitsPerSecond = Amounts.parseBitRate(rate);
        long bytes = burst == null ? Limit.defaultBurst(bitsPerSecond) : Amounts.parseBytes(burst);
        return new Limit(scope, direction, bitsPerSecond, bytes);
    }

    private PacketLimit packetLimit(Scope scope, Direction direction) {
        long packetsPerSecond = Amounts.parsePacketRate(rate);
        long packets = burst == null ? PacketLimit.defaultBurst(packetsPerSecond) : Amounts.parsePackets(burst);
        return new PacketLimit(scope, direction, packetsPerSecond, (int) Math.min(Integer.MAX_VALUE, packets));
    }
}
