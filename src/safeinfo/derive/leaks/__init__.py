"""Find planted values in what was sent, and mask them: `Needles`, `mask_secrets`, `shape`."""

from safeinfo.derive.leaks.needles import Examined, Needles, token
from safeinfo.derive.leaks.secrets import mask_header, mask_secrets, mask_tokens, shape

__all__ = ["Examined", "Needles", "mask_header", "mask_secrets", "mask_tokens", "shape", "token"]
