/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic.monitor;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.vitrine.common.IpAddress;
import org.vitrine.common.NicId;
import org.vitrine.packet.IpProtocol;
import org.vitrine.traffic.FlowQuery;
import org.vitrine.traffic.FlowWord;
import org.vitrine.traffic.Protocol;
import org.vitrine.traffic.Protocol.Layer;
import org.vitrine.traffic.ServiceNames;
import org.vitrine.traffic.TcpState;

/**
 * Words, made ready to be looked for in many flows on a pipeline's thread, which has packets to count: what a word means among protocols, ports and
 * states is found out once, and only words that could be part of an address make one be written, into the same buffer each time.
 */
final class FlowWords {
    private static final int PROTOCOLS = 256;
    private static final int PORTS = 1 << 16;
    private static final int LONGEST_END = 64;
    private static final Pattern PART_OF_AN_END = Pattern.compile("[0-9a-f.:\\[\\]]+");

    private final boolean isAny;
    /** Null for any. */
    private final AddressSet remotes;

    private final Word[] words;
    private final boolean[] isOfNic;
    private final byte[] end = new byte[LONGEST_END];
    private int endLength;

    /** What a word means, for the flows of any vNIC. Immutable. */
    static final class Word {
        private final Set<NicId> nics;
        private final boolean absent;
        private final BitSet protocols = new BitSet(PROTOCOLS);
        private final BitSet ports = new BitSet(PORTS);
        private final BitSet states = new BitSet();
        private final AddressSet remotes;
        /** Null for what is part of no address. */
        private final byte[] inEnd;

        Word(FlowWord word) {
            String text = word.text();
            absent = word.absent();
            nics = word.nics();
            remotes = new AddressSet(word.remotes());
            for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
                protocols.set(protocol, has(new Protocol(Layer.IP, protocol).displayName(), text));
            }
            for (int port = 1; port < PORTS; port++) {
                ports.set(port, ServiceNames.of(port).contains(text) || (":" + port).contains(text));
            }
            for (TcpState state : TcpState.values()) {
                states.set(state.ordinal(), has(state.name().replace('_', '-'), text));
            }
            inEnd = PART_OF_AN_END.matcher(text).matches() ? text.getBytes(StandardCharsets.US_ASCII) : null;
        }

        private static boolean has(String name, String text) {
            return name.toLowerCase(Locale.ROOT).contains(text);
        }
    }

    /**
     * @param query what is looked for
     * @param words its words
     * @param nic whose flows they are
     */
    FlowWords(FlowQuery query, List<Word> words, NicId nic) {
        isAny = query.remotes().isEmpty() && words.isEmpty();
        remotes = query.remotes().isEmpty() ? null : new AddressSet(query.remotes());
        this.words = words.toArray(Word[]::new);
        isOfNic = new boolean[this.words.length];
        for (int i = 0; i < isOfNic.length; i++) {
            isOfNic[i] = this.words[i].nics.contains(nic);
        }
    }

    /** What the words of a query mean; takes some milliseconds, so that it is not for a pipeline's thread. */
    static List<Word> of(FlowQuery query) {
        return query.words().stream().map(Word::new).toList();
    }

    /** Whether every flow matches. */
    boolean isAny() {
        return isAny;
    }

    boolean matches(FlowTable table, int flow) {
        if (remotes != null && !remotes.contains(table.remoteHigh(flow), table.remoteLow(flow))) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            if ((isOfNic[i] || has(table, flow, words[i])) == words[i].absent) {
                return false;
            }
        }
        return true;
    }

    private boolean has(FlowTable table, int flow, Word word) {
        long[] page = table.page(flow);
        int row = table.row(flow);
        long tuple = page[row + FlowTable.TUPLE];
        int protocol = FlowTable.protocol(tuple);
        int local = FlowTable.localPort(tuple);
        int remote = FlowTable.remotePort(tuple);
        return word.protocols.get(protocol)
                || word.ports.get(local)
                || word.ports.get(remote)
                || protocol == IpProtocol.TCP
                        && local + remote > 0
                        && word.states.get(TcpTracker.state(tuple).ordinal())
                || word.remotes.contains(table.remoteHigh(flow), table.remoteLow(flow))
                || word.inEnd != null
                        && (isIn(table, flow, true, local, word.inEnd) || isIn(table, flow, false, remote, word.inEnd));
    }

    // ---- ends, as they are written

    private boolean isIn(FlowTable table, int flow, boolean local, int port, byte[] text) {
        endLength = 0;
        if (table.isIpv4()) {
            writeIpv4((int) (local ? table.address(flow, 0) >>> 32 : table.address(flow, 0)));
        } else {
            if (port > 0) {
                put('[');
            }
            IpAddress address = local
                    ? new IpAddress(table.address(flow, 0), table.address(flow, 1))
                    : new IpAddress(table.address(flow, 2), table.address(flow, 3));
            String written = address.toString();
            for (int i = 0; i < written.length(); i++) {
                put(written.charAt(i));
            }
            if (port > 0) {
                put(']');
            }
        }
        if (port > 0) {
            put(':');
            putNumber(port);
        }
        return contains(text);
    }

    private void writeIpv4(int address) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            putNumber(address >>> shift & 0xff);
            if (shift > 0) {
                put('.');
            }
        }
    }

    private void put(char letter) {
        end[endLength++] = (byte) letter;
    }

    private void putNumber(int number) {
        if (number > 9) {
            putNumber(number / 10);
        }
        put((char) ('0' + number % 10));
    }

    private boolean contains(byte[] text) {
        for (int from = 0; from + text.length <= endLength; from++) {
            int at = 0;
            while (at < text.length && end[from + at] == text[at]) {
                at++;
            }
            if (at == text.length) {
                return true;
            }
        }
        return false;
    }
}
