"""SI-06: informational e-mails without a link to unsubscribe that works (tests/shops/mails.py writes them)."""

from tests.shops.switch import UNTESTED, Switch

SENTENCES = {
    "unsubscribe-missing": "The newsletter has no link to unsubscribe.",
    "unsubscribe-header-only": "Only a header that no reader sees says how to unsubscribe.",
    "unsubscribe-hidden": "The link to unsubscribe is one pixel high and white on white.",
    "unsubscribe-commented": "The link to unsubscribe stands in a comment of the markup.",
    "unsubscribe-placeholder": "The link to unsubscribe leads nowhere.",
    "unsubscribe-unfilled": "The link to unsubscribe is a merge tag that nobody filled in.",
    "unsubscribe-behind-login": "Whoever wants no more letters has to log in.",
    "unsubscribe-by-letter": "Whoever wants no more letters has to write a letter on paper.",
    "receipt-with-offer": "The order confirmation advertises, and has no link to unsubscribe.",
}

FOUND = {"unsubscribe-hidden": "opt-out-hidden", "unsubscribe-behind-login": "opt-out-not-actionable"}

# What every letter of this shop leaves to be wished: nobody signs it, and its address does not read as one.
NOT_SIGNED, NO_ADDRESS = "SI-06 authentication-weak info", "SI-06 postal-address-missing info"
NOT_AT_ONCE, UNPROVEN = "SI-06 one-click-missing info", "SI-06 effect-unproven untested"
BESIDE = {
    "unsubscribe-header-only": (NOT_SIGNED, NO_ADDRESS, UNPROVEN),
    "receipt-with-offer": (NOT_SIGNED, NOT_AT_ONCE, UNPROVEN),
}

SWITCHES = (
    Switch(
        name="unsubscribe-present",
        requirement="SI-06",
        sentence="The newsletter's link is fine; whether the mail stops is not known yet.",
        findings=("effect-unproven",),
        beside=(NOT_SIGNED, NO_ADDRESS),
        outcome=UNTESTED,
        mails=("good",),
    ),
    *(
        Switch(
            name=name,
            requirement="SI-06",
            findings=(FOUND.get(name, "opt-out-missing"),),
            beside=BESIDE.get(name, (NOT_SIGNED, NO_ADDRESS, NOT_AT_ONCE, UNPROVEN)),
            sentence=text,
            mails=(name,),
        )
        for name, text in SENTENCES.items()
    ),
)
