/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.lab.LabProgress;
import org.vitrine.hypervisor.lab.LabStatus;
import org.vitrine.hypervisor.netns.Lab.Member;
import org.vitrine.hypervisor.netns.Lab.Place;
import org.vitrine.hypervisor.netns.Lab.Plug;
import org.vitrine.linux.Link;
import org.vitrine.linux.NetworkNamespace;

/**
 * A lab in the kernel. All methods but {@link #view} and {@link #status} need the lab's turn (see {@link Labs}), so one thread at a
 * time is here.
 */
final class LiveLab {
    private static final System.Logger LOG = System.getLogger(LiveLab.class.getName());

    /** A batch of namespaces: short enough that progress is seen and a cancellation heard. */
    private static final int CHUNK = 20;

    /** A machine and what goes on in it. */
    private static final class Slot {
        private final Member plan;
        private List<Programs.Running> programs = List.of();
        /** Set while it is started or stopped. */
        private MachineState passing;

        private Slot(Member plan) {
            this.plan = plan;
        }
    }

    private final Ids ids;
    private final Path folder;
    private final Lab lab;
    private final Programs programs;
    private final Wiring wiring;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private volatile Journal journal;
    private volatile LabStatus.State state = LabStatus.State.CHANGING;
    private volatile LabView view = LabView.NOTHING;

    /**
     * @param lab null when the description of a lab that was left behind cannot be read
     */
    LiveLab(Ids ids, Path folder, Journal journal, Lab lab) {
        this.ids = ids;
        this.folder = folder;
        this.journal = journal;
        this.lab = lab;
        programs = new Programs(folder, journal.id());
        wiring = new Wiring(lab, this::isThere);
        if (lab != null) {
            lab.machines().forEach(machine -> slots.put(machine.name(), new Slot(machine)));
        }
    }

    /** What was last seen. Any thread. */
    LabView view() {
        return view;
    }

    /** Any thread. */
    LabStatus status() {
        return new LabStatus(
                journal.lab(), lab == null ? journal.lab() : lab.title(), journal.source(), state, slots.size());
    }

    Optional<Lab> lab() {
        return Optional.ofNullable(lab);
    }

    void broken() {
        state = LabStatus.State.BROKEN;
        view = LabView.NOTHING;
    }

    // Up and down

    /** Makes everything; when this throws, nothing of it is left, or the lab is broken. */
    void up(String description, Consumer<LabProgress> progress) throws VitrineException {
        List<String> taken =
                lab.namespaces().stream().filter(NetworkNamespace::exists).toList();
        if (!taken.isEmpty()) {
            throw new VitrineException(
                    Reason.CONFLICT,
                    "these network namespaces are there already and are not of this runtime: "
                            + String.join(", ", taken),
                    "Remove them with ip netns del, or give the lab another name.");
        }
        try {
            save(() -> {
                Files.createDirectories(folder);
                Journal.writeDescription(folder, description);
            });
            write(journal);
            make(progress);
        } catch (VitrineException | RuntimeException e) {
            undo();
            throw e;
        }
    }

    private void make(Consumer<LabProgress> progress) throws VitrineException {
        List<String> names = lab.namespaces();
        int total = names.size() * 2 + lab.places().size() + 2 * slots.size();
        Steps steps = new Steps(total, progress);

        for (int from = 0; from < names.size(); from += CHUNK) {
            List<String> chunk = names.subList(from, Math.min(names.size(), from + CHUNK));
            steps.begin("network namespaces");
            Kernel.batchOfNamespaces(programs.mark(), Kernel.each("netns add", chunk));
            steps.done(chunk.size());
        }
        steps.run("kernel parameters", names, wiring::prepare);
        steps.run("bridges and vNICs", lab.places(), wiring::makePlace);
        wiring.makeCables();
        steps.run("addresses and routes", lab.machines(), machine -> wiring.configure(machine, machine.nics()));
        steps.run("programs", lab.machines(), machine -> slots.get(machine.name()).programs = programs.start(machine));

        write(journal.with(inodes(names)).with(Journal.Phase.UP));
        state = LabStatus.State.UP;
        observe();
    }

    private void undo() {
        try {
            Crew.runShielded(this::remove);
        } catch (VitrineException | RuntimeException e) {
            LOG.log(Level.ERROR, "what was made of lab " + journal.lab() + " cannot be removed", e);
            broken();
        }
    }

    /** Removes everything that the journal names, and then the journal. */
    void down(Consumer<LabProgress> progress) throws VitrineException {
        state = LabStatus.State.CHANGING;
        view = LabView.NOTHING;
        progress.accept(new LabProgress(0, 1, "removing " + journal.namespaces().size() + " network namespaces"));
        try {
            Crew.runShielded(this::remove);
        } catch (VitrineException | RuntimeException e) {
            broken();
            throw e;
        }
        progress.accept(new LabProgress(1, 1, "removed"));
    }

    private void remove() throws VitrineException {
        if (Journal.exists(folder)) {
            write(journal.with(Journal.Phase.REMOVING));
            Map<String, Long> ours = ours();
            Processes.end(Set.copyOf(ours.values()), programs.mark());
            Kernel.batchOfNamespaces(programs.mark(), Kernel.each("netns del", List.copyOf(ours().keySet())));
            for (String netns : journal.namespaces().keySet()) {
                if (!NetworkNamespace.exists(netns)) {
                    OvsPlace.erase(netns);
                }
            }
        }
        try {
            Journal.erase(folder);
        } catch (IOException e) {
            throw new VitrineException(Reason.FAILED, "cannot delete " + folder + ": " + e.getMessage(), "", e);
        }
    }

    /** Those namespaces of the journal that are there and are not somebody else's who took the name since. */
    private Map<String, Long> ours() {
        Map<String, Long> ours = new TreeMap<>();
        journal.namespaces().forEach((name, made) -> {
            long inode = NetworkNamespace.inode(name);
            if (NetworkNamespace.exists(name) && (made == 0 || made == inode)) {
                ours.put(name, inode);
            }
        });
        return ours;
    }

    /**
     * Takes over what an earlier runtime left.
     *
     * @return whether anything of it is still there: it is up or broken; else all of it is removed
     */
    boolean recover() throws VitrineException {
        boolean wasUp = journal.phase() == Journal.Phase.UP;
        if (wasUp && !ours().isEmpty()) {
            if (lab == null) {
                broken(); // what runs in it may matter to somebody: not removed unasked
                return true;
            }
            Map<String, ProcessHandle> running = programs.findRunning();
            for (Slot slot : slots.values()) {
                if (isStopped(slot)) {
                    unplug(slot); // it may have been half-way
                } else {
                    slot.programs = Programs.adopt(slot.plan, running);
                }
            }
            state = LabStatus.State.UP;
            observe();
            LOG.log(
                    Level.INFO,
                    "lab {0} is taken over as it was left, with {1} running programs",
                    journal.lab(),
                    running.size());
            return true;
        }
        Crew.runShielded(this::remove);
        LOG.log(
                Level.INFO,
                wasUp
                        ? "lab {0} is gone from the kernel and is forgotten"
                        : "lab {0} was left half-way up or down and is removed",
                journal.lab());
        return false;
    }

    // Single machines

    void start(String name, Runnable changed) throws VitrineException {
        Slot slot = slots.get(name);
        if (state(slot) == MachineState.RUNNING) {
            return;
        }
        Place host = slot.plan.host().orElse(null);
        if (host != null && !isThere(host.netns())) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the network namespace of host " + host.name() + " is gone",
                    "Take the lab down and up again.");
        }
        pass(slot, MachineState.STARTING, changed);
        try {
            write(journal.withStopped(name, true)); // what a crash leaves is then unplugged
            unplug(slot);
            if (!isThere(slot.plan.netns())) {
                makeNamespaceAgain(slot.plan.netns());
            }
            wiring.plug(slot.plan, machine -> isStopped(slots.get(machine.name())));
            Map<String, Integer> ended = new HashMap<>(journal.ended());
            ended.keySet().removeIf(key -> key.startsWith(name + "/"));
            write(journal.withEnded(ended));
            slot.programs = programs.start(slot.plan);
            write(journal.withStopped(name, false));
        } catch (VitrineException | RuntimeException e) {
            Crew.runShielded(() -> unplug(slot));
            throw e;
        } finally {
            slot.passing = null;
            observe();
        }
    }

    void stop(String name, Runnable changed) throws VitrineException {
        Slot slot = slots.get(name);
        if (isStopped(slot)) {
            return;
        }
        pass(slot, MachineState.STOPPING, changed);
        try {
            Crew.runShielded(() -> {
                write(journal.withStopped(name, true));
                unplug(slot);
            });
        } finally {
            slot.passing = null;
            observe();
        }
    }

    private void pass(Slot slot, MachineState through, Runnable changed) {
        slot.passing = through;
        observe();
        changed.run();
    }

    /** Ends what runs in a machine and takes its vNICs away. */
    private void unplug(Slot slot) throws VitrineException {
        Member machine = slot.plan;
        Set<Long> inside =
                isThere(machine.netns()) ? Set.of(journal.namespaces().get(machine.netns())) : Set.of();
        Processes.end(inside, programs.mark(machine));
        slot.programs = List.of();
        wiring.unplug(machine);
    }

    private void makeNamespaceAgain(String netns) throws VitrineException {
        if (NetworkNamespace.exists(netns)) {
            throw new VitrineException(
                    Reason.CONFLICT, "somebody else has made the network namespace " + netns + " anew");
        }
        write(journal.withNamespace(netns, 0));
        Kernel.batchOfNamespaces(programs.mark(), List.of("netns add " + netns));
        write(journal.withNamespace(netns, NetworkNamespace.inode(netns)));
    }

    // Looking

    /** Looks at the kernel. Cheap: some ten microseconds for a machine. */
    void observe() {
        if (state != LabStatus.State.UP || Thread.currentThread().isInterrupted()) {
            return; // a thread that is cancelled cannot look; the watcher will
        }
        recordEndedPrograms();
        Map<Place, Map<String, Link>> ports = new HashMap<>();
        lab.places().forEach(place -> ports.put(place, wiring.links(place.netns())));
        List<Machine> machines =
                slots.values().stream().map(slot -> observed(slot, ports)).toList();
        view = new LabView(machines, LabView.networks(ids, lab));
    }

    private Machine observed(Slot slot, Map<Place, Map<String, Link>> ports) {
        Member machine = slot.plan;
        MachineState now = state(slot);
        boolean hasCable =
                machine.nics().stream().anyMatch(nic -> nic.network().place().isEmpty());
        Map<String, Link> inside = hasCable ? wiring.links(machine.netns()) : Map.of();
        Map<Plug, Link> links = new HashMap<>();
        for (Plug nic : machine.nics()) {
            Place place = nic.network().place().orElse(null);
            links.put(
                    nic,
                    place == null ? inside.get(nic.name()) : ports.get(place).get(nic.port()));
        }
        return LabView.machine(ids, lab, machine, now, links, messages(slot, now, links));
    }

    private String messages(Slot slot, MachineState now, Map<Plug, Link> links) {
        List<String> messages = new ArrayList<>();
        if (now == MachineState.FAILED) {
            messages.add("its network namespace " + slot.plan.netns() + " was deleted");
        }
        slot.plan
                .host()
                .filter(host -> !isThere(host.netns()))
                .ifPresent(host -> messages.add("the network namespace of its host " + host.name() + " was deleted"));
        if (now == MachineState.RUNNING) {
            slot.plan.nics().stream()
                    .filter(nic -> links.get(nic) == null)
                    .forEach(nic -> messages.add("its vNIC " + nic.name() + " was deleted"));
        }
        slot.programs.forEach(program -> fate(program).ifPresent(messages::add));
        return String.join("; ", messages);
    }

    private MachineState state(Slot slot) {
        if (slot.passing != null) {
            return slot.passing;
        }
        if (isStopped(slot)) {
            return MachineState.STOPPED;
        }
        return isThere(slot.plan.netns()) ? MachineState.RUNNING : MachineState.FAILED;
    }

    private Optional<String> fate(Programs.Running program) {
        Integer status = journal.ended().get(program.key());
        if (program.isAlive() && status == null || status != null && status == 0) {
            return Optional.empty();
        }
        String what = status == null ? " is no longer running" : " ended with status " + status;
        return Optional.of("\"" + program.line() + "\"" + what + " (see " + programs.log(program.key()) + ")");
    }

    private void recordEndedPrograms() {
        Map<String, Integer> ended = new HashMap<>(journal.ended());
        for (Slot slot : slots.values()) {
            slot.programs.forEach(
                    program -> program.status().ifPresent(status -> ended.putIfAbsent(program.key(), status)));
        }
        if (!ended.equals(journal.ended())) {
            try {
                write(journal.withEnded(ended));
            } catch (VitrineException e) {
                LOG.log(Level.WARNING, "how a program ended cannot be kept: " + e.getMessage());
            }
        }
    }

    void trimLogs() {
        try {
            programs.trimLogs();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a log of lab {0} cannot be shortened: {1}", journal.lab(), e.getMessage());
        }
    }

    private boolean isStopped(Slot slot) {
        return journal.stopped().contains(slot.plan.name());
    }

    /** Whether a namespace is there and is the one that we made. */
    private boolean isThere(String netns) {
        long made = journal.namespaces().getOrDefault(netns, 0L);
        return made != 0 && NetworkNamespace.inode(netns) == made;
    }

    private static Map<String, Long> inodes(List<String> names) {
        return names.stream().collect(Collectors.toMap(Function.identity(), NetworkNamespace::inode));
    }

    private void write(Journal next) throws VitrineException {
        save(() -> next.write(folder));
        journal = next;
    }

    private interface Saving {
        void run() throws IOException;
    }

    private void save(Saving saving) throws VitrineException {
        try {
            saving.run();
        } catch (ClosedByInterruptException _) {
            throw new VitrineException(Reason.CANCELLED, "the work on lab " + journal.lab() + " was cancelled");
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED,
                    "the state of lab " + journal.lab() + " cannot be written: " + e.getMessage(),
                    "",
                    e);
        }
    }
}
