"""Complaints by customers: no account needed, mail confirmed, answered by a deadline, outcome public."""
