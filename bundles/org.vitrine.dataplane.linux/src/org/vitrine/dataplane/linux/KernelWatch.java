/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.vitrine.common.Subscription;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.NetlinkMessages;
import org.vitrine.linux.NetlinkMessages.Message;
import org.vitrine.linux.NetlinkSocket;
import org.vitrine.linux.Poller;

/**
 * Hears from the kernel when somebody changes what may be ours: objects of our table, queues and their filters, our interfaces. What
 * we change ourselves is not told: it happens between {@link #pause} and {@link #resume}. What somebody else changes at that very
 * moment is found by the next comparison of the period.
 */
final class KernelWatch implements Subscription {
    private static final Logger LOG = System.getLogger(KernelWatch.class.getName());
    private static final int GROUP_NFTABLES = 7;
    private static final int GROUP_LINK = 1;
    private static final int GROUP_TC = 4;
    /** A socket keeps its namespace alive: it must not do so for long when the name is gone. */
    private static final int LOOK_MILLIS = 250;

    private final Runnable changed;
    private final Poller poller = new Poller();
    private final Thread thread =
            Thread.ofPlatform().name("kernel watch").daemon().unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();

    // guarded by the lock
    private final List<Ear> ears = new ArrayList<>();
    private int tokens;

    private volatile Set<String> wanted = Set.of();
    private volatile boolean stop;

    /** A socket in a namespace; {@code identity} tells it from a later one of the same name. */
    private record Ear(String netns, Object identity, boolean nftables, NetlinkSocket socket, int token) {}

    /** @param changed called on a thread of this, many times for many changes; must be quick */
    KernelWatch(Runnable changed) {
        this.changed = changed;
        thread.start();
    }

    /** Listens in these namespaces from now on, and in no others. */
    void follow(Set<String> namespaces) {
        wanted = Set.copyOf(namespaces);
        poller.wake();
    }

    /** What follows is ours, until {@link #resume}; on the same thread. */
    void pause() {
        lock.lock();
        hear(true);
    }

    void resume() {
        hear(false);
        lock.unlock();
    }

    private void run() {
        while (!stop) {
            lock.lock();
            try {
                hear(true);
                settle();
            } finally {
                lock.unlock();
            }
            poller.await(LOOK_MILLIS);
        }
    }

    /** Opens and closes, so that there are ears where they are wanted. */
    private void settle() {
        Set<String> names = wanted;
        for (Iterator<Ear> iterator = ears.iterator(); iterator.hasNext(); ) {
            Ear ear = iterator.next();
            if (!names.contains(ear.netns()) || !ear.identity().equals(identity(ear.netns()))) {
                poller.remove(ear.socket().descriptor());
                ear.socket().close();
                iterator.remove();
            }
        }
        for (String netns : names) {
            if (ears.stream().noneMatch(ear -> ear.netns().equals(netns)) && Netns.exists(netns)) {
                try {
                    Object identity = Netns.identity(netns);
                    add(netns, identity, true, NetlinkSocket.listen(netns, NetlinkSocket.NETFILTER, GROUP_NFTABLES));
                    add(netns, identity, false, NetlinkSocket.listen(netns, NetlinkSocket.ROUTE, GROUP_LINK, GROUP_TC));
                    changed.run(); // for what happened before
                } catch (VitrineException e) {
                    LOG.log(Level.WARNING, "changes of the kernel are found once a period only: " + e.explained());
                }
            }
        }
    }

    private void add(String netns, Object identity, boolean nftables, NetlinkSocket socket) {
        Ear ear = new Ear(netns, identity, nftables, socket, tokens++ & Integer.MAX_VALUE);
        ears.add(ear);
        poller.add(socket.descriptor(), ear.token());
    }

    private static Object identity(String netns) {
        try {
            return Netns.identity(netns);
        } catch (VitrineException _) {
            return "gone";
        }
    }

    private void hear(boolean tell) {
        boolean news = false;
        for (Ear ear : ears) {
            try {
                for (Optional<ByteBuffer> read = ear.socket().read();
                        read.isPresent();
                        read = ear.socket().read()) {
                    news |= isOurs(ear.nftables(), read.get());
                }
                news |= ear.socket().wasLost(); // nobody knows what was in it
            } catch (VitrineException e) {
                LOG.log(Level.WARNING, "the kernel is not heard any more in " + ear.netns() + ": " + e.getMessage());
            }
        }
        if (tell && news) {
            changed.run();
        }
    }

    // ---- what messages are about

    private static final int NFT_HEADER = 4;
    private static final int LINK_HEADER = 16;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_NEWGEN = 15;
    private static final int NFPROTO_NETDEV = 5;
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_NEWQDISC = 36;
    private static final int RTM_DELTFILTER = 45;
    /** The name of an object's table is the first attribute of every kind of object. */
    private static final int NFTA_TABLE = 1;

    private static final int IFLA_IFNAME = 3;

    /** Whether a message among these may be about what is ours; what is not understood is not. */
    static boolean isOurs(boolean nftables, ByteBuffer messages) {
        return NetlinkMessages.messages(messages).stream()
                .anyMatch(nftables ? KernelWatch::isOurTable : KernelWatch::isOurInterface);
    }

    private static boolean isOurTable(Message message) {
        return message.type() >> 8 == NFNL_SUBSYS_NFTABLES
                && (message.type() & 0xff) < NFT_MSG_NEWGEN
                && message.body().hasRemaining()
                && message.body().get(0) == NFPROTO_NETDEV
                && text(message.attributes(NFT_HEADER).get(NFTA_TABLE)).equals(TableImage.TABLE);
    }

    private static boolean isOurInterface(Message message) {
        return message.type() >= RTM_NEWQDISC && message.type() <= RTM_DELTFILTER
                || (message.type() == RTM_NEWLINK || message.type() == RTM_DELLINK)
                        && text(message.attributes(LINK_HEADER).get(IFLA_IFNAME))
                                .startsWith(VethPairs.PREFIX);
    }

    private static String text(ByteBuffer value) {
        return value == null ? "" : NetlinkMessages.text(value);
    }

    @Override
    public void close() {
        if (stop) {
            return;
        }
        stop = true;
        poller.wake();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException _) {
                interrupted = true; // it ends at once; its sockets must not be closed before
            }
        }
        lock.lock();
        try {
            ears.forEach(ear -> ear.socket().close());
            ears.clear(); // whoever pauses now hears nothing
        } finally {
            lock.unlock();
        }
        poller.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
