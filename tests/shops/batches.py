"""Which switches can be thrown together and still be told apart: an audit of a shop costs more than judging it."""

from collections.abc import Collection, Iterable

from tests.shops.switch import LETS_OTHERS_IN, Switch, found_by
from tests.shops.switches import SWITCHES

MOST = 6
Finding = tuple[str, str, str]  # requirement, name, outcome or "info"
NO_MESSAGE: Finding = ("SI-06", "no-message", "untested")


def batches() -> list[tuple[str, ...]]:
    """Return every switch in exactly one batch; those of a batch break different requirements and different places."""
    made: list[list[Switch]] = []
    for switch in sorted(SWITCHES.values(), key=lambda each: (-len(each.also), each.name)):
        if switch.unauditable:
            continue
        fits = (batch for batch in made if len(batch) < MOST and not any(clash(switch, other) for other in batch))
        batch = next(fits, None)
        if batch is None:
            made.append([switch])
        else:
            batch.append(switch)
    return [tuple(sorted(each.name for each in batch)) for batch in made]


def clash(one: Switch, other: Switch) -> bool:
    """Tell whether two switches touch one requirement, or undo each other's change."""
    return bool(
        touched(one) & touched(other)
        or replaced(one) & replaced(other)
        or (takes_policy(one) and edits_policy(other))
        or (takes_policy(other) and edits_policy(one))
        or set(one.declaration) & set(other.declaration)
        or (sets_headers(one) and lets_in(other))
        or (sets_headers(other) and lets_in(one))
        or any(one.settings[key] != other.settings[key] for key in set(one.settings) & set(other.settings) - {"pages"})
    )


def touched(switch: Switch) -> set[str]:
    """Return the requirements whose verdict a switch changes."""
    return {switch.requirement, *switch.also}


def replaced(switch: Switch) -> set[str]:
    """Return the markup that a switch takes away; what only gets something beside it is still there for another."""
    return {edit.old for edit in switch.edits if edit.old not in edit.new}


def sets_headers(switch: Switch) -> bool:
    """Tell whether a switch takes headers away, the content security policy among them."""
    return "content-security-policy" in switch.settings.get("headers", {})


def lets_in(switch: Switch) -> bool:
    """Tell whether a switch changes the content security policy, to let other parties in."""
    return LETS_OTHERS_IN in switch.beside


def takes_policy(switch: Switch) -> bool:
    """Tell whether nothing of the policy's text is left."""
    return "/privacy" in switch.settings.get("gone", ()) or any("<article>" in edit.old for edit in switch.edits)


def edits_policy(switch: Switch) -> bool:
    """Tell whether a switch changes the policy's text."""
    return any(edit.page == "/privacy" for edit in switch.edits)


def expected_outcomes(good: dict[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return the verdicts of a shop with these switches, by requirement, given those of the good shop.

    `passed` as a switch's outcome means that it changes nothing.
    """
    outcomes = dict(good)
    for switch in (SWITCHES[name] for name in names):
        changes = {switch.requirement: switch.outcome} | dict(switch.also)
        outcomes |= {key: value for key, value in changes.items() if value != "passed"}
    return outcomes


def expected_findings(good: Collection[Finding], names: Iterable[str]) -> set[Finding]:
    """Return every finding that is no pass, of a shop with these switches, given those of the good shop.

    Where a message was given, that none was is no longer found.
    """
    switches = [SWITCHES[name] for name in names]
    gone = {NO_MESSAGE} if any(switch.mails for switch in switches) else set()
    return (set(good) - gone).union(*(found_by(switch) for switch in switches))
