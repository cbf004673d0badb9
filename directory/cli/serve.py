"""`directory serve`: answer requests in the foreground until Ctrl-C or SIGTERM, then finish those that are open."""

import os
import socket
import threading
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from directory import lexicon
from directory.access import links
from directory.app import Application, mail_server, open_access, open_provider
from directory.cli.account import link_of, said_moment
from directory.cli.saying import DATA, settings
from directory.cli.seed import plant
from directory.coverage import read_weights
from directory.errors import Unavailable
from directory.settings import Settings, from_environment
from directory.storage.sqlite import open_store
from directory.telemetry import serve_metrics

# An ASGI application: scope, receive, send.
Asgi = Callable[[Any, Any, Any], Awaitable[None]]
GRACE_SECONDS = 30
PARENT_SECONDS = 0.2


@click.command()
@click.option("--host", help="Address to listen on (default: 127.0.0.1).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8000).")
@DATA
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer requests (default: 1).")
@click.option(
    "--metrics-port", type=click.IntRange(1, 65535), help="Open a Prometheus page on this port (default: off)."
)
def serve(host: str | None, port: int | None, data: Path | None, workers: int | None, metrics_port: int | None) -> None:
    """Serve the directory. An empty database is filled with the seeds first."""
    chosen = settings(host=host, port=port, data=data, workers=workers, metrics_port=metrics_port)
    _claim(chosen.host, chosen.port)
    _prepare(chosen)
    _pass_on(chosen)
    if chosen.metrics_port:
        _claim(chosen.host, chosen.metrics_port)
        serve_metrics(chosen.host, chosen.metrics_port)
    click.echo(f"The directory answers at {chosen.address} (stop with Ctrl-C).", err=True)
    _say_setup(chosen)
    Granian(
        "directory.cli.serve:application",
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=chosen.workers > 1,
    ).serve()


def application() -> Asgi:
    """The application of one worker, from the environment that `serve` left."""
    threading.Thread(target=_follow_parent, args=(os.getppid(),), daemon=True).start()
    chosen = from_environment()
    return behind(chosen.proxies, Application(chosen, checked=True, upkeep=True))


def behind(proxies: str, application: Asgi) -> Asgi:
    """The application, told by these proxies where a request comes from; whoever else says so is not believed."""
    if not proxies:
        return application
    wrapped: Asgi = wrap_asgi_with_proxy_headers(application, proxies.split(","))
    return wrapped


def _follow_parent(parent: int) -> None:
    """Stop when the process that started this one is gone (`kill -9`), or the port would stay taken."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(1)


def _claim(host: str, port: int) -> None:
    """Raise `Unavailable` when nobody can listen there, before anything else is done."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as test:
            test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            test.bind(address)
    except OSError as error:
        sentence = f"Cannot listen on {host}:{port} ({error.strerror}); choose another with --port or PORT=."
        raise Unavailable("port", sentence, retry=False) from None


def _prepare(chosen: Settings) -> None:
    # Here, where every fault is told, and not first in a worker that can only fail.
    lexicon.read(chosen.seeds / "lexicon")
    read_weights(chosen.seeds / "coverage" / "weights.yaml")
    if (relying := open_provider(chosen)) is not None:
        relying.provider.close()
    mail_server(chosen)
    store = open_store(chosen.database)
    try:
        if chosen.demo_seed and store.sequence() == 0:
            plan = plant(chosen, store)
            click.echo(f"The database was empty: {len(plan.new)} records loaded from {chosen.seeds}.", err=True)
    finally:
        store.close()


def _say_setup(chosen: Settings) -> None:
    """While nobody administers: the link by which somebody becomes the first, new at each start. It is kept nowhere."""
    access = open_access(chosen)
    if links.anyone(access):
        return
    offered = links.offer_setup(access, datetime.now(UTC))
    click.echo("Nobody administers yet. Whoever opens this link becomes the administrator. It works once,", err=True)
    click.echo(f"until {said_moment(offered.ends)} or the next start. Give it to nobody else:", err=True)
    click.echo(link_of(chosen, offered), err=True)


def _pass_on(chosen: Settings) -> None:
    """Workers are processes of their own; they read the same settings from the environment."""
    for name in Settings.__struct_fields__:
        os.environ[f"DIRECTORY_{name.upper()}"] = str(getattr(chosen, name))
