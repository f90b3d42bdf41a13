/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

/** Numbers of the protocols that IP carries (IANA "Protocol Numbers"). */
public final class IpProtocol {
    public static final int HOP_BY_HOP = 0;
    public static final int ICMP = 1;
    /** IPv4 in IP (RFC 2003). */
    public static final int IPV4 = 4;

    public static final int TCP = 6;
    public static final int UDP = 17;
    /** IPv6 in IP (RFC 2473, RFC 4213). */
    public static final int IPV6 = 41;

    public static final int ROUTING = 43;
    public static final int FRAGMENT = 44;
    public static final int GRE = 47;
    public static final int AUTHENTICATION = 51;
    public static final int ICMPV6 = 58;
    /** There is nothing behind the IPv6 header. */
    public static final int NOTHING = 59;

    public static final int DESTINATION_OPTIONS = 60;
    public static final int MOBILITY = 135;
    public static final int HOST_IDENTITY = 139;
    public static final int SHIM6 = 140;

    private IpProtocol() {}
}
