"""The seal in a browser."""
