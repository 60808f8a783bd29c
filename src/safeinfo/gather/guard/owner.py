"""Whose connection it is: on Linux, the user at the other end of a loopback connection, from `/proc/net/tcp`.

Asking the browser for a password would cost it request interception on every page (that is how browsers driven by
CDP answer a proxy); the kernel knows already who connects, so other users of the machine are kept out by that.
"""

import os
from pathlib import Path

TABLE = Path("/proc/net/tcp")
LOCAL, REMOTE, UID = 1, 2, 7  # columns, proc(5)


def user_of(client_port: int, server_port: int) -> int | None:
    """Return the user id that owns the client's end of a connection on 127.0.0.1; None if that cannot be told."""
    local, remote = _entry(client_port), _entry(server_port)
    try:
        lines = TABLE.read_text("ascii").splitlines()[1:]
    except OSError:
        return None
    for line in lines:
        columns = line.split()
        if columns[LOCAL] == local and columns[REMOTE] == remote:
            return int(columns[UID])
    return None


def is_ours(client_port: int, server_port: int) -> bool:
    """Tell whether this process's user made the connection; where the system does not say, it counts as ours."""
    owner = user_of(client_port, server_port)
    return owner is None or owner in {os.getuid(), os.geteuid()}


def _entry(port: int) -> str:
    """Write 127.0.0.1 and a port as the table does: little-endian hexadecimal."""
    return f"0100007F:{port:04X}"
