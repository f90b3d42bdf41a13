/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.vitrine.packet.pcap.PcapReader;

/** Captures of what Debian's own programs say to one another in three namespaces in a row, for root only. */
public final class LiveCaptures {
    /** What is captured, and by which filter. */
    private static final Map<String, String> FILTERS = new LinkedHashMap<>();

    static {
        FILTERS.put("arp", "arp");
        FILTERS.put("ping", "icmp and ip[6:2] & 0x3fff = 0 and ip[0] = 0x45");
        FILTERS.put("ping-options", "icmp and ip[0] > 0x45");
        FILTERS.put("ping-fragments", "ip[6:2] & 0x3fff != 0");
        FILTERS.put("icmp-errors", "icmp[0] = 3 or icmp[0] = 11");
        FILTERS.put("ping6", "icmp6 and ip6[40] >= 128 and ip6[40] <= 129");
        FILTERS.put("ping6-fragments", "ip6[6] = 44");
        FILTERS.put("icmp6-errors", "icmp6 and ip6[40] < 128");
        FILTERS.put("neighbors", "icmp6 and ip6[40] >= 135");
        FILTERS.put("routers", "icmp6 and ip6[40] >= 133 and ip6[40] <= 134");
        FILTERS.put("multicast-listeners", "ip6[6] = 0");
        FILTERS.put("dns", "udp port 53");
        FILTERS.put("dns-tcp", "tcp port 53");
        FILTERS.put("dhcp", "udp port 67");
        FILTERS.put("dhcpv6", "udp port 547");
        FILTERS.put("http", "tcp port 80");
        FILTERS.put("tls", "tcp port 443");
        FILTERS.put("iperf-tcp", "tcp port 5201 and ip");
        FILTERS.put("iperf-tcp6", "tcp port 5201 and ip6");
        FILTERS.put("iperf-udp", "udp port 5201");
        FILTERS.put("iperf-lossy", "tcp port 5202");
        FILTERS.put("vxlan", "udp port 4789");
        FILTERS.put("spanning-tree", "stp");
        FILTERS.put("everything-cut", "");
    }

    private static final int CUT = 130;
    private static final int PCAP_HEADER = 24;
    private static final String LEFT = "vitrine-pk-a";
    private static final String MIDDLE = "vitrine-pk-b";
    private static final String RIGHT = "vitrine-pk-c";
    private static final List<String> NAMESPACES = List.of(LEFT, MIDDLE, RIGHT);

    private final Path folder;
    private final List<Process> servers = new ArrayList<>();

    private LiveCaptures(Path folder) {
        this.folder = folder;
    }

    /**
     * Makes the captures.
     *
     * @param folder empty, and the place for all that the programs write
     * @return the files, by what is in them
     */
    public static Map<String, Path> make(Path folder) throws Exception {
        LiveCaptures captures = new LiveCaptures(folder);
        try {
            captures.build();
            return captures.capture();
        } finally {
            captures.tearDown();
        }
    }

    private void build() throws Exception {
        tearDown();
        for (String namespace : NAMESPACES) {
            run("ip netns add " + namespace);
            run("ip -n " + namespace + " link set lo up");
        }
        run("ip -n " + LEFT
                + " link add left address 52:54:00:00:00:0a type veth peer name middle address 52:54:00:00:00:0b netns "
                + MIDDLE);
        run("ip -n " + MIDDLE + " link add east mtu 1300 type veth peer name right mtu 1300 netns " + RIGHT);
        address(MIDDLE, "middle", 99, 2);
        address(MIDDLE, "east", 98, 1);
        address(RIGHT, "right", 98, 2);
        in(MIDDLE, "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
        bridge();
        for (String link : List.of("middle", "east", "leaf", "tree")) {
            run("ip -n " + MIDDLE + " link set " + link + " up");
        }
        run("ip -n " + RIGHT + " link set right up");
        route(RIGHT, 99, 98, 1);
        tunnel(LEFT, "left", 1, 2);
        tunnel(MIDDLE, "middle", 2, 1);
        // checksums as they are on a wire, and no packets that no wire takes
        // else seconds pass before DHCPv6 can begin and a router is asked again
        in(LEFT, "cd /proc/sys/net/ipv6/conf/left; echo 0 > accept_dad; echo 1 > router_solicitation_interval");
        in(LEFT, "ethtool -K left tx off tso off gso off gro off");
        in(MIDDLE, "ethtool -K middle tx off tso off gso off gro off");
        in(
                MIDDLE,
                "nft add table ip t; nft 'add chain ip t c { type filter hook input priority 0; }';"
                        + " nft add rule ip t c tcp dport 5202 numgen random mod 20 == 0 drop");
    }

    private void address(String namespace, String link, int net, int host) throws Exception {
        run("ip -n " + namespace + " addr add 10." + net + ".0." + host + "/24 dev " + link);
        run("ip -n " + namespace + " addr add fd" + net + "::" + host + "/64 dev " + link + " nodad");
    }

    private void route(String namespace, int to, int net, int via) throws Exception {
        run("ip -n " + namespace + " route add 10." + to + ".0.0/24 via 10." + net + ".0." + via);
        run("ip -n " + namespace + " -6 route add fd" + to + "::/64 via fd" + net + "::" + via);
    }

    private void tunnel(String namespace, String link, int from, int to) throws Exception {
        run("ip -n " + namespace + " link add tunnel type vxlan id 42 dstport 4789 local 10.99.0." + from
                + " remote 10.99.0." + to + " dev " + link);
        run("ip -n " + namespace + " addr add 10.97.0." + from + "/24 dev tunnel");
        run("ip -n " + namespace + " link set tunnel up");
    }

    private Map<String, Path> capture() throws Exception {
        Map<String, Path> files = new LinkedHashMap<>();
        List<Process> captures = new ArrayList<>();
        List<Path> logs = new ArrayList<>();
        for (var filter : FILTERS.entrySet()) {
            Path file = folder.resolve(filter.getKey() + ".pcap");
            Path log = folder.resolve(filter.getKey() + ".log");
            files.put(filter.getKey(), file);
            logs.add(log);
            String link = filter.getKey().equals("spanning-tree") ? "leaf" : "middle";
            List<String> command = command(MIDDLE, "tcpdump", "-i", link, "-U", "-Z", "root", "-w", file.toString());
            if (filter.getValue().isEmpty()) {
                command.addAll(List.of("-s", "" + CUT));
            }
            command.add(filter.getValue());
            captures.add(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
        }
        try {
            for (Path log : logs) {
                await(() -> Files.readString(log).contains("listening on"), log.toString());
            }
            run("ip -n " + LEFT + " link set left up");
            address(LEFT, "left", 99, 1);
            route(LEFT, 98, 99, 2);
            talk();
        } finally {
            for (Process capture : captures) {
                capture.destroy(); // which makes it write what it has
            }
            for (Process capture : captures) {
                capture.waitFor(10, TimeUnit.SECONDS);
            }
        }
        return files;
    }

    private void talk() throws Exception {
        serve(
                "dnsmasq",
                "-k",
                "--conf-file=/dev/null",
                "--user=root",
                "--no-resolv",
                "--no-hosts",
                "--log-facility=/dev/null",
                "--pid-file=" + folder.resolve("dnsmasq.pid"),
                "--leasefile-ro",
                "--interface=middle",
                "--bind-interfaces",
                "--dhcp-authoritative",
                "--dhcp-range=10.99.0.50,10.99.0.90,1h",
                "--dhcp-range=fd99::50,fd99::90,64,1h",
                "--enable-ra",
                "--ra-param=middle,mtu:1400,low,4,1800",
                "--dhcp-option=option:domain-search,example.org",
                "--address=/host.example.org/10.1.2.3",
                "--address=/host.example.org/fd00::77",
                "--cname=www.example.org,other.example.org",
                "--host-record=other.example.org,10.4.5.6,fd00::88",
                "--mx-host=example.org,mail.example.org,10",
                "--srv-host=_web._tcp.example.org,other.example.org,80",
                "--txt-record=example.org,some words",
                "--ptr-record=6.5.4.10.in-addr.arpa,other.example.org");
        Path web = Files.createDirectory(folder.resolve("web"));
        Files.write(web.resolve("page"), new byte[20_000]);
        serve("busybox", "httpd", "-f", "-p", "80", "-h", web.toString());
        serve("iperf3", "-s", "-p", "5201");
        serve("iperf3", "-s", "-p", "5202");
        run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test -keyout "
                + web + "/key -out " + web + "/cert");
        serve("openssl", "s_server", "-accept", "443", "-key", web + "/key", "-cert", web + "/cert", "-www", "-quiet");
        ask();
        for (String port : List.of("80", "443", "5201", "5202", "53")) {
            await(
                    () -> tryRun("ip netns exec " + MIDDLE + " sh -c \"ss -ltn | grep -q ':" + port + " '\""),
                    "port " + port);
        }
        List<Process> clients = new ArrayList<>();
        for (String client : List.of(
                "ping -q -c 3 -i 0.05 10.99.0.2; ping -q -c 1 -s 3000 10.99.0.2; ping -q -c 1 -R 10.98.0.2; ping -q -c 1 -T tsandaddr 10.98.0.2;"
                        + " ping -q -c 1 -W 1 -t 1 10.98.0.2; ping -q -c 1 -W 1 -M do -s 1400 10.98.0.2; echo > /dev/udp/10.99.0.2/9;"
                        + " ping -q -c 3 -i 0.05 10.97.0.2; ping -q -c 3 -i 0.05 -Q 0x48 10.99.0.2",
                "ping -q -c 3 -i 0.05 fd99::2; ping -q -c 1 -s 3000 fd99::2; ping -q -c 1 -W 1 -t 1 fd98::2; ping -q -c 1 -W 1 -M do -s 1400 fd98::2;"
                        + " echo > /dev/udp/fd99::2/9; ping -q -c 1 -F 0x12345 fd99::2",
                "curl -s -o /dev/null http://10.99.0.2/page http://[fd99::2]/page http://10.97.0.2/page; curl -s -k -o /dev/null https://10.99.0.2/;"
                        + " echo | openssl s_client -connect [fd99::2]:443",
                "iperf3 -c 10.99.0.2 -p 5201 -n 200K; iperf3 -6 -c fd99::2 -p 5201 -n 100K; iperf3 -c 10.99.0.2 -p 5201 -u -n 50K -b 50M",
                "iperf3 -c 10.99.0.2 -p 5202 -n 3M",
                "busybox udhcpc -i left -n -q -f -s /bin/true -t 2 -T 1 -A 1; busybox udhcpc -i left -n -q -f -s /bin/true -O search -t 2 -T 1",
                "timeout 4 dhclient -6 -1 -v -sf /bin/true -lf " + folder + "/lease -pf " + folder
                        + "/dhclient.pid left",
                "nslookup() { busybox nslookup \"$@\" 10.99.0.2; }; nslookup host.example.org; nslookup www.example.org; nslookup 10.4.5.6; nslookup nowhere.example.org")) {
            clients.add(new ProcessBuilder(command(LEFT, "bash", "-c", client))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("clients.log").toFile()))
                    .start());
        }
        for (Process client : clients) {
            if (!client.waitFor(20, TimeUnit.SECONDS)) {
                client.destroyForcibly();
            }
        }
        await(() -> Files.size(folder.resolve("spanning-tree.pcap")) > PCAP_HEADER, "the spanning tree");
        await(() -> hasRouter(folder.resolve("routers.pcap")), "a router");
    }

    private static boolean hasRouter(Path file) throws IOException {
        Packet packet = new Packet();
        boolean found = false;
        try (PcapReader reader = PcapReader.open(file)) {
            while (!found && reader.next()) {
                packet.wrap(reader.memory(), reader.offset(), reader.capturedLength());
                found = packet.isIcmp() && packet.icmp().type() == Icmp.V6_ROUTER_ADVERTISEMENT;
            }
        }
        return found;
    }

    /** Makes the middle a bridge that says so, which is the one that speaks IEEE 802.3 here. */
    private void bridge() throws Exception {
        run("ip -n " + MIDDLE + " link add tree type bridge stp_state 1 hello_time 100");
        run("ip -n " + MIDDLE + " link add leaf type veth peer name leaves netns " + LEFT);
        run("ip -n " + MIDDLE + " link set leaf master tree");
        run("ip -n " + LEFT + " link set leaves up");
    }

    /** Asks for records by hand, over UDP and TCP: what resolvers of small systems never ask for. */
    private void ask() throws Exception {
        DnsBuilder builder = new DnsBuilder(java.lang.foreign.MemorySegment.ofArray(new byte[512]));
        StringBuilder script = new StringBuilder();
        String[] names = {
            "example.org", "example.org", "_web._tcp.example.org", "www.example.org", "6.5.4.10.in-addr.arpa"
        };
        int[] types = {Dns.TYPE_MX, Dns.TYPE_TXT, Dns.TYPE_SRV, Dns.TYPE_AAAA, Dns.TYPE_PTR};
        for (int i = 0; i < names.length; i++) {
            int length = builder.query(0x1000 + i, names[i], types[i]).length();
            StringBuilder bytes = new StringBuilder();
            for (int at = 0; at < length; at++) {
                bytes.append(String.format("\\x%02x", builder.u8(at)));
            }
            script.append("exec 3<>/dev/udp/10.99.0.2/53; printf '")
                    .append(bytes)
                    .append("' >&3; timeout 1 head -c 1 <&3 >/dev/null;");
            script.append("exec 3<>/dev/tcp/fd99::2/53; printf '\\x00\\x")
                    .append(String.format("%02x", length))
                    .append(bytes)
                    .append("' >&3; timeout 1 head -c 1 <&3 >/dev/null;");
        }
        await(() -> tryRun("ip netns exec " + MIDDLE + " sh -c \"ss -lun | grep -q ':53 '\""), "the name server");
        in(LEFT, script.toString());
    }

    // ---- processes

    private void serve(String... command) throws IOException {
        servers.add(new ProcessBuilder(command(MIDDLE, command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("servers.log").toFile()))
                .start());
    }

    private static List<String> command(String namespace, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(command));
        return all;
    }

    private void in(String namespace, String script) throws Exception {
        check(script, new ProcessBuilder(command(namespace, "bash", "-c", script)));
    }

    private void run(String command) throws Exception {
        check(command, new ProcessBuilder("bash", "-c", command));
    }

    private void check(String what, ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException(what + ": " + output);
        }
    }

    private static boolean tryRun(String command) throws Exception {
        return new ProcessBuilder("bash", "-c", command).start().waitFor() == 0;
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition, String what) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!condition.holds()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("waited too long for " + what);
            }
            Thread.onSpinWait();
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void tearDown() throws Exception {
        for (Process server : servers) {
            server.descendants().forEach(ProcessHandle::destroy);
            server.destroy();
        }
        for (Process server : servers) {
            if (!server.waitFor(2, TimeUnit.SECONDS)) {
                server.destroyForcibly();
            }
        }
        for (String namespace : NAMESPACES) {
            tryRun("ip netns del " + namespace);
        }
    }
}
