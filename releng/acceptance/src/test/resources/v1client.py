"""An administrator's client of protocol version 1 that shares no code with Vitrine: bytes in, bytes out.

usage: v1client.py ADDRESS HEX    sends the bytes to UDP port 555 and prints the answer's, or "none" after two seconds
"""

import socket
import sys

address, request = sys.argv[1], bytes.fromhex(sys.argv[2])
family = socket.AF_INET6 if ":" in address else socket.AF_INET
with socket.socket(family, socket.SOCK_DGRAM) as client:
    client.connect((address, 555))  # so that only an answer from there is taken
    client.settimeout(2)
    client.send(request)
    try:
        print(client.recv(65536).hex())
    except TimeoutError:
        print("none")
