"""Find planted values in what was sent, and mask them: `Needles`, `mask_secrets`, `shape`."""

from safeinfo.derive.leaks.needles import Examined, Needles, token
from safeinfo.derive.leaks.secrets import mask_secrets, shape

__all__ = ["Examined", "Needles", "mask_secrets", "shape", "token"]
