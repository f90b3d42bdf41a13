/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 *
 * offline FILE.pcap: what the traffic monitor does with a capture file of IPv4, in C: flows with their TCP sequence numbers,
 * remote addresses and ports with a window of ten buckets each. The guest sends everything. Prints packets, flows, addresses, ports.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define READ (1 << 20)
#define SLOTS (1 << 18)
#define BUCKET_NANOS 300000000ull

struct tally { uint64_t bytes, packets, last, bucket; struct { uint64_t bytes, packets; } ring[11]; };
struct flow { uint64_t addresses, tuple, bytes, packets; uint32_t first, last, next, again; uint32_t awaited, known; };
struct entry { uint64_t key; struct tally tally; };

static struct flow flows[SLOTS];
static struct entry hosts[SLOTS / 4], ports[SLOTS / 16];
static long known_flows, known_hosts, known_ports;
static uint64_t bucket;

static uint64_t hash(uint64_t a, uint64_t b) {
    uint64_t h = a * 0x9e3779b97f4a7c15ull;
    h = (h ^ h >> 32 ^ b) * 0xc2b2ae3d27d4eb4full;
    return h ^ h >> 29;
}
static uint32_t get32(const unsigned char *p) { uint32_t v; memcpy(&v, p, 4); return __builtin_bswap32(v); }
static unsigned get16(const unsigned char *p) { return p[0] << 8 | p[1]; }

static void count(struct entry *table, unsigned mask, uint64_t key, int length, uint64_t time, long *known) {
    unsigned at = hash(key, 0) >> 32 & mask;
    while (table[at].key && table[at].key != key) at = (at + 1) & mask;
    if (!table[at].key) { table[at].key = key; ++*known; }
    struct tally *t = &table[at].tally;
    if (t->bucket != bucket) {
        uint64_t from = t->bucket + 11 < bucket ? bucket - 11 : t->bucket;
        while (++from <= bucket) t->ring[from % 11].bytes = t->ring[from % 11].packets = 0;
        t->bucket = bucket;
    }
    t->bytes += length; t->packets++; t->last = time;
    t->ring[bucket % 11].bytes += length; t->ring[bucket % 11].packets++;
}

static void packet(const unsigned char *p, int captured, int length, uint64_t time) {
    if (captured < 34 || get16(p + 12) != 0x0800) return;
    bucket = time / BUCKET_NANOS;
    int header = (p[14] & 15) * 4, protocol = p[23];
    const unsigned char *t = p + 14 + header;
    uint64_t addresses = (uint64_t) get32(p + 26) << 32 | get32(p + 30);
    unsigned source = 0, destination = 0;
    if (protocol == 6 || protocol == 17) { source = get16(t); destination = get16(t + 2); }
    uint64_t tuple = (uint64_t) source << 48 | (uint64_t) destination << 32 | protocol << 24 | 1;
    count(hosts, SLOTS / 4 - 1, (addresses & 0xffffffff) | 1ull << 40, length, time, &known_hosts);
    unsigned at = hash(addresses, tuple) >> 32 & (SLOTS - 1);
    while (flows[at].tuple && (flows[at].tuple != tuple || flows[at].addresses != addresses)) at = (at + 1) & (SLOTS - 1);
    struct flow *f = &flows[at];
    if (!f->tuple) { f->tuple = tuple; f->addresses = addresses; f->first = time >> 20; known_flows++; }
    f->bytes += length; f->packets++; f->last = time >> 20;
    if (protocol == 6) {
        uint32_t sequence = get32(t + 4);
        int payload = get16(p + 16) - header - (t[12] >> 4) * 4;
        if (f->known && (int32_t) (sequence - f->next) < 0) f->again++;
        else { f->next = sequence + payload; f->known = 1; }
        if (get32(t + 20) == 0x0101080a && get32(t + 24) != f->awaited) f->awaited = get32(t + 24);
    }
    if (source | destination)
        count(ports, SLOTS / 16 - 1, (uint64_t) protocol << 16 | (source < destination ? source : destination), length, time, &known_ports);
}

int main(int argc, char **argv) {
    static unsigned char buffer[READ + (1 << 19)];
    int file = open(argv[argc - 1], O_RDONLY), filled = 0;
    long packets = 0;
    if (file < 0 || read(file, buffer, 24) != 24) { perror(argv[argc - 1]); return 1; }
    int nanos = *(uint32_t *) buffer == 0xa1b23c4d;
    for (int n; (n = read(file, buffer + filled, READ)) > 0;) {
        filled += n;
        int at = 0;
        for (uint32_t *h; filled - at >= 16 && filled - at >= 16 + (int) (h = (uint32_t *) (buffer + at))[2]; at += 16 + h[2], packets++)
            packet(buffer + at + 16, h[2], h[3], h[0] * 1000000000ull + h[1] * (nanos ? 1 : 1000));
        memmove(buffer, buffer + at, filled - at);
        filled -= at;
    }
    printf("%ld packets, %ld flows, %ld addresses, %ld ports\n", packets, known_flows, known_hosts, known_ports);
    return 0;
}
