"""What a switch is: one known way to break one requirement, and the outcome it must cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.shops.settings import Edit

FAILED, CANT_TELL, PASSED = "failed", "cantTell", "passed"
UNTESTED, INAPPLICABLE = "untested", "inapplicable"
TRACKED = "third_parties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """A way to break `requirement`, told in one sentence, with the verdict that must follow.

    `also`: what it cannot help doing to other requirements, by their id. `trials`: shows only where forms may be
    submitted. `declaration`: what the shop declares otherwise. `mails`: messages (tests/shops/mails.py) it sends.
    `findings`: names of the findings that it must cause in its requirement, each with `outcome` (one for information
    is `passed`). `beside`: what else it cannot help causing, as "SI-09 csp-weak info"; nothing more may be found.
    `unauditable`: the shop cannot be looked at at all, and the audit must say so.
    """

    name: str
    requirement: str
    sentence: str
    outcome: str = FAILED
    findings: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    trials: bool = False
    declaration: Mapping[str, Any] = field(default_factory=dict)
    mails: tuple[str, ...] = ()
    unauditable: bool = False


# What the content security policy of a shop that lets other parties in gives away.
LETS_OTHERS_IN = "SI-09 csp-weak info"


def found_by(switch: Switch) -> set[tuple[str, str, str]]:
    """Return every finding that a switch adds to those of the good shop: requirement, name, outcome or "info"."""
    outcome = "info" if switch.outcome == PASSED else switch.outcome
    found = {(switch.requirement, name, outcome) for name in switch.findings}
    for line in switch.beside:
        requirement, name, word = line.split()
        found.add((requirement, name, word))
    return found


def before_main_ends(page: str, html: str) -> Edit:
    """Put markup at the end of a page's main part."""
    return Edit(page, "</main>", f"{html}\n</main>")


def script(page: str, source: str) -> Edit:
    """Put a script of a third party into a page."""
    return Edit(page, "</head>", f'<script src="{source}" defer></script>\n</head>')


def section(heading: str, new: str = "") -> Edit:
    """Replace a section of the privacy policy (its heading in English)."""
    return Edit("/privacy", f"<h2>{heading}</h2>.*?(?=<h2>|</article>)", new, pattern=True)


def policy_row(where: str) -> Edit:
    """Take a row out of the policy's table of what is collected."""
    return Edit("/privacy", f"<tr><td>{where}</td>.*?</tr>", pattern=True)


def field_before(page: str, anchor: str, html: str) -> Edit:
    """Put a field before a piece of markup."""
    return Edit(page, anchor, f'<p class="field">{html}</p>\n{anchor}')
