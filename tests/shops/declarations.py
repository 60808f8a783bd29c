"""What the sample shop declares of itself; every word of it is true of the shop as it stands."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

from safeinfo.model.declaration import AgeLimitDeclared, Declaration, MailingDeclared, RecipientDeclared
from tests.shops.switches import SWITCHES

SAFEGUARDS = {
    "encryption": "All personal data is encrypted in transit (TLS 1.2 or newer) and on disk.",
    "access": "Only the two owners can read it, each with an account and a second factor of their own.",
    "retention": "Orders seven years, messages one year, accounts and newsletter addresses until deleted.",
    "breach": "Those concerned and the authority are told within 72 hours.",
}

GOOD = Declaration(
    shop="Tarn & Thistle",
    signed_by="Ines Tarn, owner",
    signed_on=date(2026, 9, 1),
    sells_goods=True,
    sold=False,
    recipients=(
        RecipientDeclared(organisation="Copperkey Payments", purpose="payment", hosts=("cards.localhost",)),
        RecipientDeclared(organisation="Heron Parcels", purpose="delivery", hosts=("parcels.localhost",)),
        RecipientDeclared(organisation="Paperboat Letters", purpose="newsletter", hosts=("letters.localhost",)),
    ),
    safeguards=SAFEGUARDS,
    mailings=(
        MailingDeclared(name="newsletter", sender="hello@tarn-and-thistle.example", frequency="four times a year"),
    ),
    sends_mailings=True,
    under_13="refused",
    directed_at_children=False,
    age_limits=(AgeLimitDeclared(minimum=18, pages=("/shop/cellar", "/shop/cellar/gin")),),
)


def declaration_for(switches: Collection[str] = ()) -> Declaration:
    """Return what the shop declares with these switches on."""
    changes: dict[str, Any] = {}
    for name in switches:
        changes |= SWITCHES[name].declaration
    return replace(GOOD, **changes)
