/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.dataplane.linux;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.vitrine.common.IpAddress;
import org.vitrine.dataplane.linux.TableImage.AddressSet;
import org.vitrine.dataplane.linux.TableImage.Chain;

/**
 * The commands for {@code nft -f} that lead from one image of the table to another in one transaction. Sets that stay are changed
 * element by element, so that the counters of all other filters go on.
 */
final class TableScript {
    private static final String TABLE = " netdev " + TableImage.TABLE;
    private static final String NOTE = "written by Vitrine, which puts it right again: use vitrine rules";

    private final StringBuilder text = new StringBuilder();
    private boolean structural;

    private TableScript() {}

    /**
     * @param present whether the table is there now
     * @param anew whether to throw it away first
     */
    static TableScript between(boolean present, boolean anew, TableImage now, TableImage wanted) {
        TableScript script = new TableScript();
        if (present && (anew || wanted.isEmpty())) {
            script.line("delete table" + TABLE);
        }
        if (!wanted.isEmpty()) {
            boolean fresh = anew || !present;
            if (fresh) {
                script.line("add table" + TABLE + " { comment \"" + NOTE + "\"; }");
            }
            script.change(fresh ? TableImage.EMPTY : now, wanted);
        }
        return script;
    }

    boolean isEmpty() {
        return text.isEmpty();
    }

    /** Whether more than elements of sets change. */
    boolean isStructural() {
        return structural;
    }

    String text() {
        return text.toString();
    }

    private void change(TableImage now, TableImage wanted) {
        Set<String> outdated = new HashSet<>();
        now.chains().forEach((name, chain) -> {
            if (!chain.equals(wanted.chains().get(name))) {
                outdated.add(name);
            }
        });
        outdated.forEach(name -> line("flush chain" + TABLE + ' ' + name));
        outdated.forEach(name -> line("delete chain" + TABLE + ' ' + name));
        now.counters().stream()
                .filter(name -> !wanted.counters().contains(name))
                .forEach(name -> line("delete counter" + TABLE + ' ' + name));
        wanted.counters().stream()
                .filter(name -> !now.counters().contains(name))
                .forEach(name -> line("add counter" + TABLE + ' ' + name));
        now.sets().forEach((name, set) -> {
            if (!isKept(set, wanted.sets().get(name))) {
                line("delete set" + TABLE + ' ' + name);
            }
        });
        wanted.sets().forEach((name, set) -> {
            AddressSet before = now.sets().get(name);
            if (!isKept(before, set)) {
                line("add set" + TABLE + ' ' + name + " { type " + set.type() + "; counter; }");
                before = new AddressSet(set.ipv4(), Set.of());
            }
            elements("delete", name, before.addresses(), set.addresses());
            elements("add", name, set.addresses(), before.addresses());
        });
        wanted.chains().forEach((name, chain) -> {
            if (!chain.equals(now.chains().get(name))) {
                add(name, chain);
            }
        });
    }

    private static boolean isKept(AddressSet now, AddressSet wanted) {
        return now != null && wanted != null && now.ipv4() == wanted.ipv4();
    }

    private void add(String name, Chain chain) {
        line("add chain" + TABLE + ' ' + name + " { type filter hook " + chain.hook() + " device \"" + chain.device()
                + "\" priority 0; policy accept; }");
        chain.rules().forEach(rule -> line("add rule" + TABLE + ' ' + name + ' ' + rule));
    }

    private void elements(String verb, String set, Set<IpAddress> all, Set<IpAddress> except) {
        boolean first = true;
        for (IpAddress address : all) {
            if (!except.contains(address)) {
                text.append(first ? verb + " element" + TABLE + ' ' + set + " { " : ", ")
                        .append(address);
                first = false;
            }
        }
        if (!first) {
            text.append(" }\n");
        }
    }

    private void line(String command) {
        structural = true;
        text.append(command).append('\n');
    }

    /** How the elements of two images differ, as a phrase. */
    static String difference(Map<String, AddressSet> now, Map<String, AddressSet> wanted) {
        long gone = missing(now, wanted);
        long added = missing(wanted, now);
        return gone == 0 && added == 0
                ? ""
                : gone + " filtered addresses were gone and " + added + " were there that nobody declared";
    }

    private static long missing(Map<String, AddressSet> in, Map<String, AddressSet> of) {
        long count = 0;
        for (Map.Entry<String, AddressSet> entry : of.entrySet()) {
            AddressSet other = in.get(entry.getKey());
            for (IpAddress address : entry.getValue().addresses()) {
                count += other == null || !other.addresses().contains(address) ? 1 : 0;
            }
        }
        return count;
    }
}
