/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */
package org.vitrine.packet;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** Frames made by hand, independently of {@link PacketBuilder}: tags, options, extension headers, fragments, good and bad checksums. */
public final class Frames {
    private static final int[] TAG_TYPES = {Ethernet.TYPE_VLAN, Ethernet.TYPE_SERVICE_VLAN};

    private Frames() {}

    /** A frame whose headers are all in order; one in four has a checksum that is not. */
    public static byte[] sound(RandomGenerator random) {
        ByteBuffer frame = ByteBuffer.allocate(2_000);
        frame.putShort((short) 0x5254).putInt(random.nextInt());
        frame.putShort((short) 0x5254).putInt(random.nextInt());
        int tags = Math.max(0, random.nextInt(6) - 3);
        for (int tag = 0; tag < tags; tag++) {
            frame.putShort((short) TAG_TYPES[tags == 2 && tag == 0 ? 1 : 0]);
            frame.putShort((short) random.nextInt(0xffff));
        }
        switch (random.nextInt(8)) {
            case 0 -> arp(frame, random);
            case 1, 2, 3 -> ipv6(frame, random);
            default -> ipv4(frame, random);
        }
        byte[] bytes = new byte[frame.position()];
        frame.flip().get(bytes);
        return bytes;
    }

    private static void arp(ByteBuffer frame, RandomGenerator random) {
        frame.putShort((short) Ethernet.TYPE_ARP);
        frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
        frame.putShort((short) (1 + random.nextInt(2)));
        frame.putShort((short) 0x5254).putInt(random.nextInt()).putInt(address(random));
        frame.putShort((short) 0x5254).putInt(random.nextInt()).putInt(address(random));
    }

    private static int address(RandomGenerator random) {
        return 10 << 24 | random.nextInt(1 << 24);
    }

    private static void ipv4(ByteBuffer frame, RandomGenerator random) {
        frame.putShort((short) Ethernet.TYPE_IPV4);
        int start = frame.position();
        int optionBytes = random.nextInt(4) == 0 ? 4 * random.nextInt(11) : 0;
        boolean fragment = random.nextInt(8) == 0;
        int fragmentOffset = fragment ? random.nextInt(100) : 0;
        int protocol = protocol(random, IpProtocol.ICMP);
        frame.put((byte) (0x45 + optionBytes / 4)).put((byte) random.nextInt(256));
        frame.putShort((short) 0).putShort((short) random.nextInt());
        frame.putShort((short) (fragment ? 0x2000 | fragmentOffset : random.nextInt(2) << 14));
        frame.put((byte) (1 + random.nextInt(255))).put((byte) protocol).putShort((short) 0);
        frame.putInt(address(random)).putInt(address(random));
        for (int i = 0; i < optionBytes; i++) {
            frame.put((byte) 1); // no operation
        }
        int payload = frame.position();
        if (fragmentOffset == 0) {
            transport(frame, random, protocol);
        } else {
            random(frame, random, 8 * random.nextInt(40));
        }
        frame.putShort(start + 2, (short) (frame.position() - start));
        if (fragmentOffset == 0 && !fragment) {
            long pseudo = protocol == IpProtocol.ICMP
                    ? 0
                    : (frame.getInt(start + 12) & 0xffffffffL)
                            + (frame.getInt(start + 16) & 0xffffffffL)
                            + protocol
                            + (frame.position() - payload);
            checksum(frame, payload, protocol, pseudo, random);
        }
        int sum = naive(frame, start, payload, 0);
        frame.putShort(start + 10, (short) (random.nextInt(8) == 0 ? sum + 1 : sum));
    }

    private static void ipv6(ByteBuffer frame, RandomGenerator random) {
        frame.putShort((short) Ethernet.TYPE_IPV6);
        int start = frame.position();
        frame.putInt(6 << 28 | random.nextInt(1 << 28)).putShort((short) 0);
        int nextAt = frame.position();
        frame.put((byte) 0).put((byte) (1 + random.nextInt(255)));
        frame.putLong(0x2001_0db8_0000_0000L | random.nextInt(1000)).putLong(random.nextLong());
        frame.putLong(0x2001_0db8_0000_0000L | random.nextInt(1000)).putLong(random.nextLong());
        boolean middle = false;
        boolean fragment = false;
        for (int extension : new int[] {IpProtocol.HOP_BY_HOP, IpProtocol.DESTINATION_OPTIONS, IpProtocol.FRAGMENT}) {
            if (random.nextInt(4) == 0) {
                frame.put(nextAt, (byte) extension);
                nextAt = frame.position();
                if (extension == IpProtocol.FRAGMENT) {
                    int offset = random.nextInt(3) * 8 * random.nextInt(20);
                    boolean more = random.nextBoolean();
                    middle = offset != 0;
                    fragment = middle || more;
                    frame.putShort((short) 0)
                            .putShort((short) (offset | (more ? 1 : 0)))
                            .putInt(random.nextInt());
                } else {
                    int units = random.nextInt(3);
                    frame.put((byte) 0).put((byte) units).put((byte) 1).put((byte) (units * 8 + 4)); // PadN
                    frame.put(new byte[units * 8 + 4]);
                }
            }
        }
        int protocol = protocol(random, IpProtocol.ICMPV6);
        frame.put(nextAt, (byte) protocol);
        int payload = frame.position();
        if (middle) {
            random(frame, random, 8 * random.nextInt(40));
        } else {
            transport(frame, random, protocol);
        }
        frame.putShort(start + 4, (short) (frame.position() - start - Ipv6.LENGTH));
        if (!fragment) {
            long pseudo = protocol + (frame.position() - payload);
            for (int i = 0; i < 32; i += 4) {
                pseudo += frame.getInt(start + 8 + i) & 0xffffffffL;
            }
            checksum(frame, payload, protocol, pseudo, random);
        }
    }

    private static int protocol(RandomGenerator random, int icmp) {
        return switch (random.nextInt(5)) {
            case 0, 1 -> IpProtocol.TCP;
            case 2 -> icmp;
            default -> IpProtocol.UDP;
        };
    }

    private static void transport(ByteBuffer frame, RandomGenerator random, int protocol) {
        int payload = random.nextInt(200);
        switch (protocol) {
            case IpProtocol.UDP -> {
                frame.putShort((short) port(random)).putShort((short) port(random));
                frame.putShort((short) (Udp.LENGTH + payload)).putShort((short) 0);
            }
            case IpProtocol.TCP -> {
                int optionBytes = 4 * random.nextInt(11);
                frame.putShort((short) port(random)).putShort((short) port(random));
                frame.putInt(random.nextInt()).putInt(random.nextInt());
                frame.put((byte) (5 + optionBytes / 4 << 4)).put((byte) Tcp.ACK).putShort((short) random.nextInt());
                frame.putInt(0);
                for (int i = 0; i < optionBytes; i++) {
                    frame.put((byte) 1); // no operation
                }
            }
            default ->
                // an echo request, whose body is the asker's
                frame.put((byte) (protocol == IpProtocol.ICMP ? 8 : 128))
                        .put((byte) 0)
                        .putShort((short) 0)
                        .putInt(random.nextInt());
        }
        random(frame, random, payload);
    }

    private static int port(RandomGenerator random) {
        return 50_000 + random.nextInt(10_000); // nobody's protocol
    }

    private static void random(ByteBuffer frame, RandomGenerator random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        frame.put(bytes);
    }

    private static void checksum(ByteBuffer frame, int start, int protocol, long pseudo, RandomGenerator random) {
        int at = start
                + switch (protocol) {
                    case IpProtocol.UDP -> 6;
                    case IpProtocol.TCP -> 16;
                    default -> 2;
                };
        int sum = naive(frame, start, frame.position(), pseudo);
        if (protocol == IpProtocol.UDP && sum == 0) {
            sum = 0xffff;
        }
        frame.putShort(at, (short) (random.nextInt(8) == 0 ? sum ^ 1 + random.nextInt(100) : sum));
    }

    /** The checksum as RFC 1071 describes it, word by word. */
    static int naive(ByteBuffer bytes, int from, int to, long sum) {
        for (int i = from; i < to; i += 2) {
            sum += (bytes.get(i) & 0xff) << 8 | (i + 1 < to ? bytes.get(i + 1) & 0xff : 0);
        }
        while (sum >>> 16 != 0) {
            sum = (sum >>> 16) + (sum & 0xffff);
        }
        return (int) ~sum & 0xffff;
    }
}
