/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.hypervisor.libvirt;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.vitrine.common.IpPrefix;
import org.vitrine.common.MacAddress;
import org.vitrine.common.MachineId;
import org.vitrine.common.NetworkId;
import org.vitrine.common.NicId;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.hypervisor.ExecRequest;
import org.vitrine.hypervisor.ExecResult;
import org.vitrine.hypervisor.HostInterface;
import org.vitrine.hypervisor.Machine;
import org.vitrine.hypervisor.MachineCapability;
import org.vitrine.hypervisor.MachineChange;
import org.vitrine.hypervisor.MachineRole;
import org.vitrine.hypervisor.MachineSnapshot;
import org.vitrine.hypervisor.MachineState;
import org.vitrine.hypervisor.MachineStatistics;
import org.vitrine.hypervisor.Network;
import org.vitrine.hypervisor.NetworkKind;
import org.vitrine.hypervisor.Nic;
import org.vitrine.hypervisor.spi.HypervisorConnection;
import org.vitrine.hypervisor.spi.InventoryListener;
import org.w3c.dom.Element;

/**
 * One connection to one hypervisor.
 *
 * <p>A thread of its own keeps the inventory. libvirt's events name the machine that changed, and only that one is read again; what
 * has no event (a lease of DHCP, a link that somebody else set) is read in a slow round.
 */
final class LibvirtConnection implements HypervisorConnection, EventLoop.Listener {
    private static final System.Logger LOG = System.getLogger(LibvirtConnection.class.getName());

    /** For what has no event. */
    private static final long ROUND_MS = 10_000;
    /** For drivers that tell nothing. */
    private static final long ROUND_WITHOUT_EVENTS_MS = 1_000;

    private static final long JOIN_MS = 5_000;
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_MISSES = 3;

    private static final int FROM_LEASES = 0;
    private static final int FROM_AGENT = 1;
    private static final int BYTES_OF_INTERFACE = 32;
    private static final int BYTES_OF_ADDRESS = 24;
    private static final int AGENT_LIMIT_SECONDS = 2;

    private static final int SAVED = 1;

    /** A machine as it was last read, and where it is to be found. */
    record Known(Domain domain, Machine machine, Map<MachineCapability, String> hindrances) {}

    private final MemorySegment connection;
    private final EventLoop events;
    private final EventLoop.Registration registration;
    private final InventoryListener listener;
    private final Consumer<LibvirtConnection> whenClosed;
    private final Naming naming;
    private final HostSide hostSide;
    private final Thread thread;

    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private List<Network> networks = List.of(); // of the thread alone

    /** Guards the fields below. */
    private final Object monitor = new Object();

    private final Set<String> changed = new HashSet<>();
    private boolean networksChanged;
    private String lost;
    private boolean closed;

    private LibvirtConnection(
            MemorySegment connection,
            EventLoop events,
            URI uri,
            InventoryListener listener,
            Consumer<LibvirtConnection> whenClosed)
            throws VitrineException {
        this.connection = connection;
        this.events = events;
        this.listener = listener;
        this.whenClosed = whenClosed;
        naming = Naming.of(
                uri,
                Libvirt.CONNECT_HOSTNAME.text(connection),
                Libvirt.string(Libvirt.CONNECT_TYPE.address(connection)));
        hostSide = new HostSide(uri.getHost() == null);
        thread = Thread.ofPlatform().daemon().name("libvirt " + naming.group()).unstarted(this::run);
        registration = events.listen(connection, this);
    }

    /**
     * Connects and begins to tell the inventory.
     *
     * @param whenClosed hears when the connection is closed, by us or by the other side
     */
    static LibvirtConnection open(
            URI uri, EventLoop events, InventoryListener listener, Consumer<LibvirtConnection> whenClosed)
            throws VitrineException {
        MemorySegment connection = Libvirt.CONNECT_OPEN.address(withoutFragment(uri));
        try {
            LibvirtConnection opened = new LibvirtConnection(connection, events, uri, listener, whenClosed);
            Libvirt.CONNECT_KEEP_ALIVE.quietly(connection, KEEP_ALIVE_SECONDS, KEEP_ALIVE_MISSES);
            opened.thread.start();
            return opened;
        } catch (VitrineException e) {
            Libvirt.CONNECT_CLOSE.quietly(connection);
            throw e;
        }
    }

    /** The fragment is ours: it names the connection. */
    private static String withoutFragment(URI uri) {
        String text = uri.toString();
        int at = text.indexOf('#');
        return at < 0 ? text : text.substring(0, at);
    }

    // Events

    @Override
    public void domainChanged(String uuid) {
        synchronized (monitor) {
            changed.add(uuid);
            monitor.notifyAll();
        }
    }

    @Override
    public void networksChanged() {
        synchronized (monitor) {
            networksChanged = true;
            monitor.notifyAll();
        }
    }

    @Override
    public void connectionClosed() {
        lose("the other side closed the connection or answers no more");
    }

    private void lose(String reason) {
        synchronized (monitor) {
            lost = reason;
            monitor.notifyAll();
        }
    }

    // The inventory

    private void run() {
        try {
            onConnection(() -> {
                keep();
                return null;
            });
        } catch (VitrineException _) {
            return; // closed before it began
        }
        String reason;
        synchronized (monitor) {
            reason = closed ? null : lost;
        }
        if (reason != null) {
            listener.connectionLost(reason);
        }
    }

    private void keep() {
        try {
            readAll();
            tell();
            for (Set<String> next = awaitNews(); next != null; next = awaitNews()) {
                hostSide.refresh();
                if (next.isEmpty()) {
                    readAll();
                } else {
                    readNetworksIfChanged();
                    for (String uuid : next) {
                        read(uuid);
                    }
                }
                tell();
            }
        } catch (VitrineException e) {
            lose(e.explained());
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "looking at " + naming.group() + " failed", e);
            lose("its driver failed: " + e);
        }
    }

    /** Waits for what has changed: machines, or nothing in particular when it is time to look at all; null at the end. */
    private Set<String> awaitNews() {
        long round = registration.tellsChanges() ? ROUND_MS : ROUND_WITHOUT_EVENTS_MS;
        long end = System.nanoTime() + round * 1_000_000;
        synchronized (monitor) {
            for (long left = round; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                if (closed || lost != null) {
                    return null;
                }
                if (!changed.isEmpty()) {
                    Set<String> next = Set.copyOf(changed);
                    changed.clear();
                    return next;
                }
                if (networksChanged) {
                    return Set.of();
                }
                try {
                    monitor.wait(left);
                } catch (InterruptedException _) {
                    return null; // nobody but the end means this
                }
            }
            return Set.of();
        }
    }

    private void tell() {
        List<Network> seen = new ArrayList<>(networks);
        Map<NetworkId, Network> bridges = new LinkedHashMap<>();
        for (Known each : known.values()) {
            for (Domain.Port port : each.domain.ports()) {
                if (!port.managed() && !port.network().isEmpty()) {
                    Network bridge =
                            network(port.network(), port.openVswitch() ? NetworkKind.OPEN_VSWITCH : NetworkKind.BRIDGE);
                    bridges.putIfAbsent(bridge.id(), bridge);
                }
            }
        }
        bridges.values().stream()
                .filter(bridge -> seen.stream().noneMatch(n -> n.id().equals(bridge.id())))
                .forEach(seen::add);
        listener.inventoryChanged(known.values().stream().map(Known::machine).toList(), seen);
    }

    private Network network(String name, NetworkKind kind) {
        return new Network(naming.network(name), naming.hostId(), name, naming.group(), kind);
    }

    private void readAll() throws VitrineException {
        synchronized (monitor) {
            networksChanged = true;
        }
        readNetworksIfChanged();
        Set<String> there = new HashSet<>();
        for (Handle domain : Libvirt.CONNECT_ALL_DOMAINS.list(Libvirt.DOMAIN_FREE, connection, 0)) {
            try (domain) {
                String uuid = EventLoop.uuid(domain.address());
                there.add(uuid);
                read(uuid, domain);
            }
        }
        known.keySet().retainAll(there);
    }

    private void readNetworksIfChanged() throws VitrineException {
        synchronized (monitor) {
            if (!networksChanged) {
                return;
            }
            networksChanged = false;
        }
        List<Network> seen = new ArrayList<>();
        try {
            for (Handle each : Libvirt.CONNECT_ALL_NETWORKS.list(Libvirt.NETWORK_FREE, connection, 0)) {
                try (each) {
                    Element xml = Xml.read(Libvirt.NETWORK_XML.text(each, 0), "network");
                    boolean openVswitch =
                            Xml.attribute(xml, "virtualport", "type").equals("openvswitch");
                    seen.add(network(
                            Xml.text(xml, "name"), openVswitch ? NetworkKind.OPEN_VSWITCH : NetworkKind.BRIDGE));
                }
            }
        } catch (VitrineException e) {
            if (e.reason() != Reason.UNSUPPORTED) {
                throw e;
            }
        }
        networks = seen;
    }

    private void read(String uuid) throws VitrineException {
        try (Handle domain = domain(uuid)) {
            read(uuid, domain);
        } catch (VitrineException e) {
            if (e.reason() != Reason.NOT_FOUND) {
                throw e;
            }
            known.remove(uuid);
        }
    }

    private void read(String uuid, Handle domain) throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(JAVA_INT, 2);
            Libvirt.DOMAIN_STATE.number(domain, state, state.asSlice(4), 0);
            Domain described = Domain.read(Libvirt.DOMAIN_XML.text(domain, 0));
            known.put(uuid, known(domain, described, state(state.get(JAVA_INT, 0))));
        } catch (VitrineException e) {
            switch (e.reason()) {
                case NOT_FOUND -> known.remove(uuid); // gone since it was listed
                case INVALID -> LOG.log(Level.WARNING, "a machine is left out: {0}", e.getMessage());
                default -> throw e;
            }
        }
    }

    private Known known(Handle domain, Domain described, MachineState state) {
        MachineId id = naming.machine(described.name());
        Map<MacAddress, List<IpPrefix>> addresses =
                state == MachineState.RUNNING ? addresses(domain, described) : Map.of();
        List<Nic> nics = new ArrayList<>();
        for (Domain.Port port : described.ports()) {
            Optional<HostInterface> at = hostSide.find(port);
            nics.add(new Nic(
                    new NicId(id, port.name()),
                    port.mac(),
                    addresses.getOrDefault(port.mac(), List.of()),
                    at,
                    port.network().isEmpty() ? Optional.empty() : Optional.of(naming.network(port.network())),
                    at.isPresent() && port.linkUp()));
        }
        boolean saved = state == MachineState.STOPPED && hasSaved(domain);
        Map<MachineCapability, String> hindrances = Abilities.hindrances(naming.technology(), described, state);
        Set<MachineCapability> capabilities = new HashSet<>(List.of(MachineCapability.values()));
        capabilities.removeAll(hindrances.keySet());
        Machine machine = new Machine(
                id,
                naming.hostId(),
                described.name(),
                naming.group(),
                MachineRole.GUEST,
                state,
                naming.technology(),
                state == MachineState.FAILED
                        ? "its guest crashed"
                        : saved ? "its memory is saved: the next start goes on there" : "",
                nics,
                capabilities,
                Map.of("uuid", described.uuid()));
        return new Known(described, machine, hindrances);
    }

    private static boolean hasSaved(Handle domain) {
        try {
            return Libvirt.DOMAIN_HAS_SAVED.number(domain, 0) == SAVED;
        } catch (VitrineException _) {
            return false; // this driver saves nothing
        }
    }

    private static MachineState state(int number) {
        return switch (number) {
            case 3, 7 -> MachineState.PAUSED;
            case 4 -> MachineState.STOPPING;
            case 5 -> MachineState.STOPPED;
            case 6 -> MachineState.FAILED;
            default -> MachineState.RUNNING; // running, blocked, and what Xen says of one that has nothing to do
        };
    }

    /** The guest's addresses, from its agent or from the leases of libvirt's own DHCP servers. */
    private Map<MacAddress, List<IpPrefix>> addresses(Handle domain, Domain described) {
        boolean leases = described.ports().stream().anyMatch(Domain.Port::managed);
        if (!described.agent() && !leases) {
            return Map.of();
        }
        if (described.agent()) {
            Libvirt.DOMAIN_AGENT_LIMIT.quietly(domain, AGENT_LIMIT_SECONDS, 0);
        }
        Map<MacAddress, List<IpPrefix>> found = new LinkedHashMap<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(8, 8);
            int count = Libvirt.DOMAIN_ADDRESSES.number(domain, out, described.agent() ? FROM_AGENT : FROM_LEASES, 0);
            MemorySegment array = out.get(ADDRESS, 0).reinterpret(8L * count);
            for (int i = 0; i < count; i++) {
                MemorySegment each = array.getAtIndex(ADDRESS, i);
                read(each.reinterpret(BYTES_OF_INTERFACE), found);
                Libvirt.DOMAIN_INTERFACE_FREE.quietly(each);
            }
            Libvirt.FREE.quietly(array);
        } catch (VitrineException e) {
            LOG.log(Level.DEBUG, "addresses of {0}: {1}", described.name(), e.getMessage());
        }
        return found;
    }

    /** Of {@code struct virDomainInterface {char *name, *hwaddr; unsigned naddrs; virDomainIPAddress *addrs;}}. */
    private static void read(MemorySegment each, Map<MacAddress, List<IpPrefix>> found) {
        String mac = Libvirt.string(each.get(ADDRESS, 8));
        int count = each.get(JAVA_INT, 16);
        if (mac.isEmpty() || count == 0) {
            return;
        }
        MemorySegment addresses = each.get(ADDRESS, 24).reinterpret((long) BYTES_OF_ADDRESS * count);
        List<IpPrefix> prefixes = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                MemorySegment address = addresses.asSlice((long) BYTES_OF_ADDRESS * i, BYTES_OF_ADDRESS);
                prefixes.add(IpPrefix.parse(Libvirt.string(address.get(ADDRESS, 8)) + "/" + address.get(JAVA_INT, 16)));
            }
            found.put(MacAddress.parse(mac), prefixes);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.DEBUG, "an address that a guest tells is none: {0}", e.getMessage());
        }
    }

    // Acting

    private interface Action<T> {
        T on(Handle domain, Known known) throws VitrineException;
    }

    /** Acts on a machine, and reads it again afterwards: not every change has an event. */
    private <T> T act(MachineId id, MachineCapability needs, Action<T> action) throws VitrineException {
        Known target = known(id);
        T result = onConnection(() -> {
            try (Handle domain = domain(target.domain.uuid())) {
                if (needs != null) {
                    check(needs, target, stateNow(domain));
                }
                return action.on(domain, target);
            }
        });
        domainChanged(target.domain.uuid());
        return result;
    }

    /** With the state of this moment: that of the inventory may be of a moment ago. */
    private void check(MachineCapability needs, Known target, MachineState now) throws VitrineException {
        String reason =
                Abilities.hindrances(naming.technology(), target.domain, now).get(needs);
        if (reason != null) {
            throw new VitrineException(
                    Abilities.isOfState(reason) ? Reason.CONFLICT : Reason.UNSUPPORTED,
                    target.machine.name() + ": " + reason);
        }
    }

    private interface Call<T> {
        T run() throws VitrineException;
    }

    /** libvirt's object must not go while somebody calls with it. */
    private <T> T onConnection(Call<T> call) throws VitrineException {
        synchronized (monitor) {
            if (closed) {
                throw new VitrineException(Reason.UNAVAILABLE, naming.group() + " is no longer connected");
            }
            Libvirt.CONNECT_REF.number(connection);
        }
        try {
            return call.run();
        } finally {
            Libvirt.CONNECT_CLOSE.quietly(connection);
        }
    }

    private Handle domain(String uuid) throws VitrineException {
        return Libvirt.DOMAIN_BY_UUID.handle(Libvirt.DOMAIN_FREE, connection, uuid);
    }

    private Known known(MachineId id) throws VitrineException {
        return known.values().stream()
                .filter(each -> each.machine.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new VitrineException(Reason.NOT_FOUND, "there is no machine " + id));
    }

    @Override
    public void start(MachineId machine) throws VitrineException {
        act(machine, null, (domain, _) -> {
            switch (stateNow(domain)) {
                case RUNNING -> {
                    // as it should be
                }
                case PAUSED -> Libvirt.DOMAIN_RESUME.number(domain);
                default -> Libvirt.DOMAIN_START.number(domain);
            }
            return null;
        });
    }

    @Override
    public void stop(MachineId machine) throws VitrineException {
        act(machine, null, (domain, _) -> {
            if (stateNow(domain) != MachineState.STOPPED) {
                Libvirt.DOMAIN_DESTROY.number(domain);
            }
            return null;
        });
    }

    static MachineState stateNow(Handle domain) throws VitrineException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(JAVA_INT, 2);
            Libvirt.DOMAIN_STATE.number(domain, state, state.asSlice(4), 0);
            return state(state.get(JAVA_INT, 0));
        }
    }

    @Override
    public ExecResult exec(MachineId machine, ExecRequest request) throws VitrineException {
        return act(machine, MachineCapability.EXEC, (domain, _) -> Agent.exec(domain, request));
    }

    @Override
    public void change(MachineId machine, MachineChange change) throws VitrineException {
        act(machine, change.needs(), (domain, target) -> {
            new Changes(connection, naming.group(), domain, target.domain).make(change);
            return null;
        });
    }

    @Override
    public Map<MachineCapability, String> hindrances(MachineId machine) throws VitrineException {
        return known(machine).hindrances;
    }

    @Override
    public List<MachineStatistics> statistics(Set<MachineId> machines) throws VitrineException {
        List<Known> chosen = known.values().stream()
                .filter(each -> machines.isEmpty() || machines.contains(each.machine.id()))
                .filter(each -> !each.hindrances.containsKey(MachineCapability.STATISTICS))
                .toList();
        return onConnection(() -> Statistics.of(this::domain, chosen));
    }

    @Override
    public List<MachineSnapshot> snapshots(MachineId machine) throws VitrineException {
        return act(machine, null, (domain, _) -> Snapshots.list(domain));
    }

    @Override
    public void define(String description) throws VitrineException {
        onConnection(() -> {
            Libvirt.DOMAIN_DEFINE
                    .handle(Libvirt.DOMAIN_FREE, connection, description)
                    .close();
            return null;
        });
    }

    @Override
    public void close() {
        synchronized (monitor) {
            if (closed) {
                return;
            }
            closed = true;
            monitor.notifyAll();
        }
        if (Thread.currentThread() != thread) {
            try {
                thread.join(JOIN_MS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
        events.forget(connection, registration);
        Libvirt.CONNECT_CLOSE.quietly(connection);
        whenClosed.accept(this);
    }
}
