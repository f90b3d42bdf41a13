/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 *
 * Sends frames of many flows out of an interface: generator INTERFACE SIZES FLOWS PACKETS_PER_SECOND SECONDS [INTERFACES]
 * SIZES is 64 or imix (64, 594 and 1518 bytes as 7 : 4 : 1, with the frame check sequence that is not sent).
 * With INTERFACES flows are shared among so many, INTERFACE0, INTERFACE1 and so on.
 * Half of the flows are TCP's, with timestamps, where they fit. Prints how many frames were sent.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 64
#define LARGEST 1514

static unsigned char frames[BATCH][LARGEST];
static struct iovec vectors[BATCH];
static struct mmsghdr messages[BATCH];

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void put16(unsigned char *at, unsigned value) { at[0] = value >> 8; at[1] = value; }
static void put32(unsigned char *at, unsigned value) { put16(at, value >> 16); put16(at + 2, value); }

static unsigned seed = 1;
static unsigned next(void) {
    seed ^= seed << 13; seed ^= seed >> 17; seed ^= seed << 5;
    return seed;
}

static int build(unsigned char *f, int length, unsigned flow, unsigned sequence) {
    int tcp = flow % 2 == 0 && length >= 14 + 20 + 32;
    memset(f, 0, 80);
    memcpy(f, "\x52\x54\0\0\0\x02\x52\x54\0\0\0\x01\x08\0\x45", 15);
    put16(f + 16, length - 14);
    f[22] = 64;
    f[23] = tcp ? 6 : 17;
    put32(f + 26, 0x0a050002);
    put32(f + 30, 0x0a060000 + flow % 12000);
    unsigned sum = 0;
    for (int i = 14; i < 34; i += 2) sum += f[i] << 8 | f[i + 1];
    while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
    put16(f + 24, ~sum);
    put16(f + 34, 1024 + flow % 50000);
    static const int services[8] = {53, 80, 123, 443, 445, 514, 853, 993};
    put16(f + 36, services[flow % 8]);
    if (tcp) {
        put32(f + 38, sequence * 1448);
        f[46] = 0x80; f[47] = 0x10;
        put16(f + 48, 500);
        put32(f + 54, 0x0101080a);
        put32(f + 58, sequence);
    } else {
        put16(f + 38, length - 34);
    }
    return length;
}

int main(int argc, char **argv) {
    if (argc < 6 || argc > 7) { fprintf(stderr, "generator INTERFACE 64|imix FLOWS PACKETS_PER_SECOND SECONDS [INTERFACES]\n"); return 2; }
    int imix = !strcmp(argv[2], "imix");
    unsigned flows = atoi(argv[3]);
    double rate = atof(argv[4]), seconds = atof(argv[5]);
    int s = socket(AF_PACKET, SOCK_RAW, 0), one = 1;
    unsigned interfaces = argc == 7 ? atoi(argv[6]) : 1;
    struct sockaddr_ll *to = calloc(interfaces, sizeof *to);
    for (unsigned i = 0; i < interfaces; i++) {
        char name[64];
        snprintf(name, sizeof name, argc == 7 ? "%s%u" : "%s", argv[1], i);
        to[i] = (struct sockaddr_ll){.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(name)};
        if (!to[i].sll_ifindex) { perror(name); return 1; }
    }
    if (s < 0 || setsockopt(s, SOL_PACKET, PACKET_QDISC_BYPASS, &one, sizeof one)) { perror(argv[1]); return 1; }
    static const int sizes[12] = {60, 60, 590, 60, 60, 590, 60, 1514, 590, 60, 60, 590};
    for (int i = 0; i < BATCH; i++) {
        vectors[i].iov_base = frames[i];
        messages[i].msg_hdr = (struct msghdr){.msg_namelen = sizeof *to, .msg_iov = &vectors[i], .msg_iovlen = 1};
    }
    double begin = now();
    long sent = 0, built = 0;
    for (double t = begin; t - begin < seconds; t = now()) {
        if (sent > (t - begin) * rate) continue;
        for (int i = 0; i < BATCH; i++, built++) {
            unsigned flow = next() % flows;
            messages[i].msg_hdr.msg_name = &to[flow % interfaces];
            vectors[i].iov_len = build(frames[i], imix ? sizes[built % 12] : 60, flow, built / flows);
        }
        for (int done = 0; done < BATCH;) {
            int n = sendmmsg(s, messages + done, BATCH - done, 0);
            if (n < 0) continue;
            done += n;
            sent += n;
        }
    }
    printf("%ld\n", sent);
    return 0;
}
