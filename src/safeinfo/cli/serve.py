"""`safeinfo serve`, `safeinfo worker` and `safeinfo receiver`: the authority."""

import asyncio
import multiprocessing
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from safeinfo.cli.options import FILE
from safeinfo.model.errors import UsageError

_MISSING = "the authority's libraries are not installed"
_ADVICE = "Install them: pip install 'safeinfo[authority]'."
_AGAIN_AFTER = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds until a worker that ended by itself is started again


def _config(path: Path | None, given: dict[str, Any]) -> Any:
    try:
        from safeinfo.authority.config import load  # noqa: PLC0415 - only who serves needs Django
    except ModuleNotFoundError as error:
        raise UsageError(f"{_MISSING} ({error.name})", _ADVICE) from error
    named = {f"SAFEINFO_{name.upper()}": str(value) for name, value in given.items() if value not in (None, False)}
    return load(path, {**os.environ, **named})


def _settings(command: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        click.option("--config", type=FILE, help="Settings (TOML; docs/authority.md lists them)."),
        click.option("--home", type=FILE, help="Where database, keys, evidence and mail are kept."),
        click.option(
            "--try-out", is_flag=True, help="Reach loopback shops, let the clock be moved: this machine only."
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_settings
@click.option("--listen", help="Address and port to listen on.")
@click.option("--base-url", help="The origin that the public sees.")
@click.option("--workers", type=click.IntRange(0, 16), default=1, show_default=True, help="Workers to start along.")
def serve(
    config: Path | None, home: Path | None, try_out: bool, listen: str | None, base_url: str | None, workers: int
) -> None:
    """Run the seal programme: the web site, and a worker that audits, renews and watches.

    The first start makes database and keys and prints a one-time link for the first administrator.
    """
    loaded = _config(config, {"home": home, "try_out": try_out, "listen": listen, "base_url": base_url})
    from safeinfo.authority import settings  # noqa: PLC0415
    from safeinfo.authority.config import as_environment  # noqa: PLC0415

    settings.setup(loaded)
    from safeinfo.authority import starting  # noqa: PLC0415 - models can be imported only now

    address, port = _free(loaded.listen, "listen")
    if loaded.canary_domain:
        _free(loaded.smtp_listen, "smtp_listen")
    link = starting.prepare()
    os.environ.update(as_environment(loaded))
    click.echo(f"{loaded.name}: {loaded.base_url}", err=True)
    click.echo(f"  everything is kept in {loaded.home.resolve()}", err=True)
    if not loaded.mail:
        click.echo(f"  outgoing mail is written to {loaded.home.resolve() / 'outbox'}", err=True)
    click.echo(f"  {_mail_in(loaded)}", err=True)
    if link:
        click.echo(f"  make the first administrator (works once): {link}", err=True)
    children = _Children(["worker"] * workers + ["receiver"] * bool(loaded.canary_domain))
    children.start()
    try:
        _web(loaded, address, port)
    finally:
        children.stop()


@click.command()
@_settings
@click.option("--name", help="This worker's own name, the same after a restart; default: host name and number.")
def worker(config: Path | None, home: Path | None, try_out: bool, name: str | None) -> None:
    """Run a worker of the authority: audits, renewals, domain checks, the log."""
    loaded = _config(config, {"home": home, "try_out": try_out})
    from safeinfo.authority import settings  # noqa: PLC0415

    settings.setup(loaded)
    from safeinfo.authority import jobs, schedule  # noqa: PLC0415
    from safeinfo.engine import Store, StoreError, Worker  # noqa: PLC0415

    store = Store(loaded.store_url)
    try:
        store.prepare()
    except StoreError as error:
        raise UsageError(f"the database cannot be used: {error}", "Check the setting `database`.") from error
    running = Worker(
        store,
        _named(loaded.home, name),
        parallel={jobs.AUDITS: loaded.parallel_audits, jobs.LOG: 1, jobs.WORK: 4},
        hosts=jobs.HOSTS,
        dead_after=loaded.worker_dead_seconds,
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: running.halt())
    running.start(schedule.sweep, loaded.tick_seconds)
    running.wait()
    running.stop()


def _named(home: Path, name: str | None) -> str:
    """Return this worker's name, held until its process ends; UsageError where a given one is in use or is none."""
    from safeinfo.engine import NameTakenError, hold  # noqa: PLC0415

    if name and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name):
        raise UsageError(f"--name {name!r} is no name for a worker", "Use letters, digits, dots and dashes.")
    try:
        return hold(home / "workers", [name] if name else (f"{socket.gethostname()}-{each}" for each in range(1, 100)))
    except NameTakenError as error:
        raise UsageError(f"a worker named {name} runs already", "Give another --name, or none.") from error


@click.command()
@_settings
def receiver(config: Path | None, home: Path | None, try_out: bool) -> None:
    """Receive the mail of trials by e-mail; `serve` starts one along where a canary domain is set."""
    loaded = _config(config, {"home": home, "try_out": try_out})
    from safeinfo.authority import settings  # noqa: PLC0415

    settings.setup(loaded)
    from safeinfo.authority.mailtrials import receiving  # noqa: PLC0415

    if not loaded.canary_domain:
        raise UsageError("the setting canary_domain is empty", "Set the domain whose mail is to be received.")
    try:
        asyncio.run(receiving.run(loaded))
    except OSError as error:
        raise UsageError(f"{loaded.smtp_listen}: {error.strerror or error}", "Give another smtp_listen.") from error


def _mail_in(config: Any) -> str:
    """Return where mail of trials is received, in words."""
    if config.canary_domain:
        return f"mail for {config.canary_domain} is received at {config.smtp_listen}"
    return "no mail is received: without the setting canary_domain no trial by e-mail is run (docs/authority.md)"


def _free(listen: str, name: str) -> tuple[str, int]:
    """Return address and port; UsageError where somebody else listens there."""
    from safeinfo.authority.config import address_of  # noqa: PLC0415

    address, port = address_of(listen, name)
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise UsageError(f"{listen}: {error.strerror}", f"Give another {name}.") from error
    return address, port


def _web(config: Any, address: str, port: int) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415

    from safeinfo.authority import tls  # noqa: PLC0415

    cert, key = config.tls_cert, config.tls_key
    if cert is None and config.is_local:
        cert, key, ca = tls.own(config.home / "tls", urlsplit(config.base_url).hostname or "")
        click.echo(f"  its certificate is of an authority of its own: {ca.resolve()}", err=True)
    multiprocessing.set_start_method("spawn", force=True)  # a fork would share our database connections
    Granian(
        "safeinfo.authority.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=config.web_threads,
        websockets=False,
        log_access=False,
        ssl_cert=cert,
        ssl_key=key,
        static_path_route=["/static"],
        static_path_mount=[config.home / "static"],
        static_path_expires=300,
        respawn_failed_workers=True,
        workers_kill_timeout=20,
    ).serve()


class _Children:
    """Processes that `serve` starts along; one that ends by itself is started again, after longer and longer."""

    def __init__(self, commands: list[str]) -> None:
        self._commands = commands
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._stopping = threading.Event()

    def start(self) -> None:
        for place, command in enumerate(self._commands):
            name = f"safeinfo-{command}-{place}"
            threading.Thread(target=self._keep, args=(place, command), name=name, daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()
        for child in self._running.values():
            child.terminate()
        for child in self._running.values():
            try:
                child.wait(30)
            except subprocess.TimeoutExpired:
                child.kill()

    def _keep(self, place: int, command: str) -> None:
        ended = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            child = subprocess.Popen([sys.executable, "-m", "safeinfo", command])  # noqa: S603
            self._running[place] = child
            child.wait()
            ended = ended + 1 if time.monotonic() - began < _AGAIN_AFTER[-1] else 0
            self._stopping.wait(_AGAIN_AFTER[min(ended, len(_AGAIN_AFTER) - 1)])
