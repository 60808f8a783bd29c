"""Whose connection it is: on Linux, the user at the other end of a loopback connection, as the kernel knows it.

Asking the browser for a password would cost it request interception on every page (that is how browsers driven by
CDP answer a proxy); the kernel can say who connects (sock_diag(7)), and so other users of the machine are kept out.
"""

import os
import socket
import struct
from functools import lru_cache

NETLINK_SOCK_DIAG = 4
SOCK_DIAG_BY_FAMILY = 20
NLM_F_REQUEST = 1
ANY_STATE = 0xFFFFFFFF
ANY_COOKIE = 0xFFFFFFFF
HEADER = struct.Struct("=IHHII")  # nlmsghdr
REQUEST = struct.Struct("=BBBxI")  # inet_diag_req_v2 up to the socket's identity
PORTS = struct.Struct(">HH")
IDENTITY = struct.Struct("=16s16sIII")  # addresses, interface, cookie
UID_AT = HEADER.size + 4 + PORTS.size + IDENTITY.size + 12  # inet_diag_msg.idiag_uid
LOOPBACK = socket.inet_aton("127.0.0.1").ljust(16, b"\0")
SECONDS = 1.0


def user_of(client_port: int, server_port: int) -> int | None:
    """Return the user id that owns the client's end of a connection on 127.0.0.1; None if that cannot be told."""
    try:
        with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, NETLINK_SOCK_DIAG) as kernel:
            kernel.settimeout(SECONDS)
            kernel.sendto(_question(client_port, server_port), (0, 0))
            answer = kernel.recv(4096)
    except (OSError, AttributeError):  # no Linux, or a sandbox that hides this
        return None
    kind = HEADER.unpack_from(answer)[1]
    return int(struct.unpack_from("=I", answer, UID_AT)[0]) if kind == SOCK_DIAG_BY_FAMILY else None


def is_ours(client_port: int, server_port: int) -> bool:
    """Tell whether this process's user made the connection; where the system cannot say, it counts as ours.

    A connection that the kernel no longer knows was closed by its client, and gets no answer anyway.
    """
    owner = user_of(client_port, server_port)
    return owner is None or owner in _users()


@lru_cache(maxsize=1)
def _users() -> frozenset[int]:
    return frozenset({os.getuid(), os.geteuid()})


def _question(client_port: int, server_port: int) -> bytes:
    """Ask for one socket by its two ends, seen from the client."""
    body = REQUEST.pack(socket.AF_INET, socket.IPPROTO_TCP, 0, ANY_STATE)
    body += PORTS.pack(client_port, server_port)
    body += IDENTITY.pack(LOOPBACK, LOOPBACK, 0, ANY_COOKIE, ANY_COOKIE)
    return HEADER.pack(HEADER.size + len(body), SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, 0, 0) + body
