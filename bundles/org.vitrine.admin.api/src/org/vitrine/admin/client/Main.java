/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.admin.client;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vitrine.admin.protocol.AdminKey;
import org.vitrine.admin.protocol.AdminKeyFile;
import org.vitrine.admin.protocol.AdminV1;
import org.vitrine.common.IpAddress;
import org.vitrine.common.VitrineException;
import org.vitrine.common.VitrineException.Reason;
import org.vitrine.runtime.command.ExitCode;

/** The client as a program of its own, for scripts and for network namespaces where no runtime is: {@code java -cp ...}. */
public final class Main {
    private static final String USAGE = """
            usage: status ADDRESS | filter ADDRESS REMOTE | unfilter ADDRESS REMOTE
              with --key also: protocols ADDRESS | ports ADDRESS | rules ADDRESS | resources ADDRESS
                | limit ADDRESS RATE [DIRECTION] | unlimit ADDRESS RATE-UNIT [DIRECTION]
              ADDRESS          the guest's IPv4 or IPv6 address
              REMOTE           the address with which the guest shall talk no more, or again; IPv6 with --key only
              RATE             such as 20000000bit/s or 1000pkt/s
              RATE-UNIT        bit/s or pkt/s
              DIRECTION        both (as if nothing is said), from-guest or to-guest
              --key FILE       asks by protocol version 2, with the newest key of this file
              --port N         UDP port of the server (555)
              --json           print JSON
              --copies N       copies of a request in a burst (3)
              --spacing MS     milliseconds between two copies (5)
              --give-up MS     milliseconds after which no answer is waited for (3000)
            """;

    private final List<String> words = new ArrayList<>();
    private int port = AdminV1.PORT;
    private boolean json;
    private AdminKey key;
    private int copies = Retransmission.DEFAULT.copies();
    private Duration spacing = Retransmission.DEFAULT.spacing();
    private Duration giveUp = Retransmission.DEFAULT.giveUp();

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Main main = new Main();
        try {
            main.read(arguments);
            return main.key == null ? main.ask(out) : main.askWithKey(out);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            err.print(USAGE);
            return ExitCode.USAGE;
        } catch (VitrineException e) {
            err.println(e.explained());
            return ExitCode.of(e.reason());
        }
    }

    private void read(String[] arguments) throws VitrineException {
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--json" -> json = true;
                case "--key" -> key = key(arguments, ++i);
                case "--port" -> port = number(arguments, ++i, 1, 65_535);
                case "--copies" -> copies = number(arguments, ++i, 1, 100);
                case "--spacing" -> spacing = Duration.ofMillis(number(arguments, ++i, 0, 60_000));
                case "--give-up" -> giveUp = Duration.ofMillis(number(arguments, ++i, 1, 3_600_000));
                default -> {
                    if (arguments[i].startsWith("-")) {
                        throw new IllegalArgumentException("there is no option " + arguments[i]);
                    }
                    words.add(arguments[i]);
                }
            }
        }
    }

    private static int number(String[] arguments, int i, int low, int high) {
        String option = arguments[i - 1];
        try {
            int value = Integer.parseInt(arguments[i]);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            // the same complaint as below
        }
        throw new IllegalArgumentException(option + " needs a number from " + low + " to " + high);
    }

    private static AdminKey key(String[] arguments, int i) throws VitrineException {
        if (i >= arguments.length) {
            throw new IllegalArgumentException("--key needs a file");
        }
        List<AdminKey> keys = AdminKeyFile.read(Path.of(arguments[i]));
        if (keys.isEmpty()) {
            throw new VitrineException(
                    Reason.NOT_FOUND,
                    "there is no key in " + arguments[i],
                    "Copy a line of the host's key file into it; vitrine admin-key list says where that is.");
        }
        return keys.getLast();
    }

    private int askWithKey(PrintStream out) throws VitrineException {
        try (AdminV2Client client = new AdminV2Client(port, retransmission(), key)) {
            out.print(new V2Words(client, json).run(words));
            out.flush();
        }
        return ExitCode.OK;
    }

    private Retransmission retransmission() {
        Retransmission usual = Retransmission.DEFAULT;
        return new Retransmission(copies, spacing, usual.pause(), usual.longestPause(), giveUp);
    }

    private int ask(PrintStream out) throws VitrineException {
        String verb = words.isEmpty() ? "" : words.getFirst();
        boolean status = verb.equals("status");
        if (!status && !verb.equals("filter") && !verb.equals("unfilter")) {
            throw new IllegalArgumentException("say status, filter or unfilter");
        }
        if (words.size() != (status ? 2 : 3)) {
            throw new IllegalArgumentException(verb + " needs " + (status ? "one address" : "two addresses"));
        }
        IpAddress guest = IpAddress.parse(words.get(1));
        try (AdminClient client = new AdminClient(port, retransmission())) {
            if (status) {
                print(guest, client.status(guest), out);
            } else {
                IpAddress remote = IpAddress.parse(words.get(2));
                boolean filter = verb.equals("filter");
                if (filter) {
                    client.filter(guest, remote);
                } else {
                    client.unfilter(guest, remote);
                }
                out.println(
                        json
                                ? "{\"guest\":\"" + guest + "\",\"remote\":\"" + remote + "\",\"filtered\":" + filter
                                        + "}"
                                : remote + (filter ? " is filtered at " : " passes again at ") + guest);
            }
        }
        return ExitCode.OK;
    }

    private void print(IpAddress guest, List<HostRates> hosts, PrintStream out) {
        StringBuilder text = new StringBuilder();
        if (json) {
            text.append("{\"guest\":\"").append(guest).append("\",\"hosts\":[");
            for (HostRates host : hosts) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ",");
                text.append("{\"address\":\"").append(host.address());
                text.append("\",\"txKibPerSecond\":").append(host.tx());
                text.append(",\"rxKibPerSecond\":").append(host.rx()).append('}');
            }
            text.append("]}\n");
        } else {
            row(text, "REMOTE", "TX KiB/s", "RX KiB/s");
            hosts.forEach(h -> row(text, h.address().toString(), rate(h.tx()), rate(h.rx())));
        }
        out.print(text);
        out.flush();
    }

    private static String rate(int value) {
        return value == AdminV1.MAX_RATE ? ">=" + value : Integer.toString(value);
    }

    private static void row(StringBuilder text, String remote, String tx, String rx) {
        text.append(remote).repeat(' ', Math.max(1, 17 - remote.length()));
        text.repeat(' ', Math.max(0, 9 - tx.length())).append(tx);
        text.repeat(' ', Math.max(1, 11 - rx.length())).append(rx).append('\n');
    }
}
