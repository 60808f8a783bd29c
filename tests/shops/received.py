"""What a host of the sample shop received."""

from dataclasses import dataclass


@dataclass(slots=True)
class Received:
    """One request; header names are lower-case. Frames of a web socket are one request with method "WS"."""

    host: str
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""
