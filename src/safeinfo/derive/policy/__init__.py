"""Privacy policies: whether a text is one, and what it says on selling, children, kinds of data and other topics."""

from safeinfo.derive.policy.reading import (
    MOST_FRAMES,
    make_ready,
    read_policy,
    read_policy_document,
    read_policy_page,
    read_text,
    read_text_of_page,
    without_its_parts,
)

__all__ = [
    "MOST_FRAMES",
    "make_ready",
    "read_policy",
    "read_policy_document",
    "read_policy_page",
    "read_text",
    "read_text_of_page",
    "without_its_parts",
]
