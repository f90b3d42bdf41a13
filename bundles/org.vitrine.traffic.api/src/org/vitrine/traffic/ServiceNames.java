/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.traffic;

import java.util.Map;

/** What ports are called (RFC 6335, the registry of service names and port numbers): those that are met in networks of machines. */
public final class ServiceNames {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(20, "ftp-data"),
            Map.entry(21, "ftp"),
            Map.entry(22, "ssh"),
            Map.entry(23, "telnet"),
            Map.entry(25, "smtp"),
            Map.entry(53, "domain"),
            Map.entry(67, "bootps"),
            Map.entry(68, "bootpc"),
            Map.entry(69, "tftp"),
            Map.entry(80, "http"),
            Map.entry(88, "kerberos"),
            Map.entry(110, "pop3"),
            Map.entry(111, "sunrpc"),
            Map.entry(123, "ntp"),
            Map.entry(137, "netbios-ns"),
            Map.entry(138, "netbios-dgm"),
            Map.entry(139, "netbios-ssn"),
            Map.entry(143, "imap"),
            Map.entry(161, "snmp"),
            Map.entry(162, "snmptrap"),
            Map.entry(179, "bgp"),
            Map.entry(389, "ldap"),
            Map.entry(443, "https"),
            Map.entry(445, "microsoft-ds"),
            Map.entry(500, "isakmp"),
            Map.entry(514, "syslog"),
            Map.entry(546, "dhcpv6-client"),
            Map.entry(547, "dhcpv6-server"),
            Map.entry(587, "submission"),
            Map.entry(631, "ipp"),
            Map.entry(636, "ldaps"),
            Map.entry(853, "domain-s"),
            Map.entry(873, "rsync"),
            Map.entry(993, "imaps"),
            Map.entry(995, "pop3s"),
            Map.entry(1194, "openvpn"),
            Map.entry(1433, "ms-sql-s"),
            Map.entry(1812, "radius"),
            Map.entry(1813, "radius-acct"),
            Map.entry(1883, "mqtt"),
            Map.entry(1900, "ssdp"),
            Map.entry(2049, "nfs"),
            Map.entry(3260, "iscsi-target"),
            Map.entry(3306, "mysql"),
            Map.entry(3389, "ms-wbt-server"),
            Map.entry(4500, "ipsec-nat-t"),
            Map.entry(4739, "ipfix"),
            Map.entry(4789, "vxlan"),
            Map.entry(5060, "sip"),
            Map.entry(5222, "xmpp-client"),
            Map.entry(5353, "mdns"),
            Map.entry(5355, "llmnr"),
            Map.entry(5432, "postgresql"),
            Map.entry(5671, "amqps"),
            Map.entry(5672, "amqp"),
            Map.entry(5900, "rfb"),
            Map.entry(6081, "geneve"),
            Map.entry(6343, "sflow"),
            Map.entry(6379, "redis"),
            Map.entry(8080, "http-alt"),
            Map.entry(8883, "secure-mqtt"),
            Map.entry(11211, "memcache"));

    private ServiceNames() {}

    /**
     * The service that usually listens there, by TCP or UDP.
     *
     * @return such as {@code http}; empty for a port without a name here
     */
    public static String of(int port) {
        return NAMES.getOrDefault(port, "");
    }

    /** The port with its service's name where it has one: {@code 80 http}, {@code 40000}. */
    public static String withPort(int port) {
        String name = of(port);
        return name.isEmpty() ? String.valueOf(port) : port + " " + name;
    }
}
