"""SI-08: pages for older visitors are open to children."""

from tests.shops.settings import Edit
from tests.shops.switch import FAILED, Switch

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
        findings=("gate-opens-to-child",),
        beside=("SI-07 child-accepted failed",),
        sentence="The gate asks for the birth date and opens whatever the answer is.",
        settings={"gate": "forgiving"},
        also={"SI-07": FAILED},
        trials=True,
    ),
    Switch(
        name="gate-too-low",
        requirement="SI-08",
        findings=("gate-opens-to-child",),
        beside=("SI-07 child-accepted failed",),
        sentence="The gate of a department for adults lets twelve-year-olds in.",
        settings={"gate_age": 10},
        also={"SI-07": FAILED},
        trials=True,
    ),
)
