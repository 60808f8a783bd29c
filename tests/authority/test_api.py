"""The API: what a merchant's program can do, what anybody can read, how trouble is told; all as it is described."""

import json
import re
from functools import cache
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator

from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.accounts.models import Account, Token
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.seals import services as seals
from safeinfo.authority.shops.models import DeclarationVersion, Shop
from tests.authority.world import DECLARATION, World

API = "/api/v1"
PASSWORD = "a long enough password"


@cache
def described() -> dict[str, Any]:
    answer = Client(headers={"host": "seal.localhost:8443"}).get(f"{API}/openapi.json", secure=True)
    found: dict[str, Any] = json.loads(answer.content)
    return found


def operation(method: str, path: str) -> dict[str, Any] | None:
    """What the description says of a request; None where it knows no such path or method."""
    exact = sorted(described()["paths"].items(), key=lambda each: each[0].count("{"))
    for template, methods in exact:
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path.partition("?")[0]):
            found: dict[str, Any] | None = methods.get(method.lower())
            return found
    return None


def hold_to_description(method: str, path: str, answer: Any) -> None:
    """Hold an answer against the OpenAPI document: its status, its media type, its members."""
    told = operation(method, API + path)
    said = (told or {"responses": {}})["responses"]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if str(answer.status_code) not in said:
        assert answer.status_code >= 400, (method, path, answer.status_code)
        assert kind == "application/problem+json", (method, path, kind)
        schema: dict[str, Any] = {"$ref": "#/components/schemas/Problem"}
    else:
        content = said[str(answer.status_code)].get("content")
        if content is None:
            assert answer.content == b""
            return
        assert kind in content, (method, path, kind)
        schema = content[kind].get("schema", {})
    if "json" in kind:
        whole = schema | {"components": described()["components"]}
        Draft202012Validator(whole).validate(json.loads(answer.content))


class Program:
    """A program that holds a merchant's token; every answer that it gets is as it is described."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"host": "seal.localhost:8443"}, raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        data = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
        answer = self.client.generic(
            method, API + path, data, "application/json", secure=True, headers=self.headers | headers
        )
        if answer.streaming:
            answer = HttpResponse(answer.getvalue(), status=answer.status_code, headers=answer.headers)
        if path != "/openapi.json":
            hold_to_description(method, path, answer)
        return answer

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        answer = self.raw(method, path, body, **headers)
        return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def program(world: World) -> Program:
    return Program(accounts.make_token(world.merchant(), "ci")[0])


def test_from_the_shop_to_the_seal_by_program(world: World, program: Program) -> None:
    status, shop = program.ask("POST", "/shops", {"address": "shop.example", "name": "Tarn"})
    assert (status, shop["origin"], shop["seal"]) == (201, "https://shop.example", "")
    path = f"/shops/{shop['id']}"
    assert program.ask("GET", f"{path}/domain") == (200, [])
    made = program.ask("POST", f"{path}/domain/http")[1]
    assert made["proved_at"] is None
    assert made["where"] == f"https://shop.example/.well-known/safe-info-challenge/{made['token']}"
    assert program.ask("POST", f"{path}/domain/dns")[1]["where"] == "_safe-info-challenge.shop.example"
    assert program.ask("POST", f"{path}/domain/http/look")[1]["proved_at"] is not None
    assert [each["method"] for each in program.ask("GET", f"{path}/domain")[1]] == ["dns", "http"]
    assert program.ask("GET", f"{path}/declaration")[0] == 404
    assert program.ask("PUT", f"{path}/declaration", {"text": DECLARATION, "based_on": 0})[0] == 204
    assert program.ask("GET", f"{path}/declaration")[1]["text"] == DECLARATION
    status, audit = program.ask("POST", f"{path}/audits", {"trials": True})
    assert (status, audit["state"]) == (202, "waiting")
    world.orders.carry_out()
    status, audit = program.ask("GET", f"/audits/{audit['key']}")
    assert set(audit["outcomes"].values()) == {"passed"}
    assert program.ask("GET", f"/audits/{audit['key']}/report")[1]["edition"] == "1"
    assert [each["key"] for each in program.ask("GET", f"{path}/audits")[1]] == [audit["key"]]
    assert program.ask("POST", f"{path}/seal")[1]["seal"] == "declared"
    world.orders.carry_out()
    assert program.ask("GET", path)[1]["seal"] == "audited"
    assert program.ask("DELETE", f"{path}/seal")[0] == 204
    assert program.ask("GET", path)[1]["seal"] == "withdrawn"


def test_an_audit_is_watched_and_fetched_by_program(world: World, program: Program) -> None:
    shop = world.shop(Account.objects.get())
    key = program.ask("POST", f"/shops/{shop.pk}/audits", {})[1]["key"]
    assert program.ask("GET", f"/audits/{key}/report")[0] == 404
    assert program.raw("GET", f"/audits/{key}/evidence").status_code == 404
    world.orders.carry_out()
    (line,) = program.ask("GET", f"/audits/{key}/progress")[1]
    assert line["phase"] == "judging"
    assert program.ask("GET", f"/audits/{key}/progress?after={line['id']}") == (200, [])
    assert program.raw("GET", f"/audits/{key}/report.html").content.startswith(b"<!")
    assert program.raw("GET", f"/audits/{key}/evidence").content == Audit.objects.get().evidence.read_bytes()
    seen = program.ask("GET", f"/shops/{shop.pk}/declaration/seen")[1]
    assert (seen["audit"], seen["asked"], seen["hosts"]) == (key, [], [])


def test_a_seal_is_followed_put_up_and_appealed_for_by_program(world: World, program: Program) -> None:
    shop = world.shop(Account.objects.get())
    path = f"/shops/{shop.pk}"
    assert program.ask("GET", f"{path}/seal")[0] == 404
    seal = seals.apply(shop, shop.owner)
    world.orders.carry_out()
    seals.vote(seal, "refuse", world.reviewer("ada"), "It is not what it says.")
    seals.vote(seal, "refuse", world.reviewer("ben"), "It is not what it says.")
    found = program.ask("GET", f"{path}/seal")[1]
    assert (found["state"], found["may_apply"], found["may_appeal"]) == ("refused", True, True)
    assert found["history"][-1]["act"] == "refused"
    status, made = program.ask("POST", f"{path}/appeals", {"text": "Look again."}, **{"idempotency-key": "a"})
    assert (status, made["against"], made["state"]) == (201, "refused", "open")
    assert program.ask("POST", f"{path}/appeals", {"text": "Look again."}, **{"idempotency-key": "a"}) == (201, made)
    assert program.ask("POST", f"{path}/appeals", {"text": "Look again."})[1]["code"] == "made"
    assert program.ask("GET", f"{path}/appeals")[1] == [made]
    shown = program.ask("GET", f"{path}/seal/mark")[1]
    assert "shop.example" in shown["snippet"]
    assert "<iframe" in shown["live"]
    assert program.raw("GET", f"{path}/seal/mark/small-dark.svg?language=de").content.startswith(b"<svg")
    assert program.raw("GET", f"{path}/seal/mark/huge-dark.svg").status_code == 404
    assert program.ask("GET", f"{path}/seal/mark?language=xx")[0] == 422


def test_a_declaration_that_changed_meanwhile_is_not_overwritten(world: World, program: Program) -> None:
    path = f"/shops/{world.shop(Account.objects.get()).pk}/declaration"
    assert program.ask("PUT", path, {"text": DECLARATION + "sells_goods = true\n", "based_on": 1})[0] == 204
    status, told = program.ask("PUT", path, {"text": DECLARATION, "based_on": 1})
    assert (status, told["code"], DeclarationVersion.objects.count()) == (409, "changed", 2)
    assert [each["number"] for each in program.ask("GET", f"{path}s")[1]] == [2, 1]


def test_tokens_are_handled_by_program_but_not_begotten_by_a_token_alone(world: World, program: Program) -> None:
    assert program.ask("GET", "/account")[1]["email"] == "merchant@shop.example"
    assert program.ask("POST", "/account/tokens", {"name": "two", "password": "wrong"})[0] == 403
    status, made = program.ask("POST", "/account/tokens", {"name": "two", "password": PASSWORD})
    assert status == 201
    other = Program(made["secret"])
    assert [each["name"] for each in other.ask("GET", "/account/tokens")[1]] == ["ci", "two"]
    assert other.ask("DELETE", f"/account/tokens/{made['id']}")[0] == 204
    assert other.ask("GET", "/account")[0] == 401
    assert program.ask("DELETE", f"/account/tokens/{made['id']}")[0] == 404


def test_a_form_that_is_sent_twice_makes_one_token_and_tells_it_twice(world: World, program: Program) -> None:
    owner = Account.objects.get()
    form = accounts.new_form(owner)
    first, again = (accounts.make_token(owner, "laptop", form) for _ in range(2))
    assert first == again
    assert Program(again[0]).ask("GET", "/account")[0] == 200
    assert owner.tokens.count() == 2
    others = accounts.make_token(owner, "laptop", accounts.new_form(owner))
    stolen = accounts.make_token(world.merchant("other"), "laptop", form)
    made_up = {accounts.make_token(owner, "laptop", "made-up")[0] for _ in range(2)}
    assert len({first[0], others[0], stolen[0], *made_up}) == 5


def test_passwords_are_not_guessed_by_program(program: Program) -> None:
    statuses = [program.ask("POST", "/account/tokens", {"name": "x", "password": str(n)})[0] for n in range(7)]
    assert statuses == [403] * 5 + [429] * 2


def test_an_account_is_exported_and_deleted_by_program(world: World, program: Program) -> None:
    world.shop(Account.objects.get())
    assert program.ask("GET", "/account/export")[1]["shops"][0]["origin"] == "https://shop.example"
    wrong = {"email": "other@shop.example", "password": PASSWORD}
    assert program.ask("DELETE", "/account", wrong)[0] == 422
    assert program.ask("DELETE", "/account", wrong | {"email": "merchant@shop.example", "password": "no"})[0] == 403
    assert Shop.objects.exists()
    assert program.ask("DELETE", "/account", wrong | {"email": "Merchant@shop.example"})[0] == 204
    assert not Shop.objects.exists()
    assert program.ask("GET", "/account")[0] == 401


def test_the_same_request_with_the_same_key_is_done_once(program: Program) -> None:
    first = program.ask("POST", "/shops", {"address": "a.example", "name": "A"}, **{"idempotency-key": "k1"})
    assert program.ask("POST", "/shops", {"address": "a.example", "name": "A"}, **{"idempotency-key": "k1"}) == first
    assert Shop.objects.count() == 1
    status, problem = program.ask("POST", "/shops", {"address": "b.example", "name": "B"}, **{"idempotency-key": "k1"})
    assert (status, problem["status"]) == (422, 422)


def test_what_ended_as_a_problem_may_be_tried_again_with_the_same_key(world: World, program: Program) -> None:
    path = f"/shops/{program.ask('POST', '/shops', {'address': 'shop.example', 'name': 'A'})[1]['id']}"
    key = {"idempotency-key": "k"}
    assert program.ask("POST", f"{path}/audits", {"trials": True}, **key)[1]["code"] == "control"
    program.ask("POST", f"{path}/domain/http/look")
    assert program.ask("POST", f"{path}/audits", {"trials": True}, **key)[0] == 202


def test_trouble_is_a_problem_with_a_code(program: Program) -> None:
    assert program.ask("POST", "/shops", {"address": "http://a.example", "name": "A"})[1]["code"] == "address"
    shop = program.ask("POST", "/shops", {"address": "a.example", "name": "A"})[1]
    assert program.ask("POST", "/shops", {"address": "a.example", "name": "A"})[1]["code"] == "there-already"
    status, problem = program.ask("PUT", f"/shops/{shop['id']}/declaration", {"text": "sold = 3"})
    assert status == 422
    assert "line 1: `sold`" in problem["title"]
    assert program.ask("POST", f"/shops/{shop['id']}/audits", {"trials": True})[1]["code"] == "control"
    assert program.ask("POST", "/shops", {"name": "A"})[0] == 422
    assert Audit.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nowhere", None, 404),
        ("DELETE", "/shops", None, 405),
        ("POST", "/shops", "{", 400),
        ("POST", "/shops", "[]", 422),
        ("POST", "/shops", {"address": "a.example", "name": "a\0b"}, 422),
        ("GET", "/seals?q=%00", None, 400),
        ("GET", "/shops/99999999999999999999", None, 404),
        ("GET", "/shops/abc", None, 422),
        ("GET", "/seals?page=99999999999999999999", None, 422),
    ],
)
def test_whatever_is_asked_is_answered_with_a_problem(
    program: Program, method: str, path: str, body: Any, status: int
) -> None:
    assert program.ask(method, path, body)[0] == status


def test_an_error_of_ours_is_a_problem_too(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> None:
        raise RuntimeError("an error of ours")

    monkeypatch.setattr("safeinfo.authority.shops.services.add", fails)
    status, told = program.ask("POST", "/shops", {"address": "a.example", "name": "A"})
    assert (status, told["code"]) == (500, "ours")


def test_only_a_token_opens_what_is_a_merchants_own(world: World, program: Program) -> None:
    assert Program("").ask("GET", "/shops")[0] == 401
    assert Program("safeinfo_wrong").ask("GET", "/shops")[0] == 401
    shop = program.ask("POST", "/shops", {"address": "a.example", "name": "A"})[1]
    other = Program(accounts.make_token(world.merchant("other"), "ci")[0])
    for method, path in described()["paths"].items():
        if "{pk}" in method and "/shops/" in method:
            for verb in path:
                asked = method.removeprefix(API).replace("{pk}", str(shop["id"])).replace("{method}", "http")
                asked = asked.replace("{size}", "small").replace("{theme}", "dark")
                body = {"text": "x"} if verb in {"put", "post"} else None
                assert other.ask(verb.upper(), asked, body)[0] == 404, asked
    assert other.ask("GET", "/shops") == (200, [])


def test_anybody_reads_the_state_of_a_seal(world: World) -> None:
    world.sealed()
    anybody = Program("")
    status, seal = anybody.ask("GET", "/seals/shop.example")
    assert (status, seal["state"]) == (200, "issued")
    assert seal["valid_until"] > world.now.isoformat()
    assert anybody.ask("GET", "/seals?q=shop")[1][0]["origin"] == "https://shop.example"
    assert anybody.ask("GET", "/seals/never.example")[0] == 404


def test_each_token_has_its_own_allowance(world: World, program: Program) -> None:
    statuses = [program.ask("GET", "/account")[0] for _ in range(121)]
    assert statuses == [200] * 120 + [429]
    assert program.raw("GET", "/account")["Retry-After"] == "60"
    assert Program(accounts.make_token(Account.objects.get(), "second")[0]).ask("GET", "/account")[0] == 200


def test_callers_without_a_token_are_counted_by_their_address(world: World) -> None:
    anybody = Program("")
    statuses = [anybody.ask("GET", "/seals")[0] for _ in range(301)]
    assert statuses == [200] * 300 + [429]
    anybody.client.defaults["REMOTE_ADDR"] = "2001:db8::1"
    assert anybody.ask("GET", "/seals")[0] == 200


def test_tokens_are_not_guessed(world: World) -> None:
    statuses = [Program(f"safeinfo_{number}").ask("GET", "/shops")[0] for number in range(31)]
    assert statuses == [401] * 30 + [429]


def test_using_a_token_is_noted_once_a_minute(world: World, program: Program) -> None:
    from datetime import timedelta

    program.ask("GET", "/account")
    first = Token.objects.get().used_at
    world.now += timedelta(seconds=30)
    program.ask("GET", "/account")
    assert Token.objects.get().used_at == first
    world.now += timedelta(seconds=31)
    program.ask("GET", "/account")
    assert Token.objects.get().used_at == world.now


def test_the_api_describes_itself(program: Program) -> None:
    status, schema = program.ask("GET", "/openapi.json")
    assert status == 200
    assert {"/api/v1/shops", "/api/v1/seals/{host}"} <= set(schema["paths"])


DESK_BY_PROGRAM = {
    "desk": "GET /shops",
    "add-shop": "POST /shops",
    "shop": "GET /shops/{pk}/seal",
    "control": "POST /shops/{pk}/domain/{method}/look",
    "declare": "PUT /shops/{pk}/declaration",
    "ask-audit": "POST /shops/{pk}/audits",
    "mail-trial": "POST /shops/{pk}/mail-trial",
    "apply": "POST /shops/{pk}/seal",
    "appeal": "POST /shops/{pk}/appeals",
    "withdraw": "DELETE /shops/{pk}/seal",
    "show-seal": "GET /shops/{pk}/seal/mark",
    "mark": "GET /shops/{pk}/seal/mark/{size}-{theme}.svg",
    "audit": "GET /audits/{key}",
    "audit-live": "GET /audits/{key}/progress",
    "look-again": "POST /audits/{key}/retests",
    "audit-report": "GET /audits/{key}/report.html",
    "audit-json": "GET /audits/{key}/report",
    "audit-evidence": "GET /audits/{key}/evidence",
    "account": "GET /account/tokens",
    "make-token": "POST /account/tokens",
    "drop-token": "DELETE /account/tokens/{pk}",
    "export": "GET /account/export",
    "delete-account": "DELETE /account",
}


def test_a_program_does_all_that_the_desk_does() -> None:
    from safeinfo.authority.urls import _DESK

    assert {each.name for each in _DESK} == set(DESK_BY_PROGRAM)
    for told in DESK_BY_PROGRAM.values():
        method, _, path = told.partition(" ")
        assert method.lower() in described()["paths"][API + path], told
