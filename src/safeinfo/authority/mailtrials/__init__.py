"""Trials by e-mail: addresses signed up at a shop, what came to them, the ways out taken, and what that shows."""
