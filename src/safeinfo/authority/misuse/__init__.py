"""Seals shown without right: suspected, looked for, put before a person, listed apart, and taken off the list."""
