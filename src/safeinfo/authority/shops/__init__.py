"""Shops: who applies for which origin, how control of its domain was proved, and what it declares."""
