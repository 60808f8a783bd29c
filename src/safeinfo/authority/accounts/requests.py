"""Who makes a request."""

from django.http import HttpRequest

from safeinfo.authority.accounts.models import Account


def account_of(request: HttpRequest) -> Account:
    """Return the account that is signed in; only for views that nobody else gets to."""
    if not isinstance(request.user, Account):
        raise TypeError("a view for accounts was reached without one")
    return request.user
