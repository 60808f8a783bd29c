"""The switches, one module for each requirement."""
