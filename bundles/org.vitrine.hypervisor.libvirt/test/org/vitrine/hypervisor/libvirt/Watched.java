/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.vitrine.common.VitrineException;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.InventoryListener;

/** A connection and what it has told. */
final class Watched implements InventoryListener, AutoCloseable {
    private static final long LIMIT_SECONDS = 30;

    final HypervisorConnection connection;
    private List<Machine> machines = List.of();
    private List<Network> networks = List.of();
    private String lost = "";

    Watched(LibvirtProvider provider, String uri) throws VitrineException {
        connection = provider.connect(URI.create(uri), this);
    }

    @Override
    public synchronized void inventoryChanged(List<Machine> newMachines, List<Network> newNetworks) {
        machines = newMachines;
        networks = newNetworks;
        notifyAll();
    }

    @Override
    public synchronized void connectionLost(String reason) {
        lost = reason;
        notifyAll();
    }

    synchronized List<Network> networks() {
        return networks;
    }

    synchronized List<Machine> machines() {
        return machines;
    }

    synchronized String awaitLoss() throws InterruptedException {
        await(() -> !lost.isEmpty(), "the connection was not lost");
        return lost;
    }

    synchronized void awaitNo(String name) throws InterruptedException {
        await(() -> machines.stream().noneMatch(machine -> machine.name().equals(name)), name + " stays");
    }

    Machine await(String name) throws InterruptedException {
        return await(name, _ -> true);
    }

    synchronized Machine await(String name, Predicate<Machine> condition) throws InterruptedException {
        await(
                () -> machines.stream().anyMatch(machine -> machine.name().equals(name) && condition.test(machine)),
                name + " is not as it should be");
        return machines.stream()
                .filter(machine -> machine.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private interface Condition {
        boolean holds();
    }

    private synchronized void await(Condition condition, String otherwise) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.holds()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            assertTrue(left > 0, () -> otherwise + ": " + machines);
            wait(left);
        }
    }

    void change(String name, MachineChange change) throws Exception {
        connection.change(await(name).id(), change);
    }

    @Override
    public void close() {
        connection.close();
    }
}
