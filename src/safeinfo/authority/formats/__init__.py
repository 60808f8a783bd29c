"""How dates and times are written, by language (Django: FORMAT_MODULE_PATH)."""
