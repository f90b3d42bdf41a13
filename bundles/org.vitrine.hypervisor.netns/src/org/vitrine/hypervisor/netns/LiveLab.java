/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.netns;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.Nic;
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

    /** What the inventory shows of a lab. */
    record View(List<Machine> machines, List<Network> networks) {
        private static final View NOTHING = new View(List.of(), List.of());
    }

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
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private Journal journal;
    private volatile LabStatus.State state = LabStatus.State.CHANGING;
    private volatile View view = View.NOTHING;

    /**
     * @param lab null when the description of a lab that was left behind cannot be read
     */
    LiveLab(Ids ids, Path folder, Journal journal, Lab lab) {
        this.ids = ids;
        this.folder = folder;
        this.journal = journal;
        this.lab = lab;
        programs = new Programs(folder, journal.id());
        if (lab != null) {
            lab.machines().forEach(machine -> slots.put(machine.name(), new Slot(machine)));
        }
    }

    /** What was last seen. Any thread. */
    View view() {
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
        view = View.NOTHING;
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
            Files.createDirectories(folder);
            Journal.writeDescription(folder, description);
            write(journal);
            make(progress);
        } catch (IOException e) {
            undo();
            throw new VitrineException(
                    Reason.FAILED,
                    "the state of lab " + journal.lab() + " cannot be written: " + e.getMessage(),
                    "",
                    e);
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
        steps.run("kernel parameters", names, this::setParameters);
        steps.run("bridges and vNICs", lab.places(), this::makePorts);
        makeCables();
        steps.run("addresses and routes", lab.machines(), machine -> configure(machine, machine.nics()));
        steps.run("programs", lab.machines(), machine -> slots.get(machine.name()).programs = programs.start(machine));

        write(journal.with(inodes(names)).with(Journal.Phase.UP));
        state = LabStatus.State.UP;
        observe();
    }

    private void setParameters(String netns) throws VitrineException {
        Optional<Member> machine = lab.machines().stream()
                .filter(candidate -> candidate.netns().equals(netns))
                .findFirst();
        Kernel.set(netns, machine.map(Script::parameters).orElse(Script.PLACE_PARAMETERS));
    }

    private void makePorts(Place place) throws VitrineException {
        List<String> lines = Script.bridges(lab, place);
        for (Member machine : lab.machines()) {
            for (Plug nic : machine.nics()) {
                if (nic.network().place().equals(Optional.of(place))) {
                    lines.add(Script.port(machine, nic));
                }
            }
        }
        Kernel.batch(place.netns(), lines);
    }

    private void makeCables() throws VitrineException {
        Set<Lab.Network> made = new HashSet<>();
        for (Member machine : lab.machines()) {
            for (Plug nic : machine.nics()) {
                if (nic.network().place().isEmpty() && made.add(nic.network())) {
                    Kernel.batch(machine.netns(), List.of(Script.cable(nic, lab.otherEnd(machine, nic))));
                }
            }
        }
    }

    /** Gives vNICs that are there what they need, and the machine its routes. */
    private static void configure(Member machine, List<Plug> nics) throws VitrineException {
        List<String> lines = new ArrayList<>(List.of("link set dev lo up"));
        nics.forEach(nic -> lines.addAll(Script.addresses(nic)));
        if (nics.stream().anyMatch(nic -> !nic.vlans().isEmpty())) {
            Kernel.batch(machine.netns(), lines);
            lines.clear();
            for (Plug nic : nics) {
                for (int id : nic.vlans().keySet()) {
                    Kernel.makeVlan(machine.netns(), nic, id);
                }
                lines.addAll(Script.vlanAddresses(nic));
            }
        }
        lines.addAll(Script.routes(machine));
        Kernel.batch(machine.netns(), lines);
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
        view = View.NOTHING;
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
        }
        try {
            deleteFolder();
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

    /** Deletes the folder of the lab, the journal last: until then a crash leaves all that is needed to go on. */
    private void deleteFolder() throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        for (String part : List.of("files", "logs")) {
            deleteTree(folder.resolve(part));
        }
        Journal.delete(folder);
        deleteTree(folder);
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * Takes over what an earlier runtime left.
     *
     * @return whether the lab is up; else all of it is removed
     */
    boolean recover() throws VitrineException {
        if (journal.phase() == Journal.Phase.UP && lab != null && !ours().isEmpty()) {
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
        boolean halfWay = journal.phase() != Journal.Phase.UP;
        Crew.runShielded(this::remove);
        LOG.log(
                Level.INFO,
                halfWay
                        ? "lab {0} was left half-way up or down and is removed"
                        : "lab {0} is gone from the kernel and is forgotten",
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
            plug(slot);
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

    /** Ends what runs in a machine and takes its vNICs away; of a cable, which has another end, only what is on it. */
    private void unplug(Slot slot) throws VitrineException {
        Member machine = slot.plan;
        Set<Long> inside =
                isThere(machine.netns()) ? Set.of(journal.namespaces().get(machine.netns())) : Set.of();
        Processes.end(inside, programs.mark(machine));
        slot.programs = List.of();
        Map<String, Link> links = links(machine.netns());
        List<String> lines = new ArrayList<>();
        for (Plug nic : machine.nics()) {
            Place place = nic.network().place().orElse(null);
            if (place != null && links(place.netns()).containsKey(nic.port())) {
                Kernel.batch(place.netns(), List.of("link del dev " + nic.port()));
            } else if (place == null && links.containsKey(nic.name())) {
                lines.add("addr flush dev " + nic.name());
                lines.add("link set dev " + nic.name() + " down");
            }
        }
        if (isThere(machine.netns())) {
            Kernel.batch(machine.netns(), lines);
        }
    }

    /** Makes what is missing of a machine. */
    private void plug(Slot slot) throws VitrineException {
        Member machine = slot.plan;
        if (!isThere(machine.netns())) {
            if (NetworkNamespace.exists(machine.netns())) {
                throw new VitrineException(
                        Reason.CONFLICT, "somebody else has made the network namespace " + machine.netns() + " anew");
            }
            write(journal.withNamespace(machine.netns(), 0));
            Kernel.batchOfNamespaces(programs.mark(), List.of("netns add " + machine.netns()));
            write(journal.withNamespace(machine.netns(), NetworkNamespace.inode(machine.netns())));
        }
        Kernel.set(machine.netns(), Script.parameters(machine));
        Map<String, Link> inside = links(machine.netns());
        for (Plug nic : machine.nics()) {
            if (inside.containsKey(nic.name())) {
                continue;
            }
            Place place = nic.network().place().orElse(null);
            if (place != null) {
                Kernel.batch(place.netns(), List.of(Script.port(machine, nic)));
            } else {
                Lab.End other = lab.otherEnd(machine, nic);
                Kernel.batch(machine.netns(), List.of(Script.cable(nic, other)));
                if (!isStopped(slots.get(other.machine().name()))) {
                    configure(other.machine(), List.of(other.nic()));
                }
            }
        }
        configure(machine, machine.nics());
    }

    // Looking

    /** Looks at the kernel and makes a new view if anything is different. Cheap: some ten microseconds for a machine. */
    void observe() {
        if (state != LabStatus.State.UP) {
            return;
        }
        recordEndedPrograms();
        Map<Place, Map<String, Link>> ports = new HashMap<>();
        lab.places().forEach(place -> ports.put(place, links(place.netns())));
        List<Machine> machines =
                slots.values().stream().map(slot -> observed(slot, ports)).toList();
        List<Network> networks = lab.networks().stream().map(this::network).toList();
        View fresh = new View(machines, networks);
        if (!fresh.equals(view)) {
            view = fresh;
        }
    }

    private Machine observed(Slot slot, Map<Place, Map<String, Link>> ports) {
        Member machine = slot.plan;
        MachineState now = state(slot);
        List<String> messages = new ArrayList<>();
        if (now == MachineState.FAILED) {
            messages.add("its network namespace " + machine.netns() + " was deleted");
        }
        machine.host()
                .filter(host -> !isThere(host.netns()))
                .ifPresent(host -> messages.add("the network namespace of its host " + host.name() + " was deleted"));
        boolean hasCable =
                machine.nics().stream().anyMatch(nic -> nic.network().place().isEmpty());
        Map<String, Link> inside = hasCable ? links(machine.netns()) : Map.of();
        List<Nic> nics = new ArrayList<>();
        for (Plug nic : machine.nics()) {
            Place place = nic.network().place().orElse(null);
            Link link =
                    place == null ? inside.get(nic.name()) : ports.get(place).get(nic.port());
            if (link == null && now == MachineState.RUNNING) {
                messages.add("its vNIC " + nic.name() + " was deleted");
            }
            nics.add(new Nic(
                    new NicId(ids.machine(lab, machine), nic.name()),
                    nic.mac(),
                    nic.allAddresses(),
                    Optional.ofNullable(link)
                            .filter(_ -> place != null)
                            .map(port -> new HostInterface(place.netns(), port.name(), port.index())),
                    Optional.of(ids.network(lab, nic.network())),
                    link != null && link.carrier()));
        }
        slot.programs.forEach(program -> fate(program).ifPresent(messages::add));
        return new Machine(
                ids.machine(lab, machine),
                ids.host(lab, machine.host()),
                machine.name(),
                lab.name(),
                machine.role(),
                now,
                "netns",
                String.join("; ", messages),
                nics,
                capabilities(now),
                Map.of("netns", machine.netns()));
    }

    private Network network(Lab.Network network) {
        NetworkId id = ids.network(lab, network);
        NetworkKind kind = network.place().isPresent() ? NetworkKind.BRIDGE : NetworkKind.CABLE;
        return new Network(id, ids.host(lab, network.place().filter(Place::host)), network.name(), lab.name(), kind);
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

    private static Set<MachineCapability> capabilities(MachineState state) {
        return switch (state) {
            case RUNNING -> Set.of(MachineCapability.STOP, MachineCapability.EXEC);
            case STOPPED, FAILED -> Set.of(MachineCapability.START);
            default -> Set.of();
        };
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

    private Map<String, Link> links(String netns) {
        try {
            return isThere(netns)
                    ? Link.list(netns).stream().collect(Collectors.toMap(Link::name, Function.identity()))
                    : Map.of();
        } catch (VitrineException e) {
            LOG.log(Level.DEBUG, "namespace {0} went away while it was looked at: {1}", netns, e.getMessage());
            return Map.of();
        }
    }

    private static Map<String, Long> inodes(List<String> names) {
        return names.stream().collect(Collectors.toMap(Function.identity(), NetworkNamespace::inode));
    }

    private void write(Journal next) throws VitrineException {
        try {
            next.write(folder);
            journal = next;
        } catch (IOException e) {
            throw new VitrineException(
                    Reason.FAILED, "the journal of lab " + next.lab() + " cannot be written: " + e.getMessage(), "", e);
        }
    }
}
