"""How long the authority's sweep takes with many seals of which nothing is due, part by part.

`python -m benchmarks.sweep [SEALS]`. Everything is made in a folder of its own, on SQLite, and removed afterwards.
"""

import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

AUDITS_EACH = 10  # past audits of each shop, considered long ago


def _prepare(home: Path) -> None:
    from safeinfo.authority import settings
    from safeinfo.authority.config import load

    settings.setup(load(environment={"SAFEINFO_HOME": str(home), "SAFEINFO_TRY_OUT": "1"}))
    from django.core.management import call_command

    from safeinfo.authority import jobs, work

    assert jobs.AUDITS  # the jobs are registered by being imported
    work.ask = lambda *_args, **_named: None  # no worker has made the store of orders; the sweep asks for one or two
    call_command("migrate", verbosity=0)


def _fill(seals: int) -> None:
    """Fill the database with standing seals, each audited, renewed and looked at an hour ago."""
    from safeinfo.authority import clock
    from safeinfo.authority.accounts.models import Account
    from safeinfo.authority.audits.models import Audit
    from safeinfo.authority.seals.models import Credential, Seal
    from safeinfo.authority.seals.states import State
    from safeinfo.authority.shops.models import Control, DeclarationVersion, Shop

    now = clock.now()
    past, soon = now - timedelta(hours=1), now + timedelta(days=2)
    owner = Account.objects.create(email="merchant@shop.example")
    shops = Shop.objects.bulk_create(
        Shop(owner=owner, origin=f"https://shop-{number}.example", name=f"Shop {number}") for number in range(seals)
    )
    DeclarationVersion.objects.bulk_create(
        DeclarationVersion(shop=each, number=1, text="sold = false\n") for each in shops
    )
    Control.objects.bulk_create(
        Control(
            shop=each,
            method="http",
            token=f"t{each.pk}",
            expires_at=soon,
            proved_at=past,
            checked_at=past,
            held_at=past,
        )
        for each in shops
    )
    audits = Audit.objects.bulk_create(
        Audit(
            key=f"{each.pk}-{number}",
            shop=each,
            reason="monitoring",
            state=Audit.State.JUDGED,
            ended_at=past,
            audited_at=past,
            considered_at=past,
            outcomes={"SI-01": "passed"},
        )
        for each in shops
        for number in range(AUDITS_EACH)
    )
    made = Seal.objects.bulk_create(
        Seal(
            shop=each,
            state=State.ISSUED,
            issued_at=past,
            audit=audits[place * AUDITS_EACH],
            renew_at=soon,
            audit_at=soon,
        )
        for place, each in enumerate(shops)
    )
    Credential.objects.bulk_create(
        Credential(seal=each, key=f"{each.pk}-1", step="shown", valid_from=past, valid_until=soon) for each in made
    )


def main(seals: int) -> None:
    """Measure and print: milliseconds of each part, the second time that it runs."""
    with tempfile.TemporaryDirectory(prefix="safeinfo-sweep-") as folder:
        _prepare(Path(folder))
        _fill(seals)
        from django.db import connection

        from safeinfo.authority import clock, schedule

        print(f"{seals} seals that stand, {seals * AUDITS_EACH} audits, on {connection.vendor}; nothing is due")
        whole = 0.0
        for part in schedule._PARTS:  # noqa: SLF001 - what the sweep does, part by part
            part(clock.now())
            began = time.perf_counter()
            part(clock.now())
            spent = (time.perf_counter() - began) * 1000
            whole += spent
            name = f"{part.__module__.rpartition('.')[2]}.{part.__name__}"
            print(f"{name:<26} {spent:9.2f} ms")
        print(f"{'the whole sweep':<26} {whole:9.2f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
