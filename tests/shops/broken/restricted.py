"""SI-08: pages for older visitors are open to children."""

from tests.shops.settings import Edit
from tests.shops.switch import FAILED, Switch

OVERLAY = "".join(
    [
        '<div style="position:fixed;inset:0;background:#fff;padding:4rem 1rem;z-index:9" role="dialog">',
        '<h2>Before you go on</h2>\n<form class="fields" method="post" action="/age">',
        '<input type="hidden" name="back" value="/shop/cellar"><p>Please tell us your date of birth.</p>\n',
        *(
            f'<p class="field"><label for="{part}">{part.title()}</label><input type="text" id="{part}" name="{part}" '
            f'autocomplete="bday-{part}" maxlength="4" required></p>\n'
            for part in ("day", "month", "year")
        ),
        '<p><button type="submit">Continue</button></p>\n</form></div>\n</main>',
    ]
)

SWITCHES = (
    Switch(
        name="gate-missing",
        requirement="SI-08",
        findings=("gate-missing",),
        sentence="The department for adults is open to everybody.",
        settings={"gate": "missing"},
    ),
    Switch(
        name="gate-overlay",
        requirement="SI-08",
        findings=("content-behind-gate",),
        sentence="The gate only lies over the content, which everybody was sent already.",
        edits=(Edit("/shop/cellar*", "</main>", OVERLAY),),
        settings={"gate": "overlay"},
    ),
    Switch(
        name="gate-not-at-deep-link",
        requirement="SI-08",
        findings=("gate-missing",),
        sentence="The department has a gate, its products have none.",
        settings={"gate": "deep-link-open"},
        edits=(
            Edit(
                "/",
                "<h2>Favourites of this season</h2>",
                '<h2>Favourites of this season</h2>\n<p><a href="/shop/cellar/gin">New: heather gin</a></p>',
            ),
        ),
    ),
    Switch(
        name="gate-lets-children-in",
        requirement="SI-08",
        findings=("gate-opens-to-child", "child-accepted"),
        sentence="The gate asks for the birth date and opens whatever the answer is.",
        settings={"gate": "forgiving"},
        also={"SI-07": FAILED},
        trials=True,
    ),
    Switch(
        name="gate-too-low",
        requirement="SI-08",
        findings=("gate-opens-to-child", "child-accepted"),
        sentence="The gate of a department for adults lets twelve-year-olds in.",
        settings={"gate_age": 10},
        also={"SI-07": FAILED},
        trials=True,
    ),
)
