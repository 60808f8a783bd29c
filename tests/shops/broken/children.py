"""SI-07: data of a child under 13 is taken without a guardian."""

from tests.shops.settings import Edit
from tests.shops.switch import CANT_TELL, FAILED, Switch, field_before, section

SWITCHES = (
    Switch(
        name="children-silent",
        requirement="SI-07",
        findings=("children-silent",),
        sentence="The policy says nothing on children.",
        edits=(section("Children"),),
    ),
    Switch(
        name="children-collected",
        requirement="SI-07",
        findings=("children-collected", "declaration-contradicted"),
        sentence="The policy says that data of children under 13 is collected, and nothing of a guardian.",
        edits=(
            section(
                "Children",
                "<h2>Children</h2><p>Children under 13 may open an account too. We collect the name and the "
                "e-mail address of children under 13 to send them greetings and offers.</p>\n",
            ),
        ),
    ),
    Switch(
        name="for-children",
        requirement="SI-07",
        findings=("children-addressed",),
        sentence="The front page calls children to join in: a person must weigh whether the shop is meant for them.",
        outcome=CANT_TELL,
        edits=(
            Edit("/", "Things you will use every day", "Hey kids! Toys, games and stickers for children from 6 to 11"),
            Edit(
                "/",
                "Stoneware, wood and linen, made in small workshops and packed by the two of us.",
                "Join the kids club, collect stars and win a cuddly toy. Made for girls and boys in primary school.",
            ),
        ),
    ),
    Switch(
        name="gate-tells-the-answer",
        requirement="SI-07",
        findings=("gate-tells-answer",),
        sentence="The age gate says before the answer which birth dates it lets in.",
        edits=(
            Edit(
                "/shop/cellar*",
                "Please tell us your date of birth. We do not keep it.",
                "You must be born before 2008 to enter: only visitors aged 18 or over are let in. Enter your date of "
                "birth.",
            ),
        ),
    ),
    Switch(
        name="sign-up-takes-a-child",
        requirement="SI-07",
        findings=("child-accepted",),
        sentence="The sign-up learns the birth date and takes a child's data all the same.",
        edits=(
            field_before(
                "/account/sign-up",
                '<p><button type="submit">Create account',
                '<label for="bday">Date of birth, for a birthday voucher (optional)</label>'
                '<input type="date" id="bday" name="bday" autocomplete="bday">',
            ),
        ),
        trials=True,
    ),
    Switch(
        name="gate-forgets",
        requirement="SI-07",
        findings=("gate-reopened",),
        beside=("SI-08 gate-forgets-refusal failed",),
        sentence="A child who was refused goes back and answers again.",
        settings={"gate": "forgetful"},
        also={"SI-08": FAILED},
        trials=True,
    ),
)
