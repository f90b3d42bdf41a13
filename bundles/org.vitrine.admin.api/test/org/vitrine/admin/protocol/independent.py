# Copyright (c) 2026 The Vitrine authors. This program and the accompanying materials are made available
# under the terms of the Eclipse Public License 2.0, which is in the file LICENSE. SPDX-License-Identifier: EPL-2.0
"""Version 2 of the administration protocol written a second time, from its description, for tests.

bytes                          prints, in hexadecimal, one message of each kind with known values
attack ADDRESS PORT KEY SECRET COUNT
                               sends COUNT replayed and forged datagrams of each kind and prints what came back
"""
import hashlib, hmac, ipaddress, os, socket, struct, sys, time


def mapped(address):
    ip = ipaddress.ip_address(address)
    return ip.packed if ip.version == 6 else b"\0" * 10 + b"\xff\xff" + ip.packed


def message(secret, opcode, body, key, stamp, nonce, to, status=0):
    head = struct.pack(">BBHIQQ16s", opcode, status, len(body), key, stamp, nonce, mapped(to)) + body
    return head + hmac.new(secret, head, hashlib.sha256).digest()


def known_bytes():
    secret = bytes(range(32))
    request = lambda opcode, body: message(secret, opcode, body, 0x8D1F02A6, 1764040864123456789, 0xFEDCBA9876543210, "10.5.0.1")
    answer = lambda opcode, body, status=0: message(
        secret, opcode, body, 0x8D1F02A6, 1764040864123456789, 0xFEDCBA9876543210, "10.5.0.1", status)
    page = lambda count, window: struct.pack(">QIIHHI", 77, 40, 30, count, 0, window)
    traffic = struct.pack(">6Q", 1, 2, 1 << 40, 4, 5, (1 << 63) - 1)
    for opcode in (0x20, 0x22, 0x24, 0x26):
        print(request(opcode, struct.pack(">QII", 77, 30, 0)).hex())
    print(request(0x28, struct.pack(">B7x16s", 1, mapped("fd05::9"))).hex())
    print(request(0x28, struct.pack(">B7x16s", 2, mapped("10.0.0.1"))).hex())
    print(request(0x2A, struct.pack(">BBB5xQQ", 1, 2, 1, 20_000_000, 32768)).hex())
    print(request(0x2A, struct.pack(">BBB5xQQ", 2, 3, 0, 0, 0)).hex())
    print(request(0x2C, b"").hex())
    print(answer(0x21, page(1, 3000) + mapped("10.0.0.1") + traffic + struct.pack(">Q", 9)).hex())
    print(answer(0x23, page(1, 3000) + struct.pack(">BBHI", 0, 0, 0x86DD, 0) + traffic).hex())
    print(answer(0x25, page(1, 3000) + struct.pack(">BBHI", 17, 0, 65535, 0) + traffic).hex())
    print(answer(0x27, page(2, 0) + struct.pack(">BBB5x16sQQ", 1, 0, 1, mapped("fd05::9"), 0, 0)
                 + struct.pack(">BBB5x16sQQ", 3, 2, 3, b"\0" * 16, 1000, 10)).hex())
    print(answer(0x29, b"").hex())
    print(answer(0x2B, b"", 2).hex())
    disk = struct.pack(">16s6q", b"vda", 1, 2, 3, 4, 5, -1)
    print(answer(0x2D, struct.pack(">5qIHH", 6, 7, 8, -1, 10, 2, 1, 1) + disk).hex())


def attack(address, port, key, secret, count):
    def fresh(opcode, body, stamp=None, to=address, with_key=key, with_secret=secret):
        nonce = int.from_bytes(os.urandom(8), "big")
        return message(with_secret, opcode, body, with_key, stamp or time.time_ns(), nonce, to)

    def sends(family=socket.AF_INET):
        one = socket.socket(family, socket.SOCK_DGRAM)
        one.connect((address, port))
        one.settimeout(20)
        return one

    honest, thief = sends(), sends()
    taken = fresh(0x28, struct.pack(">B7x16s", 1, mapped("10.0.0.1")))
    honest.send(taken)
    first = honest.recv(2000)
    genuine = first[0] == 0x29 and first[1] == 0 and first[16:24] == taken[16:24] and \
        hmac.compare_digest(hmac.new(secret, first[:-32], hashlib.sha256).digest(), first[-32:])
    honest.send(taken)  # an honest copy: the same answer
    same = honest.recv(2000) == first
    forged = bytearray(taken)
    body = struct.pack(">B7x16s", 1, mapped("10.66.66.66"))
    for i in range(count):
        thief.send(taken)                                            # replayed from elsewhere
        at = i % len(taken)
        forged[at] ^= 1 << i % 8
        thief.send(forged)                                           # a bit is another
        forged[at] ^= 1 << i % 8
        thief.send(fresh(0x28, body, with_secret=os.urandom(32)))    # another secret
        thief.send(fresh(0x28, body, stamp=time.time_ns() - 3600 * 10**9))
        thief.send(fresh(0x28, body, stamp=time.time_ns() + 3600 * 10**9))
        thief.send(fresh(0x28, body, to="10.9.9.9"))                 # made for another guest
        if i % 16 == 15:                                             # what waits has room: this one gets an answer
            honest.send(fresh(0x20, struct.pack(">QII", 0, 0, 0)))
            honest.recv(2000)
    thief.settimeout(0.2)
    got = 0
    try:
        while thief.recv(2000):
            got += 1
    except TimeoutError:
        pass
    print("genuine" if genuine else "bad", "same" if same else "other", got)


if sys.argv[1] == "bytes":
    known_bytes()
else:
    attack(sys.argv[2], int(sys.argv[3]), int(sys.argv[4], 16), bytes.fromhex(sys.argv[5]), int(sys.argv[6]))
