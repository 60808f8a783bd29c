"""Every page of the authority as it is sent to a browser, rendered once, with long names, doubts and empty lists."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.test import Client
from django.utils import translation

from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.complaints.models import Complaint
from safeinfo.authority.mailtrials.models import Canary, Deed, Letter, MailTrial
from safeinfo.authority.misuse.models import Suspicion
from safeinfo.authority.seals import appeals
from safeinfo.authority.seals import services as seals
from safeinfo.authority.seals.models import Seal
from safeinfo.authority.shops.models import Shop
from safeinfo.authority.site.trouble import plain
from safeinfo.authority.site.views import broken
from safeinfo.model.outcome import Outcome
from safeinfo.requirements import IN_FORCE
from tests.authority.test_pages import PUBLIC, signed_in
from tests.authority.world import World

BASE = "https://seal.localhost:8443"
LONG = "https://the-house-of-teas-and-thistles-of-the-northern-harbour-quarter.shop.example"
_WHY = "All that was observed speaks for it, and the merchant's answer was read by both of us."


@dataclass(frozen=True, slots=True)
class Rendered:
    """One page: a name for people, its address, status, headers that matter, and the document."""

    name: str
    url: str
    status: int
    policy: str
    html: str


def pages(world: World, language: str) -> list[Rendered]:
    """Return every page in a language; the world must have been `filled`."""
    return [*_public(world, language), *_desk(world, language), *_review(world, language)]


def fill(world: World) -> None:
    """Let there be a shop in every state that pages tell of."""
    for outcome, origin in ((Outcome.CANT_TELL, "https://doubt.example"), (Outcome.FAILED, "https://failed.example")):
        world.outcomes[origin] = {"SI-03": outcome, "SI-06": Outcome.UNTESTED, "SI-08": Outcome.INAPPLICABLE}
        shop = world.shop(world.merchant(origin.partition("://")[2]), origin)
        seals.apply(shop, shop.owner)
    world.orders.carry_out()
    world.quote = "Telephone (required), in case we need to call you about your order: " + "quoted words " * 12
    world.sealed(LONG)
    for host, kinds in (("suspended", ["suspend"]), ("revoked", ["revoke"]), ("lapsed", []), ("sealed", [])):
        seal = world.sealed(f"https://{host}.example")
        for kind in kinds:
            for name in ("ada", "ben"):
                seals.vote(seal, kind, world.reviewer(name), _WHY)
                if world.fresh(seal).state in {"suspended", "revoked"}:
                    break
        world.orders.carry_out()
    Seal.objects.filter(shop__origin="https://lapsed.example").update(state="expired", why="Its last audit is too old.")
    suspended = Seal.objects.get(shop__origin="https://suspended.example")
    appeals.appeal(suspended, "Please look again: the field was made optional in May.", suspended.shop.owner)
    for number, state in enumerate(("unconfirmed", "open", "upheld")):
        Complaint.objects.create(
            key=f"{number}" * 32, origin=LONG, shop=Seal.objects.get(shop__origin=LONG).shop, state=state,
            text="They wrote to me although I had unsubscribed twice. " * 4, email="ann@mail.example",
            answer="We saw the same in two mails." if state == "upheld" else "", made_at=world.now,
            due_at=world.now, answered_at=world.now if state == "upheld" else None, requirement="unsubscribe",
        )  # fmt: skip
    for state in ("seen", "listed"):
        Suspicion.objects.create(
            origin=f"https://{state}-in-a-place-with-a-name-that-is-long.example", because="referral", state=state,
            looked_at=world.now, listed_at=world.now if state == "listed" else None, digest="5e" * 32,
            seen=[{"kind": "picture", "page": f"{LONG}/", "selector": "#mark > img", "quote": "Safe Info seal"}],
        )  # fmt: skip
    accounts.make_token(_owner(LONG), "nightly job")
    _mail_trial(world, Seal.objects.get(shop__origin=LONG).shop)


def _mail_trial(world: World, shop: Shop) -> None:
    """A trial by e-mail under way: mail came, one address has left, another was written to without being told."""
    trial = MailTrial.objects.create(
        key="a" * 32, shop=shop, state="running", signed_at=world.now, form=f"{LONG}/newsletter", outcome="untested",
        findings=[{"name": "effect-unproven", "outcome": "untested", "message": "That mail stops was not seen yet."}],
    )  # fmt: skip
    for number, role in enumerate(("link", "late", "control", "decoy")):
        canary = Canary.objects.create(trial=trial, name=f"a{number}", role=role, local=f"x{number}")
        letter = Letter.objects.create(
            canary=canary, digest=f"{number}", size=1, received_at=world.now, kind="informational",
            roles="link https://shop.example/u",
        )  # fmt: skip
        done = {"done_at": world.now, "result": "accepted"}
        Deed.objects.create(canary=canary, what="sign-up", **done)
        if role == "link":
            Deed.objects.create(canary=canary, what="link", letter=letter, **done)


def _owner(origin: str) -> Account:
    return Seal.objects.select_related("shop__owner").get(shop__origin=origin).shop.owner


def _get(client: Client, language: str, name: str, url: str, **extra: str) -> Rendered:
    answer = client.get(url, secure=True, headers={"accept-language": language} | extra)
    return Rendered(
        f"{name}-{language}", url, answer.status_code, answer.get("Content-Security-Policy", ""),
        answer.content.decode(),
    )  # fmt: skip


def _public(world: World, language: str) -> Iterator[Rendered]:
    client = Client(headers={"host": "seal.localhost:8443"}, raise_request_exception=False)
    host = LONG.partition("://")[2]
    for url in (*PUBLIC, *(f"/requirements/{each.slug}/" for each in IN_FORCE[3:5])):
        yield _get(client, language, url.strip("/").replace("/", "-") or "home", url)
    for each in (host, "sealed.example", "suspended.example", "revoked.example", "lapsed.example", "never.example"):
        yield _get(client, language, f"seal-{each.partition('.')[0][:12]}", f"/seal/{each}")
    yield _get(client, language, "seal-forged", "/seal/sealed.example", referer="https://sealed-shop.example/")
    yield _get(client, language, "safe-sites-none", "/safe-sites/?q=nowhere&state=revoked")
    yield _get(client, language, "missing", "/there-is-no/such-page/")
    yield _get(client, language, "stale-link", "/first/gone/")
    for state in range(3):
        yield _get(client, language, f"complaint-{state}", f"/complaints/{str(state) * 32}/")
    yield _get(client, language, "complaint-confirm", f"/complaints/{'0' * 32}/confirm/none/")
    for name, made in (("broken", broken), ("down", lambda _request: plain("site/down.html", 503))):
        with translation.override(language):
            told = made(HttpRequest())
        yield Rendered(f"{name}-{language}", "/", told.status_code, "", told.content.decode())
    answer = client.post("/complaints/new/", {"shop": "x"}, secure=True, headers={"accept-language": language})
    yield Rendered(f"complaint-wrong-{language}", "/complaints/new/", 422, "", answer.content.decode())


def _desk(world: World, language: str) -> Iterator[Rendered]:
    newcomer = signed_in(world.merchant(f"newcomer-{language}"))
    for name, url in (
        ("desk-empty", "/desk/"),
        ("shop-add", "/desk/shops/new/"),
        ("email", "/accounts/email/"),
        ("password", "/accounts/password/change/"),
        ("second-factor", "/accounts/2fa/"),
        ("sign-out", "/accounts/logout/"),
    ):
        yield _get(newcomer, language, name, url)
    for origin in (LONG, "https://failed.example", "https://suspended.example", "https://revoked.example"):
        seal = Seal.objects.get(shop__origin=origin)
        owner, at = signed_in(seal.shop.owner), f"/desk/shops/{seal.shop_id}/"
        yield _get(owner, language, f"shop-{seal.state}", at)
    seal = Seal.objects.get(shop__origin="https://failed.example")
    owner, at = signed_in(seal.shop.owner), f"/desk/shops/{seal.shop_id}/"
    yield _get(owner, language, "declaration", f"{at}declaration/")
    yield _get(owner, language, "audit", f"/desk/audits/{Audit.objects.filter(shop=seal.shop)[0].key}/")
    for method in ("http", "dns", "dns-persistent"):
        yield _get(owner, language, f"domain-{method}", f"{at}domain/{method}/")
    seal = Seal.objects.get(shop__origin=LONG)
    owner = signed_in(seal.shop.owner)
    yield _get(owner, language, "desk", "/desk/")
    yield _get(owner, language, "account", "/desk/account/")
    yield _get(owner, language, "mail-trial", f"/desk/shops/{seal.shop_id}/mail/")
    yield _get(owner, language, "seal-show", f"/desk/shops/{seal.shop_id}/seal/?language={language}")


def _review(world: World, language: str) -> Iterator[Rendered]:
    reviewer = signed_in(world.reviewer("ada"))
    doubt = Audit.objects.get(shop__origin="https://doubt.example")
    suspended = Seal.objects.get(shop__origin="https://suspended.example")
    yield _get(reviewer, language, "review", "/review/")
    yield _get(reviewer, language, "review-audit", f"/review/audits/{doubt.key}/")
    yield _get(reviewer, language, "review-seal", f"/review/seals/{suspended.pk}/")
    yield _get(reviewer, language, "review-complaint", f"/review/complaints/{Complaint.objects.get(state='open').pk}/")
    suspicion = Suspicion.objects.get(state="seen")
    yield _get(reviewer, language, "review-misuse", f"/review/misuse/{suspicion.pk}/")
    yield _get(reviewer, language, "review-appeal", f"/review/appeals/{suspended.appeals.get().pk}/")


def static(path: str) -> tuple[str, bytes] | None:
    """Return type and bytes of a file that pages link under /static/."""
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if not isinstance(found, str):
        return None
    return mimetypes.guess_type(found)[0] or "text/plain", Path(found).read_bytes()
