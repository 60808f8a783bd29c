"""SI-02: personal data reaches somebody the purchase does not need."""

from tests.shops.settings import Edit
from tests.shops.switch import LETS_OTHERS_IN, Switch, script

OPEN = {"third_parties": True}
FOUND = ("disclosure-before-submit",)
ADDRESS, PAYMENT = "/checkout/address", "/checkout/payment"


def tracker(name: str, sentence: str, file: str, page: str = ADDRESS, host: str = "numbers", **more) -> Switch:
    """Return a switch that puts a third party's script into a page."""
    edits = (script(page, f"{{{host}}}/{file}"),)
    given = {"settings": OPEN, "findings": FOUND, "beside": (LETS_OTHERS_IN,)} | more
    return Switch(name=name, requirement="SI-02", sentence=sentence, edits=edits, **given)


SWITCHES = (
    tracker(
        "tracker-typing-plain",
        "A tracker on the checkout gets the e-mail address in its URL while it is typed.",
        "plain.js",
    ),
    tracker(
        "tracker-typing-sha256",
        "A tracker on the checkout gets the SHA-256 of the e-mail address while it is typed.",
        "sha256.js",
    ),
    tracker(
        "tracker-typing-sha1-image",
        "A picture's URL carries the SHA-1 of the e-mail address in upper-case hexadecimal.",
        "sha1-image.js",
        "/contact",
    ),
    tracker(
        "tracker-typing-websocket",
        "A chat script sends the name in base64 over a web socket while it is typed.",
        "socket.js",
        "/contact",
    ),
    tracker(
        "tracker-typing-worker",
        "A worker of the page sends the e-mail address on while it is typed.",
        "worker.js",
        "/account/sign-up",
    ),
    tracker(
        "tracker-typing-beacon",
        "A beacon carries the telephone number, as JSON, while it is typed.",
        "beacon.js",
    ),
    tracker(
        "session-recorder",
        "A recorder on the checkout sends every key and field to its maker.",
        "recorder.js",
        host="replay",
    ),
    tracker(
        "card-number-sent",
        "A third party's script on the payment page sends the card number on.",
        "card.js",
        PAYMENT,
        trials=True,
        findings=("disclosure-before-submit", "card-in-reach"),
        beside=(LETS_OTHERS_IN, "SI-09 script-unpinned info"),
    ),
    Switch(
        name="email-in-address-bar",
        requirement="SI-02",
        findings=("personal-data-in-address", "disclosure-before-submit"),
        beside=(LETS_OTHERS_IN,),
        sentence="A script writes the e-mail address into the page's address, from where it gets into referrers.",
        edits=(
            Edit("/checkout/address", "</head>", '<script src="/address-bar.js" defer></script>\n</head>'),
            Edit("/checkout/address", "</main>", '<img src="{numbers}/dot.gif" alt="" id="dot">\n</main>'),
        ),
        settings=OPEN
        | {
            "headers": {"referrer-policy": "unsafe-url"},
            "pages": {
                "/address-bar.js": 'document.addEventListener("input", (event) => {\n'
                '  if (event.target.type !== "email" || !/@.+\\.[a-z]{2,}$/.test(event.target.value)) return;\n'
                '  history.replaceState(null, "", "?email=" + encodeURIComponent(event.target.value));\n'
                '  document.getElementById("dot").src += "?again";\n});\n'
            },
        },
    ),
    Switch(
        name="email-kept-in-storage",
        requirement="SI-02",
        findings=("clear-in-storage",),
        beside=("SI-01 browser-storage info",),
        sentence="The page's own script keeps the e-mail address in local storage, in clear.",
        edits=(Edit("/checkout/address", "</head>", '<script src="/keep.js" defer></script>\n</head>'),),
        settings={
            "pages": {
                "/keep.js": 'document.addEventListener("input", (event) => {\n'
                '  if (event.target.name) localStorage.setItem("kept-" + event.target.name, event.target.value);\n});\n'
            }
        },
    ),
    Switch(
        name="email-in-get-form",
        requirement="SI-02",
        findings=("get-form", "personal-data-in-address"),
        sentence="The newsletter form sends the e-mail address in the URL.",
        edits=(Edit("*", '<form method="post" action="/newsletter">', '<form method="get" action="/newsletter">'),),
    ),
    Switch(
        name="form-to-stranger",
        requirement="SI-02",
        findings=("recipient-unnamed",),
        beside=(LETS_OTHERS_IN, "SI-09 plain-http-served info"),
        sentence="The contact form goes to an organisation that the policy does not name.",
        edits=(
            Edit(
                "/contact",
                '<form class="fields" method="post" action="/contact">',
                '<form class="fields" method="post" action="{profiles}/lead">',
            ),
        ),
        settings=OPEN,
    ),
)
