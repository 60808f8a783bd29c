"""English dates that are read alike on both sides of the ocean, with the hour in figures."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
