"""A server in processes of its own: started on its core, watched from outside, and always stopped again."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[1]
OUT = Path(__file__).parent / "out"
TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE_S = 900.0
SERVER_CORE, CLIENT_CORE = 0, 1


class Server:
    """One server under measurement. `ready_s` is the time from its start to its first good answer."""

    def __init__(
        self,
        name: str,
        arguments: list[str],
        environment: Mapping[str, str],
        ready: str,
        *,
        pin: bool,
        python: str = sys.executable,
        beside: int | None = None,
    ) -> None:
        """`beside` is the process of a database that works for this server: its processor time counts too."""
        self.name = name
        self._beside = beside
        self.port = int(arguments[-1])
        self.log = OUT / f"{name}.log"
        started = time.perf_counter()
        with self.log.open("wb") as log, _on_core(SERVER_CORE if pin else None):
            self._process = subprocess.Popen(
                [python, "-m", *arguments],
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches us; we stop it
            )
        try:
            self._wait(ready)
        except BaseException:
            self.stop()
            raise
        self.ready_s = time.perf_counter() - started

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _wait(self, path: str) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise SystemExit(f"{self.name} stopped by itself; its last words are in {self.log}.")
            if self._answers(path):
                return
            time.sleep(0.02)
        raise SystemExit(f"{self.name} was not ready after {PATIENCE_S:.0f} s; see {self.log}.")

    def _answers(self, path: str) -> bool:
        try:
            status, _ = self.get(path, timeout=5)
        except (OSError, http.client.HTTPException):
            return False
        return status == 200

    def get(self, path: str, timeout: float = 60) -> tuple[int, bytes]:
        """One answer on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """The process and those that it started."""
        return [*_tree(self._process.pid)]

    def worker(self) -> int:
        """The process that answers: granian's only worker."""
        found = [each for each in self.processes() if each != self._process.pid]
        return max(found, key=pss_kb) if found else self._process.pid

    def everybody(self) -> list[int]:
        """Its processes, and those of the database that works for it."""
        return [*self.processes(), *(_tree(self._beside) if self._beside is not None else ())]

    def cpu_s(self) -> float:
        """Processor time so far, of all its processes."""
        return sum(map(_cpu_s, self.everybody()))

    def settle(self) -> None:
        """Wait until it does nothing any more, so that it does not slow down its neighbour."""
        for _ in range(40):
            before = self.cpu_s()
            time.sleep(0.05)
            if self.cpu_s() - before < 0.02:
                return

    def forget(self) -> None:
        """Empty the log: a line per request adds up."""
        os.truncate(self.log, 0)

    def stop(self) -> None:
        """Ask it to stop, and make it when it does not."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                # Its own session, so its own group: nobody else is in it.
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait(10)


def product(data: Path, *, pin: bool) -> Server:
    """The directory as `make run` serves it."""
    port = free_port()
    environment = {"DIRECTORY_DEMO_SEED": "false"}
    arguments = ["directory", "serve", "--data", str(data), "--port", str(port)]
    return Server("directory", arguments, environment, "/health/ready", pin=pin)


def hello(*, pin: bool) -> Server:
    """The hello-world."""
    return Server("hello", ["benchmarks.hello", str(free_port())], {}, "/ready", pin=pin)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def pss_kb(process: int) -> int:
    """Memory of a process, what it shares counted in part."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


@contextmanager
def _on_core(core: int | None) -> Iterator[None]:
    """A process inherits the cores of the one that starts it."""
    before = os.sched_getaffinity(0)
    if core is not None and core in before:
        os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _tree(process: int) -> Iterator[int]:
    yield process
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except FileNotFoundError:
        return
    for child in children:
        yield from _tree(int(child))


def _cpu_s(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS
