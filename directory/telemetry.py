"""One line of JSON per event on standard error, and counters for Prometheus on a port of their own.

Never: words, places, bodies, query strings, referrers, addresses of visitors.
"""

import atexit
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

import msgspec

if TYPE_CHECKING:
    from litestar.plugins.prometheus import PrometheusConfig


class Lines:
    """A log that writes JSON lines."""

    def __init__(self, out: TextIO = sys.stderr, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._out = out
        self._now = now
        self._lock = threading.Lock()

    def event(self, name: str, **facts: object) -> None:
        """Write one event."""
        line = msgspec.json.encode({"at": self._now(), "event": name, **facts}).decode()
        with self._lock:
            self._out.write(line + "\n")
            self._out.flush()

    def exception(self, name: str, error: BaseException) -> None:
        """Write a fault of ours: what kind it was and where, never what was in the variables or the message."""
        frames = [f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)]
        self.event(name, error=type(error).__name__, where=frames[-12:])


class Silence:
    """A log for who does not want one."""

    def event(self, name: str, **facts: object) -> None:
        """Nothing."""

    def exception(self, name: str, error: BaseException) -> None:
        """Nothing."""


# The library decides on import whether counters are shared between processes, by a variable that `serve` sets first;
# so it is imported where it is used.


def prometheus() -> "PrometheusConfig":
    """Counters by route template and status; paths as typed are never labels."""
    from litestar.plugins.prometheus import PrometheusConfig

    return PrometheusConfig(app_name="directory", prefix="directory", group_path=True)


def serve_metrics(host: str, port: int) -> None:
    """Open the Prometheus page on a port of its own: the counters of all workers that this process starts, added up.

    Raises `OSError` when the port is in use.
    """
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder = tempfile.mkdtemp(prefix="directory-metrics-")
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    start_http_server(port, addr=host, registry=registry)
