/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.vitrine.common.IpAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.ui.Selected;
import org.vitrine.ui.Selection;
import org.vitrine.ui.SelectionAction.Offer;

class ActionsTest {
    private final Machine web = Sample.machine("demo", "web", MachineState.RUNNING, "10.0.0.10/24", "fd00::10/64");
    private final Machine app = Sample.machine("demo", "app", MachineState.RUNNING, "10.0.0.11/24");
    private final Machine db = Sample.machine("demo", "db", MachineState.STOPPED);
    private final Machine recorded = Sample.machine("tape", "cam", MachineState.RUNNING, Set.of());

    @Test
    void shouldOfferWhatCanBeDoneToThoseItCanBeDoneTo() {
        assertEquals(Optional.empty(), PowerAction.offer(StopAction.KIND, List.of()));
        assertEquals(
                Optional.of(new Offer("Stop web", "player-stop")),
                PowerAction.offer(StopAction.KIND, List.of(web, db)));
        assertEquals(
                Optional.of(new Offer("Stop 2 machines", "player-stop")),
                PowerAction.offer(StopAction.KIND, List.of(web, app)));
        assertEquals(
                Optional.of(new Offer("Start db", "player-play")),
                PowerAction.offer(StartAction.KIND, List.of(web, db)));
    }

    @Test
    void shouldSayWhyItCannotBeDone() {
        assertEquals(
                Optional.of(new Offer("Start web", "player-play", "Already on.")),
                PowerAction.offer(StartAction.KIND, List.of(web)));
        assertEquals(
                Optional.of(new Offer("Stop cam", "player-stop", "Nobody can stop this machine from here.")),
                PowerAction.offer(StopAction.KIND, List.of(recorded)));
    }

    @Test
    void shouldNotOfferWhatOnlySomeDriversCanDoWhereItCannotBeDone() {
        assertEquals(Optional.empty(), PowerAction.offer(SuspendAction.KIND, List.of(recorded)));
        assertEquals(Optional.empty(), PowerAction.offer(ResumeAction.KIND, List.of(web)));
    }

    @Test
    void shouldSayWhatIsWrongWithTheNameOfASnapshot() {
        assertNull(SnapshotDialog.complaint("before the upgrade", Set.of("after")));
        assertEquals("A snapshot needs a name.", SnapshotDialog.complaint(" ", Set.of()));
        assertEquals("There is a snapshot after already.", SnapshotDialog.complaint("after ", Set.of("after")));
        assertEquals("A name has no slash and no control characters.", SnapshotDialog.complaint("a/b", Set.of()));
    }

    @Test
    void shouldGoOnWithTheOthersWhenOneFails() {
        List<MachineId> stopped = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        VitrineException failure = assertThrows(
                VitrineException.class,
                () -> PowerAction.turn(
                        StopAction.KIND,
                        List.of(web, app),
                        id -> {
                            if (id.equals(web.id())) {
                                throw new VitrineException(Reason.FAILED, "it hangs", "Wait.");
                            }
                            stopped.add(id);
                        },
                        (done, total, step) -> steps.add(done + "/" + total + " " + step)));
        assertEquals("1 of 2 are not stopped:\nweb: it hangs. Wait.", failure.getMessage());
        assertEquals(List.of(app.id()), stopped);
        assertEquals(List.of("0/2 web", "1/2 app"), steps);
    }

    @Test
    void shouldHandOnTheOnlyFailureAsItIsAndEndWhenCancelled() {
        VitrineException hangs = new VitrineException(Reason.FAILED, "it hangs");
        assertSame(hangs, assertThrows(VitrineException.class, () -> turn(List.of(web), hangs)));
        VitrineException cancelled = new VitrineException(Reason.CANCELLED, "stopping was cancelled");
        assertSame(cancelled, assertThrows(VitrineException.class, () -> turn(List.of(web, app), cancelled)));
    }

    private static void turn(List<Machine> machines, VitrineException failure) throws VitrineException {
        PowerAction.turn(
                StopAction.KIND,
                machines,
                _ -> {
                    throw failure;
                },
                (_, _, _) -> {});
    }

    @Test
    void shouldCopyTheAddressesOfMachinesVnicsAndRemoteHosts() {
        var inventory = Sample.inventory(web, app);
        NicId nic = new NicId(web.id(), "eth0");
        assertEquals(
                List.of(IpAddress.parse("10.0.0.10"), IpAddress.parse("fd00::10")),
                CopyAddressAction.addresses(
                        Selection.of(new Selected.OfMachine(web.id()), new Selected.OfNic(nic)), inventory));
        assertEquals(
                List.of(IpAddress.parse("192.0.2.1")),
                CopyAddressAction.addresses(
                        Selection.of(new Selected.OfRemote(nic, IpAddress.parse("192.0.2.1"))), inventory));
    }
}
