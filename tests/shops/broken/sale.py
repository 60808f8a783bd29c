"""SI-04: whether data is sold is not said, or not truly; SI-05: it is sold without having asked by e-mail."""

from tests.shops.settings import Edit
from tests.shops.switch import CANT_TELL, PASSED, UNTESTED, Switch, section

SALE = "We do not sell your personal data"

SWITCHES = (
    Switch(
        name="sale-silent",
        requirement="SI-04",
        findings=("sale-silent",),
        sentence="The policy says nothing on selling data.",
        edits=(section(SALE),),
    ),
    Switch(
        name="sale-unclear",
        requirement="SI-04",
        findings=("sale-unclear",),
        beside=("SI-05 sale-open untested",),
        sentence="The policy says that nothing is sold, with an exception that nobody can measure.",
        outcome=CANT_TELL,
        edits=(
            section(
                SALE,
                "<h2>Partners</h2><p>We do not sell your personal information, except to selected partners where that "
                "is of benefit to both sides.</p>\n",
            ),
        ),
        also={"SI-05": UNTESTED},
    ),
    Switch(
        name="sale-contradicted-in-policy",
        requirement="SI-04",
        findings=("sale-statements-differ", "declaration-contradicted"),
        beside=("SI-05 consent-unproven untested",),
        sentence="The policy says whom the addresses are sold to, and in the next section that nothing is sold.",
        edits=(
            Edit(
                "/privacy",
                "They may use the data for that task and for nothing else.",
                "We also sell the names and e-mail addresses of our customers to Profile Lane Data, a mail order firm.",
            ),
        ),
        also={"SI-05": UNTESTED},
    ),
    Switch(
        name="sale-declared-not-told",
        requirement="SI-04",
        findings=("declaration-contradicted",),
        beside=("SI-05 consent-unproven untested",),
        sentence="The shop declares that it sells data; its policy says that it does not.",
        declaration={"sold": True, "sold_to": ("Profile Lane Data",), "consent_asked_by_mail": True},
        also={"SI-05": UNTESTED},
    ),
    Switch(
        name="sale-told-not-declared",
        requirement="SI-04",
        findings=("declaration-contradicted",),
        beside=("SI-05 consent-unproven untested",),
        sentence="The policy says that data is sold; the shop declares that it is not.",
        edits=(
            section(
                SALE,
                "<h2>Sale of data</h2><p>We sell the names and postal addresses of our customers to other mail order "
                "firms. Before we do, we ask every customer by e-mail, and only sell the data of those who answered "
                "that they agree.</p>\n",
            ),
        ),
        declaration={"sold": False},
        also={"SI-05": UNTESTED},
    ),
    Switch(
        name="sale-two-clicks-away",
        requirement="SI-04",
        findings=("sale-silent",),
        sentence="What is said about sale stands on a page that only the policy links to.",
        edits=(
            section(
                SALE, '<h2>Further notices</h2><p>See also <a href="/notice-on-sale">our notice on sale</a>.</p>\n'
            ),
        ),
        settings={
            "pages": {
                "/notice-on-sale": '<!DOCTYPE html><html lang="en"><title>Notice on sale</title><main>'
                "<h1>Notice on sale</h1><p>This notice is part of our privacy policy. "
                "We do not sell your personal information to third parties.</p>"
                '<p><a href="/privacy">Privacy policy</a></p></main></html>'
            }
        },
    ),
    Switch(
        name="sold-with-opt-out",
        requirement="SI-05",
        findings=("opt-out-only",),
        sentence="The policy sells, and whoever does not want that has to say so.",
        declaration={"sold": True, "sold_to": ("marketing companies and data brokers",)},
        edits=(
            section(
                SALE,
                "<h2>Sale of data</h2><p>We sell your name, your e-mail address and your order history to marketing "
                "companies. If you do not want us to sell your personal information, you can opt out at any time by "
                'writing to <a href="mailto:privacy@shop.localhost">privacy@shop.localhost</a>.</p>\n',
            ),
        ),
    ),
    Switch(
        name="sold-unless-account-says-no",
        requirement="SI-05",
        findings=("opt-out-only",),
        sentence="Data is sold by default until a customer turns it off in the account.",
        declaration={"sold": True, "sold_to": ("marketing companies and data brokers",)},
        edits=(
            section(
                SALE,
                "<h2>Sale of data</h2><p>We sell personal information about our customers to data brokers. By using "
                "the shop you accept this. You may turn off the sale of your personal information in your account "
                "settings.</p>\n",
            ),
        ),
    ),
    Switch(
        name="sold-declared-without-asking",
        requirement="SI-05",
        findings=("consent-not-asked",),
        sentence="The policy sells, and the shop declares that nobody was asked by e-mail.",
        edits=(
            section(
                SALE,
                "<h2>Sale of data</h2><p>We sell the names and postal addresses of our customers to other mail order "
                "firms.</p>\n",
            ),
        ),
        declaration={"sold": True, "sold_to": ("Profile Lane Data",), "consent_asked_by_mail": False},
    ),
    Switch(
        name="sold-after-asking",
        requirement="SI-05",
        findings=("consent-unproven",),
        sentence="The policy sells after asking by e-mail: only the consents themselves can show that.",
        outcome=UNTESTED,
        edits=(
            section(
                SALE,
                "<h2>Sale of data</h2><p>We sell the names and postal addresses of our customers to other mail order "
                "firms. Before we do, we ask every customer by e-mail, and only sell the data of those who answered "
                "that they agree.</p>\n",
            ),
        ),
        declaration={"sold": True, "sold_to": ("Profile Lane Data",), "consent_asked_by_mail": True},
        also={"SI-04": PASSED},
    ),
)
