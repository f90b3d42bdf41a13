/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 */

/* What PrimitivesBench does, in C. Frames lie at frame[i], lengths[i] bytes long. */

#include <stdint.h>
#include <string.h>

static inline uint16_t u16(const uint8_t *at) { uint16_t v; memcpy(&v, at, 2); return __builtin_bswap16(v); }
static inline uint32_t u32(const uint8_t *at) { uint32_t v; memcpy(&v, at, 4); return __builtin_bswap32(v); }
static inline uint64_t u64(const uint8_t *at) { uint64_t v; memcpy(&v, at, 8); return __builtin_bswap64(v); }
static inline void put16(uint8_t *at, uint16_t v) { v = __builtin_bswap16(v); memcpy(at, &v, 2); }
static inline void put32(uint8_t *at, uint32_t v) { v = __builtin_bswap32(v); memcpy(at, &v, 4); }

static inline uint16_t fold(uint64_t sum) {
    sum = (sum >> 32) + (sum & 0xffffffff);
    sum = (sum >> 16) + (sum & 0xffff);
    sum = (sum >> 16) + (sum & 0xffff);
    return (sum >> 16) + (sum & 0xffff);
}

static inline int is_extension(int header) {
    return header == 0 || header == 43 || header == 44 || header == 51 || header == 60 || header == 135 || header == 139 || header == 140;
}

/* Where IP begins and of what version it is; 0 when there is none. */
static inline int network(const uint8_t *frame, int length, int *at) {
    if (length < 14) return 0;
    int type = u16(frame + 12), header = 14;
    for (int tags = 0; tags < 2 && (type == 0x8100 || type == 0x88a8 || type == 0x9100) && length >= header + 4; tags++) {
        type = u16(frame + header + 2);
        header += 4;
    }
    *at = header;
    if (type == 0x0800 && length - header >= 20 && frame[header] >> 4 == 4) return 4;
    if (type == 0x86dd && length - header >= 40 && frame[header] >> 4 == 6) return 6;
    return 0;
}

/* Where the transport begins; -1 when there is none. */
static inline int transport(const uint8_t *frame, int length, int ip, int version, int *protocol) {
    if (version == 4) {
        int header = (frame[ip] & 15) << 2;
        if (header < 20 || header > length - ip || (u16(frame + ip + 6) & 0x1fff)) return -1;
        *protocol = frame[ip + 9];
        return ip + header;
    }
    int next = frame[ip + 6], at = ip + 40;
    int end = ip + 40 + u16(frame + ip + 4);
    if (end > length) end = length;
    for (int count = 0; is_extension(next); count++) {
        if (count == 16 || end - at < 8) return -1;
        int size = next == 44 ? 8 : next == 51 ? (frame[at + 1] + 2) * 4 : (frame[at + 1] + 1) * 8;
        if (size > end - at || (next == 44 && (u16(frame + at + 2) & 0xfff8))) return -1;
        next = frame[at];
        at += size;
    }
    *protocol = next;
    return at;
}

uint64_t parse(uint8_t *memory, const int64_t *offsets, const int32_t *lengths, int count) {
    uint64_t sum = 0;
    for (int i = 0; i < count; i++) {
        const uint8_t *frame = memory + offsets[i];
        int ip, protocol, version = network(frame, lengths[i], &ip);
        if (!version) continue;
        if (version == 4) sum += u32(frame + ip + 12) + (uint64_t) u32(frame + ip + 16);
        else sum += u64(frame + ip + 8) + u64(frame + ip + 16) + u64(frame + ip + 24) + u64(frame + ip + 32);
        int at = transport(frame, lengths[i], ip, version, &protocol);
        if (at < 0) continue;
        int left = lengths[i] - at;
        if (protocol == 17 ? left >= 8 : protocol == 6 && left >= 20 && frame[at + 12] >> 4 >= 5 && frame[at + 12] >> 4 << 2 <= left)
            sum += u16(frame + at) + u16(frame + at + 2) + protocol;
    }
    return sum;
}

static inline uint64_t checksum_sum(const uint8_t *at, int length) {
    uint64_t sum = 0;
    int i = 0;
    for (; i + 4 <= length; i += 4) { uint32_t v; memcpy(&v, at + i, 4); sum += v; }
    if (i + 2 <= length) { uint16_t v; memcpy(&v, at + i, 2); sum += v; i += 2; }
    if (i < length) sum += at[i];
    return sum;
}

uint64_t checksum(uint8_t *memory, const int64_t *offsets, const int32_t *lengths, int count) {
    uint64_t sum = 0;
    for (int i = 0; i < count; i++)
        sum += (uint16_t) ~__builtin_bswap16(fold(checksum_sum(memory + offsets[i], lengths[i])));
    return sum;
}

static inline void update(uint8_t *at, uint32_t before, uint32_t after) {
    put16(at, ~fold((uint64_t) (uint16_t) ~u16(at) + (uint32_t) ~before + after));
}

uint64_t rewrite(uint8_t *memory, const int64_t *offsets, const int32_t *lengths, int count) {
    uint64_t sum = 0;
    for (int i = 0; i < count; i++) {
        uint8_t *frame = memory + offsets[i];
        int ip, protocol, version = network(frame, lengths[i], &ip);
        if (version != 4) continue;
        int at = transport(frame, lengths[i], ip, version, &protocol);
        if (at < 0 || (protocol != 6 && protocol != 17)) continue;
        uint8_t *check = frame + at + (protocol == 6 ? 16 : 6);
        uint32_t before = u32(frame + ip + 16), address = before + 1;
        put32(frame + ip + 16, address);
        update(frame + ip + 10, before, address);
        uint16_t port = u16(frame + at + 2), other = port ^ 1;
        put16(frame + at + 2, other);
        if (protocol == 6 || u16(check)) {
            update(check, before, address);
            put16(check, ~fold((uint64_t) (uint16_t) ~u16(check) + (uint16_t) ~port + other));
            if (protocol == 17 && !u16(check)) put16(check, 0xffff);
        }
        uint16_t hops = u16(frame + ip + 8), less = hops ^ 0x0100;
        put16(frame + ip + 8, less);
        put16(frame + ip + 10, ~fold((uint64_t) (uint16_t) ~u16(frame + ip + 10) + (uint16_t) ~hops + less));
        sum += address;
    }
    return sum;
}
