"""The walk through a shop: where it goes, what it presses and types, and what it leaves alone."""
