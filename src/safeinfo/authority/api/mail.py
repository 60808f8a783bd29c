"""The trial by e-mail of a shop, by program: how far it is, and another one."""

from typing import Any

from django.http import HttpRequest
from ninja import Status

from safeinfo.authority.api.base import ONCE, account_of, api, once, own
from safeinfo.authority.api.schemas import MailTrialOut
from safeinfo.authority.mailtrials import services, showing


@api.get("/shops/{pk}/mail-trial", response=MailTrialOut, summary="How far the trial by e-mail is")
def mail_trial(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return the last trial by e-mail of a shop: dates, kinds and counts."""
    return showing.as_json(own(request, pk))


@api.post("/shops/{pk}/mail-trial", response={202: MailTrialOut}, summary="Begin another trial", openapi_extra=ONCE)
@once
def begin_mail_trial(request: HttpRequest, pk: int) -> Status[dict[str, Any]]:
    """Begin a trial where the last one is over; the seal must have been applied for, which agrees to trials."""
    shop = own(request, pk)
    services.ask(shop, account_of(request))
    return Status(202, showing.as_json(shop))
