"""An administrator's client of protocol version 1 that shares no code with Vitrine: bytes in, bytes out.

usage: v1client.py ADDRESS HEX...    sends each to UDP port 555, in this order, and prints what comes back, a line each, until
                                     the last may have been answered: an answer to it is there, or two seconds have passed
"""

import socket
import sys

address, requests = sys.argv[1], [bytes.fromhex(request) for request in sys.argv[2:]]
wanted = {0x10: 0x51, 0x11: 0x52, 0x12: 0x53}[requests[-1][0]]
family = socket.AF_INET6 if ":" in address else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as client:
    client.connect((address, 555))  # so that only an answer from there is taken
    client.settimeout(2)
    for request in requests:
        client.send(request)
    try:
        answer = b""
        while answer[:1] != bytes([wanted]):
            answer = client.recv(65536)
            print(answer.hex())
    except TimeoutError:
        pass
