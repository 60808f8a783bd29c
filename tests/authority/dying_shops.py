"""The shops of `dying`, and how often it dies; apart, for whoever starts it has no authority of its own."""

GOOD, FAILS, AT_ONCE = "https://good.example", "https://fails.example", "https://atonce.example"
EVERY, KILLS = 12, 3
