"""The API as a whole: every part of it, under one description. Errors are problems of RFC 9457."""

from safeinfo.authority.api import account, audits, mail, seals, shops
from safeinfo.authority.api.base import api

__all__ = ["account", "api", "audits", "mail", "seals", "shops"]
