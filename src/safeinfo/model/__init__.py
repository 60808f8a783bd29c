"""Frozen types that every layer shares; standard library only, no network, clock, files or randomness."""
