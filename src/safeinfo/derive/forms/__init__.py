"""What a form asks for, what it is for, and what in it is required."""

from safeinfo.derive.forms.reading import read_forms

__all__ = ["read_forms"]
