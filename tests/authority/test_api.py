"""The API: what a merchant's program can do, what anybody can read, and how trouble is told."""

import json
from typing import Any

import pytest
from django.test import Client

from safeinfo.authority.accounts import services as accounts
from safeinfo.authority.audits.models import Audit
from safeinfo.authority.shops.models import Shop
from tests.authority.world import DECLARATION, World

API = "/api/v1"


class Program:
    """A program that holds a merchant's token."""

    def __init__(self, token: str) -> None:
        self.client = Client(headers={"host": "seal.localhost:8443"})
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        data = json.dumps(body) if body is not None else ""
        answer = self.client.generic(
            method, API + path, data, "application/json", secure=True, headers=self.headers | headers
        )
        return answer.status_code, json.loads(answer.content) if answer.content else None


@pytest.fixture
def program(world: World) -> Program:
    return Program(accounts.make_token(world.merchant(), "ci")[0])


def test_from_the_shop_to_the_seal_by_program(world: World, program: Program) -> None:
    status, shop = program.ask("POST", "/shops", {"address": "shop.example", "name": "Tarn"})
    assert (status, shop["origin"], shop["seal"]) == (201, "https://shop.example", "")
    path = f"/shops/{shop['id']}"
    assert program.ask("POST", f"{path}/domain/http")[1]["proved_at"] is None
    assert program.ask("POST", f"{path}/domain/http/look")[1]["proved_at"] is not None
    assert program.ask("PUT", f"{path}/declaration", {"text": DECLARATION})[0] == 204
    status, audit = program.ask("POST", f"{path}/audits", {"trials": True})
    assert (status, audit["state"]) == (202, "waiting")
    world.orders.carry_out()
    status, audit = program.ask("GET", f"/audits/{audit['key']}")
    assert set(audit["outcomes"].values()) == {"passed"}
    assert program.ask("GET", f"/audits/{audit['key']}/report")[1]["edition"] == "1"
    assert program.ask("POST", f"{path}/seal")[1]["seal"] == "declared"
    world.orders.carry_out()
    assert program.ask("GET", path)[1]["seal"] == "audited"
    assert program.ask("DELETE", f"{path}/seal")[0] == 204
    assert program.ask("GET", path)[1]["seal"] == "withdrawn"


def test_the_same_request_with_the_same_key_is_done_once(program: Program) -> None:
    first = program.ask("POST", "/shops", {"address": "a.example", "name": "A"}, **{"idempotency-key": "k1"})
    assert program.ask("POST", "/shops", {"address": "a.example", "name": "A"}, **{"idempotency-key": "k1"}) == first
    assert Shop.objects.count() == 1
    status, problem = program.ask("POST", "/shops", {"address": "b.example", "name": "B"}, **{"idempotency-key": "k1"})
    assert (status, problem["status"]) == (422, 422)


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


def test_only_a_token_opens_what_is_a_merchants_own(world: World, program: Program) -> None:
    assert Program("").ask("GET", "/shops")[0] == 401
    assert Program("safeinfo_wrong").ask("GET", "/shops")[0] == 401
    shop = program.ask("POST", "/shops", {"address": "a.example", "name": "A"})[1]
    other = Program(accounts.make_token(world.merchant("other"), "ci")[0])
    assert other.ask("GET", f"/shops/{shop['id']}")[0] == 404
    assert other.ask("GET", "/shops") == (200, [])


def test_anybody_reads_the_state_of_a_seal(world: World) -> None:
    world.sealed()
    anybody = Program("")
    status, seal = anybody.ask("GET", "/seals/shop.example")
    assert (status, seal["state"]) == (200, "issued")
    assert seal["valid_until"] > world.now.isoformat()
    assert anybody.ask("GET", "/seals?q=shop")[1][0]["origin"] == "https://shop.example"
    assert anybody.ask("GET", "/seals/never.example")[0] == 404


def test_more_than_so_many_requests_a_minute_are_told_to_wait(program: Program) -> None:
    statuses = [program.ask("GET", "/shops")[0] for _ in range(125)]
    assert statuses[:100] == [200] * 100
    assert 429 in statuses


def test_the_api_describes_itself(program: Program) -> None:
    status, schema = program.ask("GET", "/openapi.json")
    assert status == 200
    assert {"/api/v1/shops", "/api/v1/seals/{host}"} <= set(schema["paths"])
