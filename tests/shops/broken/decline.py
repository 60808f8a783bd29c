"""SI-03: something beyond the purchase is required."""

from tests.shops.settings import Edit
from tests.shops.switch import CANT_TELL, FAILED, Switch, field_before

ADDRESS, SIGN_UP, CONTACT = "/checkout/address", "/account/sign-up", "/contact"
PHONE_REQUIRED = (
    Edit(ADDRESS, "Telephone (optional)", "Telephone"),
    Edit(ADDRESS, 'autocomplete="tel" value=', 'autocomplete="tel" required value='),
)
CREATE = '<p><button type="submit">Create account'
SEND = '<p><button type="submit">Send message'
TICK = '<input type="checkbox" name="news" value="yes">'

SWITCHES = (
    Switch(
        name="phone-required",
        requirement="SI-03",
        findings=("beyond-purpose",),
        sentence="The checkout requires a telephone number and gives no reason.",
        edits=(
            *PHONE_REQUIRED,
            Edit(
                ADDRESS, '<span class="hint">So that the carrier can call you if the parcel does not find you.</span>'
            ),
        ),
    ),
    Switch(
        name="phone-required-with-reason",
        requirement="SI-03",
        findings=("reason-stated",),
        sentence="The checkout requires a telephone number and says what for: a person must judge that.",
        outcome=CANT_TELL,
        edits=PHONE_REQUIRED,
    ),
    Switch(
        name="birth-date-required",
        requirement="SI-03",
        findings=("beyond-purpose",),
        beside=("SI-07 child-accepted failed",),
        sentence="The sign-up requires the date of birth.",
        edits=(
            field_before(
                SIGN_UP,
                CREATE,
                '<label for="bday">Date of birth</label>'
                '<input type="date" id="bday" name="bday" autocomplete="bday" required>',
            ),
        ),
        also={"SI-07": FAILED},
        trials=True,
    ),
    Switch(
        name="address-required-at-sign-up",
        requirement="SI-03",
        findings=("beyond-purpose",),
        sentence="The sign-up requires the postal address.",
        edits=(
            field_before(
                SIGN_UP,
                CREATE,
                '<label for="street">Street and house number</label>'
                '<input type="text" id="street" name="street" autocomplete="address-line1" required>',
            ),
        ),
    ),
    Switch(
        name="telephone-required-to-write",
        requirement="SI-03",
        findings=("beyond-purpose",),
        sentence="The contact form requires a telephone number on top of the e-mail address.",
        edits=(
            field_before(
                CONTACT,
                SEND,
                '<label for="tel">Telephone</label><input type="tel" id="tel" name="tel" autocomplete="tel" required>',
            ),
        ),
    ),
    Switch(
        name="name-required-for-newsletter",
        requirement="SI-03",
        findings=("beyond-purpose",),
        sentence="The newsletter requires the full name.",
        edits=(
            Edit(
                "*",
                '<button type="submit">Subscribe</button>',
                '<label for="news-name">Full name\n'
                '<input type="text" id="news-name" name="name" autocomplete="name" required></label>\n'
                '<button type="submit">Subscribe</button>',
            ),
        ),
    ),
    Switch(
        name="marketing-ticked",
        requirement="SI-03",
        findings=("consent-ticked-beforehand",),
        sentence="The newsletter is ticked beforehand in the checkout.",
        edits=(Edit(ADDRESS, TICK, '<input type="checkbox" name="news" value="yes" checked>'),),
    ),
    Switch(
        name="marketing-bound",
        requirement="SI-03",
        findings=("consent-bound",),
        sentence="Nobody can order without agreeing to the newsletter.",
        edits=(
            Edit(ADDRESS, TICK, '<input type="checkbox" name="news" value="yes" required>'),
            Edit(ADDRESS, "Send me the newsletter too (optional)", "I agree to receive the newsletter"),
        ),
    ),
)
