"""Find planted values in what was sent, and mask them: `Needles`, `mask_secrets`, `shape`."""

from safeinfo.derive.leaks.needles import Examined, Needles, token

__all__ = ["Examined", "Needles", "token"]
