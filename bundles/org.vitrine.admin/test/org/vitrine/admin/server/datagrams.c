/*
 * Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
 * under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
 *
 * Both sides of a service by datagrams, 64 at a system call:
 *   datagrams serve ADDRESS PORT BYTES: answers every datagram with so many bytes, until it is killed
 *   datagrams ask ADDRESS PORT SECONDS: keeps 64 requests of one byte (0x10) under way, each answer followed by the next request;
 *     prints how many answers came, how many did not, and the bytes of the last one
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#define BATCH 64
#define ROOM 2048

static unsigned char buffers[BATCH][ROOM], answers[BATCH][ROOM];
static struct sockaddr_in names[BATCH];
static struct iovec in[BATCH], out[BATCH];
static struct mmsghdr received[BATCH], sent[BATCH];

static void send_all(int s, int count) {
    for (int done = 0; done < count;) {
        int n = sendmmsg(s, sent + done, count - done, 0);
        done += n > 0 ? n : 1;
    }
}

static void serve(int s, int bytes) {
    for (int i = 0; i < BATCH; i++) {
        received[i].msg_hdr.msg_name = sent[i].msg_hdr.msg_name = &names[i];
        received[i].msg_hdr.msg_namelen = sent[i].msg_hdr.msg_namelen = sizeof names[i];
        out[i].iov_len = bytes;
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        int n = recvmmsg(s, received, BATCH, MSG_WAITFORONE, NULL);
        for (int i = 0; i < n; i++) {
            memcpy(answers[i], buffers[i], received[i].msg_len < (unsigned)bytes ? received[i].msg_len : (unsigned)bytes);
        }
        send_all(s, n);
    }
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static int ask(int s, double seconds) {
    struct timeval patience = {.tv_usec = 200000};
    setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    for (int i = 0; i < BATCH; i++) {
        out[i].iov_len = 1;
        answers[i][0] = 0x10;
    }
    long came = 0, lost = 0;
    int length = 0;
    double end = now() + seconds;
    send_all(s, BATCH);
    for (int under_way = BATCH; now() < end;) {
        int n = recvmmsg(s, received, BATCH, MSG_WAITFORONE, NULL);
        if (n > 0) {
            came += n;
            length = received[n - 1].msg_len;
            send_all(s, n);
        } else { // whatever was under way is lost
            lost += under_way;
            send_all(s, under_way);
        }
    }
    printf("%ld %ld %d\n", came, lost, length);
    return 0;
}

int main(int argc, char **argv) {
    struct sockaddr_in at = {.sin_family = AF_INET};
    int s = socket(AF_INET, SOCK_DGRAM, 0);
    if (argc != 5 || !inet_aton(argv[2], &at.sin_addr)) {
        fprintf(stderr, "datagrams serve ADDRESS PORT BYTES | datagrams ask ADDRESS PORT SECONDS\n");
        return 2;
    }
    at.sin_port = htons(atoi(argv[3]));
    for (int i = 0; i < BATCH; i++) {
        in[i] = (struct iovec){buffers[i], ROOM};
        out[i] = (struct iovec){answers[i], 0};
        received[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1};
        sent[i].msg_hdr = (struct msghdr){.msg_iov = &out[i], .msg_iovlen = 1};
    }
    int serves = !strcmp(argv[1], "serve");
    if (serves ? bind(s, (void *)&at, sizeof at) : connect(s, (void *)&at, sizeof at)) {
        perror(argv[2]);
        return 1;
    }
    if (serves) serve(s, atoi(argv[4]));
    return ask(s, atof(argv[4]));
}
