"""SI-09: collected or passed on over ways that are not secure."""

from tests.shops.settings import Edit
from tests.shops.switch import FAILED, LETS_OTHERS_IN, PASSED, Switch

CONTACT_FORM = '<form class="fields" method="post" action="/contact">'

SWITCHES = (
    Switch(
        name="form-over-http",
        requirement="SI-09",
        findings=("insecure-form-target",),
        beside=(LETS_OTHERS_IN,),
        sentence="The contact form is sent over plain http.",
        edits=(Edit("/contact", CONTACT_FORM, '<form class="fields" method="post" action="{shop_plain}/contact">'),),
        settings={"third_parties": True},
    ),
    Switch(
        name="mixed-content",
        requirement="SI-09",
        findings=("mixed-content",),
        beside=(LETS_OTHERS_IN,),
        sentence="The checkout loads a picture over plain http.",
        edits=(Edit("/checkout/address", "</main>", '<img src="{plain}/seal.gif" alt="">\n</main>'),),
        settings={"third_parties": True},
    ),
    Switch(
        name="mixed-script",
        requirement="SI-09",
        findings=("mixed-content",),
        beside=(LETS_OTHERS_IN,),
        sentence="The sign-up loads a script over plain http.",
        edits=(Edit("/account/sign-up", "</head>", '<script src="{shop_plain}/strength.js" defer></script>\n</head>'),),
        settings={"third_parties": True, "http": "serve-scripts", "pages": {"/strength.js": "void 0;\n"}},
    ),
    Switch(
        name="http-not-redirected",
        requirement="SI-09",
        findings=("plain-http-served",),
        sentence="The whole shop answers over plain http too.",
        settings={"http": "serve"},
    ),
    Switch(
        name="old-tls",
        requirement="SI-09",
        findings=("tls-too-old",),
        sentence="The server still accepts TLS 1.0 and 1.1.",
        settings={"old_tls": True},
    ),
    Switch(
        name="certificate-expired",
        requirement="SI-09",
        sentence="The shop's certificate has expired.",
        settings={"certificate": "expired"},
        unauditable=True,
    ),
    Switch(
        name="certificate-of-another-name",
        requirement="SI-09",
        sentence="The shop's certificate is for another name.",
        settings={"certificate": "other-name"},
        unauditable=True,
    ),
    Switch(
        name="certificate-self-made",
        requirement="SI-09",
        sentence="The shop's certificate is from an authority nobody knows.",
        settings={"certificate": "self-made"},
        unauditable=True,
    ),
    Switch(
        name="form-target-certificate",
        requirement="SI-09",
        findings=("certificate-invalid",),
        beside=(LETS_OTHERS_IN, "SI-09 plain-http-served info"),
        sentence="The newsletter form goes to a service whose certificate has expired.",
        edits=(
            Edit("*", '<form method="post" action="/newsletter">', '<form method="post" action="{letters}/subscribe">'),
        ),
        settings={"third_parties": True, "party_certificate": "expired"},
    ),
    Switch(
        name="cookie-not-secure",
        requirement="SI-09",
        findings=("session-cookie-open",),
        sentence="The session cookie goes over plain http as well.",
        settings={"cookie_secure": False},
    ),
    Switch(
        name="cookie-open-to-scripts",
        requirement="SI-09",
        findings=("session-cookie-open",),
        sentence="Scripts can read the session cookie.",
        settings={"cookie_http_only": False},
    ),
    Switch(
        name="cookie-without-same-site",
        requirement="SI-09",
        findings=("session-cookie-open",),
        sentence="The session cookie does not say to which sites it may go along.",
        settings={"cookie_same_site": ""},
    ),
    Switch(
        name="password-in-url",
        requirement="SI-09",
        findings=("secret-in-get",),
        beside=("SI-02 get-form failed",),
        sentence="The log-in form sends the password in the URL.",
        edits=(
            Edit(
                "/account/log-in",
                '<form class="fields" method="post" action="/account/log-in">',
                '<form class="fields" method="get" action="/account/log-in">',
            ),
        ),
        also={"SI-02": FAILED},
    ),
    Switch(
        name="headers-missing",
        requirement="SI-09",
        findings=("csp-missing", "hsts-missing", "framing-open"),
        sentence="HSTS, the content security policy and framing protection are missing: advice, no failure.",
        outcome=PASSED,
        settings={"headers": {"strict-transport-security": "", "content-security-policy": "", "referrer-policy": ""}},
    ),
)
