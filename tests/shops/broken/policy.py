"""SI-10: the privacy policy is not one click away, or is none."""

from tests.shops.settings import Edit
from tests.shops.switch import FAILED, LETS_OTHERS_IN, Switch

FOOTER = '<li><a href="/privacy">Privacy policy</a></li>'
NEAR = 'What we do with what you enter: <a href="/privacy">Privacy policy</a>'
LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore. "
# Without a policy nothing in it can be read: what is asked, sold, done about children.
NO_POLICY = {"SI-01": FAILED, "SI-04": FAILED, "SI-07": FAILED}
# What the policy says of selling is then more than one click from the front page.
BURIED = {"SI-04": FAILED}


def footer(new: str, page: str = "*") -> Edit:
    """Replace the policy's link in the footer."""
    return Edit(page, FOOTER, new)


SWITCHES = (
    Switch(
        name="policy-link-missing-checkout",
        requirement="SI-10",
        findings=("policy-link-missing",),
        sentence="The checkout has no link to the policy.",
        edits=(footer("", "/checkout/*"), Edit("/checkout/*", NEAR)),
    ),
    Switch(
        name="policy-link-missing-home",
        requirement="SI-10",
        findings=("policy-link-missing",),
        beside=("SI-04 sale-statement-buried failed",),
        sentence="The front page has no link to the policy.",
        edits=(footer("", "/"),),
        also=BURIED,
    ),
    Switch(
        name="policy-link-missing-contact",
        requirement="SI-10",
        findings=("policy-link-missing",),
        sentence="The contact page has no link to the policy.",
        edits=(footer("", "/contact"),),
    ),
    Switch(
        name="policy-gone",
        requirement="SI-10",
        findings=("policy-link-dead",),
        beside=(
            "SI-01 credential-unnamed info",
            "SI-01 kind-unnamed failed",
            "SI-04 sale-silent failed",
            "SI-07 children-silent failed",
        ),
        sentence="The policy's link leads to a page that does not exist.",
        settings={"gone": frozenset({"/privacy"})},
        also=NO_POLICY,
    ),
    Switch(
        name="policy-blank",
        requirement="SI-10",
        findings=("policy-link-elsewhere",),
        beside=(
            "SI-01 credential-unnamed info",
            "SI-01 kind-unnamed failed",
            "SI-04 sale-silent failed",
            "SI-07 children-silent failed",
        ),
        sentence="The policy is a page with a heading and nothing below it.",
        edits=(Edit("/privacy", "<article>.*</article>", "<article><h1>Privacy policy</h1></article>", pattern=True),),
        also=NO_POLICY,
    ),
    Switch(
        name="policy-lorem-ipsum",
        requirement="SI-10",
        findings=("policy-template",),
        beside=(
            "SI-01 credential-unnamed info",
            "SI-01 kind-unnamed failed",
            "SI-04 sale-silent failed",
            "SI-07 children-silent failed",
        ),
        sentence="The policy is dummy text.",
        edits=(
            Edit(
                "/privacy",
                "<article>.*</article>",
                f"<article><h1>Privacy policy</h1><p>{LOREM * 12}</p></article>",
                pattern=True,
            ),
        ),
        also=NO_POLICY,
    ),
    Switch(
        name="policy-with-blanks",
        requirement="SI-10",
        findings=("policy-template",),
        sentence="The policy is a template whose places nobody filled in.",
        edits=(
            Edit(
                "/privacy",
                "Tarn &amp; Thistle, a small shop for things of the table and the kitchen,",
                "[Company Name]",
            ),
            Edit("/privacy", "Tarn &amp; Thistle, 4 Slipway Lane, Port Anselm.", "[Company Name], [Company Address]."),
        ),
    ),
    Switch(
        name="policy-link-elsewhere",
        requirement="SI-10",
        findings=("policy-link-elsewhere",),
        beside=("SI-04 sale-statement-buried failed",),
        sentence="What is called privacy policy leads to the terms of sale.",
        edits=(Edit("*", '<a href="/privacy">Privacy policy</a>', '<a href="/terms">Privacy policy</a>'),),
        also=BURIED,
    ),
    Switch(
        name="policy-link-placeholder",
        requirement="SI-10",
        findings=("policy-link-placeholder",),
        beside=("SI-04 sale-statement-buried failed",),
        sentence="The policy's link leads nowhere.",
        edits=(Edit("*", '<a href="/privacy">Privacy policy</a>', '<a href="#">Privacy policy</a>'),),
        also=BURIED,
    ),
    Switch(
        name="policy-link-hidden",
        requirement="SI-10",
        findings=("policy-link-hidden",),
        beside=(LETS_OTHERS_IN,),
        sentence="The policy's link is there, but cannot be seen.",
        edits=(
            footer('<li style="display:none"><a href="/privacy">Privacy policy</a></li>'),
            Edit("*", NEAR),
        ),
        settings={"third_parties": True},
    ),
    Switch(
        name="policy-link-not-by-keyboard",
        requirement="SI-10",
        findings=("policy-link-not-by-keyboard",),
        sentence="The policy's link cannot be reached with the keyboard.",
        edits=(
            Edit("*", '<a href="/privacy">Privacy policy</a>', '<a href="/privacy" tabindex="-1">Privacy policy</a>'),
        ),
    ),
    Switch(
        name="policy-link-only-in-banner",
        requirement="SI-10",
        findings=("policy-link-only-in-banner", "policy-link-missing"),
        beside=("SI-01 browser-storage info", LETS_OTHERS_IN),
        sentence="Only the cookie banner links to the policy; once it is answered no link is left.",
        edits=(
            footer(""),
            Edit("*", NEAR),
            Edit(
                "*",
                "</body>",
                '<div id="cookies" role="dialog" aria-label="Cookies" style="position:fixed;left:0;right:0;bottom:0;'
                'background:#fff;border-top:2px solid #24594a;padding:1rem">\n<p>May we use cookies to remember what '
                'you looked at? <a href="/privacy">Privacy policy</a></p>\n'
                '<p><button type="button">Accept cookies</button> <button type="button">Refuse cookies</button></p>\n'
                '</div>\n<script src="/banner.js"></script>\n</body>',
            ),
        ),
        settings={
            "third_parties": True,
            "pages": {
                "/banner.js": 'const banner = document.getElementById("cookies");\n'
                'if (sessionStorage.getItem("answered")) banner.remove();\n'
                'for (const button of banner.querySelectorAll("button")) button.onclick = () => {\n'
                '  sessionStorage.setItem("answered", "yes");\n  banner.remove();\n};\n'
            },
        },
    ),
)
