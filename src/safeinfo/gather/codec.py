"""Observations to and from JSON: dataclasses as objects, times as ISO 8601, the kind of each as a tag."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from cattrs import Converter
from cattrs.errors import BaseValidationError

from safeinfo.gather.ledger import NAMES
from safeinfo.model.errors import EvidenceError
from safeinfo.model.observations import Observation

KIND = "observation"  # not "kind": FieldTyped has a field of that name
_KINDS: Mapping[str, type[Observation]] = {kind.__name__: kind for kind in NAMES}


def _time(value: Any, _: object) -> datetime:
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError(f"{value} names no time zone")
    return moment.astimezone(UTC)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(datetime, lambda moment: moment.astimezone(UTC).isoformat())
    converter.register_structure_hook(datetime, _time)
    converter.register_unstructure_hook(date, date.isoformat)
    converter.register_structure_hook(date, lambda value, _: date.fromisoformat(value))
    return converter


_CONVERTER = _converter()


def to_json(observation: Observation) -> dict[str, Any]:
    """Return an observation as a JSON object with its kind."""
    return {KIND: type(observation).__name__, **_CONVERTER.unstructure(observation)}


def from_json(value: Any) -> Observation:
    """Return the observation that a JSON object holds; EvidenceError if it holds none."""
    if not isinstance(value, dict) or (kind := _KINDS.get(str(value.get(KIND)))) is None:
        raise EvidenceError(
            "the evidence holds an observation of an unknown kind",
            "A newer safeinfo may have written it; use that one, or gather anew.",
        )
    fields = {name: each for name, each in value.items() if name != KIND}
    try:
        return _CONVERTER.structure(fields, kind)
    except (BaseValidationError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise EvidenceError(f"the evidence holds a {kind.__name__} that does not fit: {error}") from error
