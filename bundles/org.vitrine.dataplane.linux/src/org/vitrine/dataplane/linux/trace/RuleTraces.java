/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux.trace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vitrine.common.VitrineException;
import org.vitrine.linux.NetlinkMessages;
import org.vitrine.linux.NetlinkMessages.Message;
import org.vitrine.linux.NetlinkSocket;
import org.vitrine.linux.Poller;

/**
 * Hears which rules dropped packets that are marked to be traced ({@code meta nftrace set 1}), in some network namespaces: the
 * messages of {@code nft monitor trace}, with the handles that it does not print.
 */
final class RuleTraces implements AutoCloseable {
    private static final int GROUP_NFTRACE = 9;
    private static final int NFT_MSG_TRACE = 10 << 8 | 17;
    private static final int FAMILY_HEADER = 4;
    private static final int TABLE = 1;
    private static final int CHAIN = 2;
    private static final int HANDLE = 3;
    private static final int TYPE = 4;
    private static final int VERDICT = 5;
    private static final int ID = 6;
    private static final int INPUT = 10;
    private static final int OUTPUT = 12;
    private static final int POLICY = 16;
    private static final int VERDICT_CODE = 1;
    private static final int TYPE_POLICY = 1;
    private static final int TYPE_RULE = 3;
    private static final int NF_DROP = 0;

    private final Poller poller = new Poller();
    private final List<String> namespaces = new ArrayList<>();
    private final List<NetlinkSocket> sockets = new ArrayList<>();
    private final Decoder decoder = new Decoder();
    private final Map<Dropped, Integer> drops = new LinkedHashMap<>();
    private final Thread thread =
            Thread.ofPlatform().name("rule traces").daemon().unstarted(this::run);
    private volatile boolean stop;
    private volatile boolean incomplete;

    /**
     * A rule, or the policy of a chain, that drops.
     *
     * @param family as nft calls it
     * @param handle of the rule; 0 for the chain's policy
     * @param input index of the interface where the packet came in, 0 if there is none
     * @param output index of the interface where it was to leave, 0 if there is none
     */
    record Dropped(String netns, String family, String table, String chain, long handle, int input, int output) {}

    /** @throws VitrineException as {@link NetlinkSocket#listen} */
    RuleTraces(Iterable<String> netns) throws VitrineException {
        try {
            for (String name : netns) {
                NetlinkSocket socket = NetlinkSocket.listen(name, NetlinkSocket.NETFILTER, GROUP_NFTRACE);
                poller.add(socket.descriptor(), sockets.size());
                sockets.add(socket);
                namespaces.add(name);
            }
        } catch (VitrineException e) {
            release();
            throw e;
        }
        thread.start();
    }

    private void run() {
        while (!stop) {
            int ready = poller.await(-1);
            for (int i = 0; i < ready; i++) {
                readAll(poller.token(i));
            }
        }
        for (int i = 0; i < sockets.size(); i++) {
            readAll(i);
        }
    }

    private void readAll(int index) {
        NetlinkSocket socket = sockets.get(index);
        try {
            for (Optional<ByteBuffer> read = socket.read(); read.isPresent(); read = socket.read()) {
                for (Dropped dropped : decoder.drops(namespaces.get(index), read.get())) {
                    drops.merge(dropped, 1, Integer::sum);
                }
            }
            incomplete |= socket.wasLost();
        } catch (VitrineException _) {
            incomplete = true;
        }
    }

    /** Understands messages; of each packet the first one in a chain tells its interfaces, for all that follow there. */
    static final class Decoder {
        /** Of so many packets in chains the interfaces are remembered. */
        private static final int MOST = 4096;

        private final Map<List<Object>, int[]> interfaces = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<List<Object>, int[]> eldest) {
                return size() > MOST;
            }
        };

        /** What the messages of one reading say was dropped; what is not understood is passed over. */
        List<Dropped> drops(String netns, ByteBuffer messages) {
            List<Dropped> drops = new ArrayList<>();
            for (Message message : NetlinkMessages.messages(messages)) {
                if (message.type() == NFT_MSG_TRACE && message.body().limit() >= FAMILY_HEADER) {
                    dropped(netns, message.body().get(0), message.attributes(FAMILY_HEADER))
                            .ifPresent(drops::add);
                }
            }
            return drops;
        }

        private Optional<Dropped> dropped(String netns, int family, Map<Integer, ByteBuffer> values) {
            String table = text(values.get(TABLE));
            String chain = text(values.get(CHAIN));
            List<Object> key = List.of(netns, number(values.get(ID)), family, table, chain);
            int input = (int) Math.max(0, number(values.get(INPUT)));
            int output = (int) Math.max(0, number(values.get(OUTPUT)));
            if (input != 0 || output != 0) {
                interfaces.put(key, new int[] {input, output});
            }
            int[] known = interfaces.getOrDefault(key, new int[2]);
            long type = number(values.get(TYPE));
            long code = -1;
            if (type == TYPE_RULE && values.containsKey(VERDICT)) {
                code = number(NetlinkMessages.attributes(values.get(VERDICT)).get(VERDICT_CODE));
            } else if (type == TYPE_POLICY) {
                code = number(values.get(POLICY));
            }
            // above the verdict there may be an error number; negative ones are nft's own
            return code < 0 || (code & 0xff) != NF_DROP || (code & 0x8000_0000L) != 0
                    ? Optional.empty()
                    : Optional.of(new Dropped(
                            netns,
                            familyName(family),
                            table,
                            chain,
                            type == TYPE_RULE ? number(values.get(HANDLE)) : 0,
                            known[0],
                            known[1]));
        }
    }

    private static String familyName(int family) {
        return switch (family) {
            case 1 -> "inet";
            case 2 -> "ip";
            case 3 -> "arp";
            case 5 -> "netdev";
            case 7 -> "bridge";
            case 10 -> "ip6";
            default -> "family " + family;
        };
    }

    /** Numbers of nftables are big-endian; -1 where there is none. */
    private static long number(ByteBuffer value) {
        if (value == null) {
            return -1;
        }
        ByteBuffer network = value.duplicate().order(ByteOrder.BIG_ENDIAN);
        return switch (network.limit()) {
            case 4 -> network.getInt(0) & 0xffff_ffffL;
            case 8 -> network.getLong(0);
            default -> -1;
        };
    }

    private static String text(ByteBuffer value) {
        return value == null ? "?" : NetlinkMessages.text(value);
    }

    /** Ends listening and gives what was dropped, with how often. */
    Map<Dropped, Integer> end() {
        close();
        return drops;
    }

    /** Whether the kernel had more to tell than it could keep. */
    boolean isIncomplete() {
        return incomplete;
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
        release();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        poller.close();
        sockets.forEach(NetlinkSocket::close);
    }
}
