"""SI-01: asked for, but named nowhere."""

from tests.shops.settings import Edit
from tests.shops.switch import Switch, field_before, policy_row

ADDRESS, CONTACT, SIGN_UP, PAYMENT = "/checkout/address", "/contact", "/account/sign-up", "/checkout/payment"

SWITCHES = (
    Switch(
        name="national-id-unnamed",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The checkout asks for a national identity number that the policy does not name.",
        edits=(
            field_before(
                ADDRESS,
                '<p class="field"><label for="phone">',
                '<label for="nid">National identity number (optional)</label><input type="text" id="nid" name="nid">',
            ),
        ),
    ),
    Switch(
        name="gender-unnamed",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The sign-up asks for the gender, which the policy does not name.",
        edits=(
            field_before(
                SIGN_UP,
                '<p><button type="submit">Create account',
                '<label for="sex">Gender (optional)</label><select id="sex" name="sex" autocomplete="sex">'
                '<option value="">Please choose</option><option>Female</option><option>Male</option>'
                "<option>Non-binary</option></select>",
            ),
        ),
    ),
    Switch(
        name="bank-account-unnamed",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The contact form asks for a bank account, which the policy does not name.",
        edits=(
            field_before(
                CONTACT,
                '<p><button type="submit">Send message',
                '<label for="iban">IBAN for refunds (optional)</label><input type="text" id="iban" name="iban">',
            ),
        ),
    ),
    Switch(
        name="policy-omits-telephone",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The checkout asks for the telephone number; the policy no longer says a word about it.",
        edits=(
            policy_row("Ordering, only if you like"),
            Edit("/privacy", "your postal address and, if you gave one, your telephone number", "your postal address"),
        ),
    ),
    Switch(
        name="policy-omits-birth-date",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The cellar asks for the date of birth; the policy no longer says so.",
        edits=(policy_row("Cellar department"),),
    ),
    Switch(
        name="policy-omits-address",
        requirement="SI-01",
        findings=("kind-unnamed",),
        sentence="The checkout asks for the postal address; the policy never mentions it.",
        edits=(
            Edit(
                "/privacy",
                "E-mail address, name, postal address (street, postcode, town, country)",
                "E-mail address, name",
            ),
            Edit("/privacy", "name and address if you enter them", "name if you enter it"),
            Edit(
                "/privacy",
                "your name, your postal address and, if you gave one, your telephone number",
                "your name and, if you gave one, your telephone number",
            ),
        ),
    ),
)
