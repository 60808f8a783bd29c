"""Links to privacy policies and the notices around them, found by words, address and place."""

from safeinfo.derive.links.reading import policy_links

__all__ = ["policy_links"]
