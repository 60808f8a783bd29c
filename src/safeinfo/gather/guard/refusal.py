"""What the guard says when it does not let something through."""


class Refused(Exception):  # noqa: N818 - reads as what happened, and is as often an answer as an error
    """The guard does not allow it: `reason` is one of the words below, `detail` a sentence without its full stop.

    Reasons: scheme, userinfo, bad-host, bad-port, zone-id, loopback, private, link-local, metadata, multicast,
    broadcast, unspecified, special-purpose, embedded, own-port, limit, credentials.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class Unresolved(Refused):
    """The name has no address, or no name server answered in time; `reason` is dns."""

    def __init__(self, detail: str) -> None:
        super().__init__("dns", detail)
