"""A message with its text parts written plainly, so that single values in them can be masked.

Masking the raw bytes of a base64 part would take the whole part. The headers and the words stay as they are; DKIM
does not survive, so authentication is checked on the message as it came.
"""

import email.policy
from email.message import Message

from safeinfo.derive.mail.parts import message_of

_MOST_PARTS = 1000


def opened(raw: bytes) -> bytes:
    """The message with base64 and quoted-printable text parts rewritten as 8bit; as it came if that fails."""
    message, nested = message_of(raw)
    if nested:
        return raw
    changed = [_open(part) for number, part in enumerate(message.walk()) if number < _MOST_PARTS]
    if not any(changed):
        return raw
    try:
        return message.as_bytes(policy=email.policy.compat32.clone(max_line_length=None))
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        RecursionError,
    ):  # headers that the generator cannot write
        return raw


def _open(part: Message) -> bool:
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if part.get_content_maintype() != "text" or encoding not in {"base64", "quoted-printable"}:
        return False
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return False
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "8bit"
    part.set_payload(data.decode("ascii", "surrogateescape"))
    return True
