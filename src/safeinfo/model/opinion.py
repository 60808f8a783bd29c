"""What another recogniser says of a field."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What another recogniser takes a field for: `said` in its own words; `name` is the field's name or id."""

    frame: str
    selector: str
    name: str
    said: str
