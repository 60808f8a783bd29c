"""Privacy policies: whether a text is one, and what it says on selling, children, kinds of data and other topics."""

from safeinfo.derive.policy.reading import read_policy, read_policy_document, read_text

__all__ = ["read_policy", "read_policy_document", "read_text"]
