"""The words of the standard that pages show in every language: what a requirement is called, and what it asks.

How it is decided is English in this edition, and marked as such. A test holds these against the requirements.
"""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

WORDS = (
    _("What the shop asks its customers for is known, and told"),
    _("Attend first to the private data you require of customers: home telephone, address, name, credit card."),
    _("Personal data reaches nobody the purchase does not need"),
    _("Regard all of the private data as sensitive, deserving strict security and protection."),
    _("Nothing beyond the purchase is required"),
    _("The customer can refuse any private information not directly related to the purchase or service."),
    _("Whether personal information is sold is said openly"),
    _("Advertise whether or not personal information is sold to third parties."),
    _("Where data is sold, customers were asked by e-mail and said yes"),
    _("If personal information is sold, notify all customers with an e-mail to obtain their consent."),
    _("Every informational e-mail carries a link that works"),
    _("Informational e-mails and newsletters have a link to unsubscribe."),
    _("Nothing is collected from a child under 13 without a guardian"),
    _(
        "If the customer is under 13 years old you cannot collect personal information without the consent of a"
        " guardian."
    ),
    _("Pages for over-13s are closed to under-13s"),
    _("If pages are only for users over 13 years old, anyone under 13 is kept from them."),
    _("Collected and passed on over secure ways only"),
    _("The utmost security when collecting and disclosing, so that all data is completely secure."),
    _("The privacy policy is one click away where it matters"),
    _("Link to the privacy policy from the home page and from every page that collects personal information."),
    _("The seal is shown only where it was earned"),
    _(
        "The mark on the shop links to the authority's page for this shop; nothing shows a seal "
        "after suspension; what the shop says about the seal is true and current; the stapled "
        "credential is fresh."
    ),
    _("A plain visitor is shown the same"),
    _("What the auditor is shown is what any visitor is shown: the same fields, the same policy."),
)


def in_language(words: str) -> str:
    """Return words of the standard in the language of the page."""
    return gettext(words) if words else ""
