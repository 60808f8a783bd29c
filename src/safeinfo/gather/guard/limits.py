"""How much one audit may take from the network."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps of one guard; bytes count both ways, times are seconds."""

    resolve_seconds: float = 10.0
    dial_seconds: float = 15.0
    idle_seconds: float = 90.0
    connection_seconds: float = 900.0
    connection_bytes: int = 128 * 2**20
    total_bytes: int = 2 * 2**30
    connections: int = 512  # at a time
    total_connections: int = 50_000
