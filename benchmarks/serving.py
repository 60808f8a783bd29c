"""`make bench-serving`: how fast the authority answers what the public asks: requests a second, and p95.

`safeinfo serve` runs as it does for real, behind what would be a proxy (plain http), with a thousand shops in its
directory, one web process of eight threads. The same client asks, in turn, the same server for constant bytes, and a
Django of one view, in the same run: what is left beside those is ours. The client is one Python thread on the same
machine and is itself a ceiling, that of the bytes. Medians over the rounds.
"""

import argparse
import asyncio
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from rich.table import Table

from benchmarks.requesting import Asked, ask, get
from safeinfo.authority import settings
from safeinfo.authority.config import as_environment, load
from safeinfo.requirements import IN_FORCE

HOST, SHOP = "seal.example", "https://shop-0000.example"
PATIENCE = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[int]:
    """Run a server until the block is left."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise RuntimeError(f"{command[2]} did not start") from None
        yield port
    finally:
        process.terminate()
        process.wait(30)


def floor(target: str) -> tuple[list[str], int]:
    """Return the command of a server of the same kind that serves something else, and its port."""
    port = free_port()
    flags = ["--interface", "wsgi", "--blocking-threads", "8", "--host", "127.0.0.1", "--port", str(port), "--no-ws"]
    return [sys.executable, "-m", "granian", *flags, target], port


def fill(shops: int) -> dict[str, str]:
    """Fill the authority with sealed shops; return what signed-in requests need, and the names of its files."""
    from django.test import Client
    from tests.authority.world import World

    import safeinfo.authority.jobs  # noqa: F401 - registers the jobs
    from safeinfo.authority.audits.models import Audit
    from safeinfo.authority.seals.models import Credential, Seal
    from safeinfo.authority.shops.models import Shop

    patch = pytest.MonkeyPatch()
    world = World(load(environment=dict(os.environ)), Path(os.environ["SAFEINFO_HOME"]), patch)
    world.now = datetime.now(UTC)
    with world.running():
        first = world.sealed(SHOP)
        owner, audit = first.shop.owner, first.audit
        assert audit is not None
        made = Shop.objects.bulk_create(
            Shop(owner=owner, origin=f"https://shop-{each:04}.example", name=f"Shop {each:04}")
            for each in range(1, shops)
        )
        audits = Audit.objects.bulk_create(
            Audit(key=f"{each:032x}", shop=shop, reason="monitoring", state="judged", audited_at=audit.audited_at,
                  edition=audit.edition, digest=audit.digest, outcomes=audit.outcomes)
            for each, shop in enumerate(made)
        )  # fmt: skip
        seals = Seal.objects.bulk_create(
            Seal(shop=shop, state="issued", issued_at=world.now, audit=audit)
            for shop, audit in zip(made, audits, strict=True)
        )
        Credential.objects.bulk_create(
            Credential(seal=seal, audit=seal.audit, key=f"{seal.pk}-1", step="shown", valid_from=world.now,
                       valid_until=world.now + timedelta(days=7))
            for seal in seals
        )  # fmt: skip
        client = Client()
        client.force_login(owner)
        session = client.cookies["__Host-session"].value
        staple, pk = first.shop.staple, first.shop.pk
    patch.undo()
    return {"session": session, "staple": staple, "pk": str(pk)}


def requests(home: Path, known: Mapping[str, str]) -> dict[str, bytes]:
    """Return what is asked for, by what it is."""
    public = home / "seal" / "public"
    log = home / "seal" / "log" / "public"
    lists = sorted(path.relative_to(public).as_posix() for path in (public / "status").rglob("*") if path.is_file())
    tiles = sorted(path.relative_to(log).as_posix() for path in (log / "tile").rglob("*") if path.is_file())
    slug = IN_FORCE[0].slug
    cookie = f"Cookie: __Host-session={known['session']}"
    pages = {
        "status list": f"/{lists[0]}",
        "log: checkpoint": "/log/checkpoint",
        "log: tile": f"/log/{tiles[0]}",
        "credential (staple)": f"/staples/{known['staple']}.json",
        "pins (.well-known)": "/.well-known/safe-info-trust.json",
        "live mark (badge)": "/live/shop-0000.example",
        "seal page": "/seal/shop-0000.example",
        "Safe Sites": "/safe-sites/",
        "Safe Sites, search": "/safe-sites/?q=0500",
        "Home": "/",
        "a requirement's page": f"/requirements/{slug}/",
    }
    made = {name: get(path, HOST) for name, path in pages.items()}
    made["seal page, German, from the shop"] = get(pages["seal page"], HOST, "Accept-Language: de", f"Referer: {SHOP}/")
    made["seal page, rendered for each"] = get(pages["seal page"], HOST, "Cookie: any=one")
    made["mark (SVG), at the desk"] = get(f"/desk/shops/{known['pk']}/seal/medium-light.svg", HOST, cookie)
    return made


def measure(ports: Mapping[str, int], asked_for: Mapping[str, bytes], options: argparse.Namespace) -> None:
    """Ask for everything in turn, round by round, and print the table."""
    found: dict[str, list[Asked]] = {name: [] for name in asked_for}
    for _ in range(options.rounds):
        for name, request in asked_for.items():
            asyncio.run(ask(ports[name], request, 0.2, options.connections))
            found[name].append(asyncio.run(ask(ports[name], request, options.seconds, options.connections)))
    rates = {name: statistics.median(each.rate for each in rounds) for name, rounds in found.items()}
    top, django = rates["bytes by the same server"], rates["a Django of one view"]
    table = Table("what", "bytes", "requests/s", "p95", "of the bytes' rate", "of Django's", "not 200")
    for name, rounds in found.items():
        p95 = statistics.median(each.p95 for each in rounds)
        table.add_row(
            name, f"{rounds[0].size:,}", f"{rates[name]:,.0f}", f"{p95 * 1e3:.1f} ms", f"{rates[name] / top:.2f}",
            f"{rates[name] / django:.2f}", str(sum(each.wrong for each in rounds)),
        )  # fmt: skip
    Console(width=110).print(table)


def main() -> None:
    """Fill an authority, serve it, and ask."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1.0, help="for each row and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--shops", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="safeinfo-bench-") as folder, ExitStack() as stack:
        home, port = Path(folder) / "home", free_port()
        given = {"SAFEINFO_HOME": str(home), "SAFEINFO_BASE_URL": f"https://{HOST}"}
        os.environ |= given | {"SAFEINFO_LISTEN": f"127.0.0.1:{port}"}
        config = load()
        settings.setup(config)
        from safeinfo.authority import starting

        starting.prepare()
        known = fill(options.shops)
        asked_for = requests(home, known)
        environment = os.environ | as_environment(config)
        stack.enter_context(running([sys.executable, "-m", "safeinfo", "serve", "--workers", "0"], port, environment))
        ports = dict.fromkeys(asked_for, port)
        floors = {}
        for name, target in (
            ("bytes by the same server", "benchmarks.floor:application"),
            ("a Django of one view", "benchmarks.floor:plain()"),
        ):
            command, ports[name] = floor(target)
            if target.endswith("()"):
                command[-1] = target.removesuffix("()")
                command.append("--factory")
            stack.enter_context(running(command, ports[name], environment))
            floors[name] = get("/", HOST)
        measure(ports, floors | asked_for, options)


if __name__ == "__main__":
    main()
