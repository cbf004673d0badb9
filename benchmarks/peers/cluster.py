"""A PostgreSQL of our own for one run: in a folder that is thrown away, on a free port of this machine only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import free_port

SETTINGS = ("fsync=off", "shared_buffers=1GB", "work_mem=64MB", "jit=off", "max_parallel_workers_per_gather=0")


def programs() -> Path | None:
    """Where PostgreSQL 15 or newer with PostGIS is installed as Debian does it; None when it is not."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda each: int(each.parts[4]))
    control = "/usr/share/postgresql/{}/extension/postgis.control"
    return next((each.parent for each in reversed(found) if Path(control.format(each.parts[4])).exists()), None)


@contextmanager
def cluster(binaries: Path, core: int | None) -> Iterator[str]:
    """The address of an empty database. PostgreSQL refuses to run as root, so root lends it another user."""
    folder = Path(tempfile.mkdtemp(prefix="directory-peers-"))
    port = free_port()
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    on_core = ["taskset", "-c", str(core)] if core is not None else []
    if as_user:
        shutil.chown(folder, user)
    options = " ".join(f"-c {each}" for each in (*SETTINGS, "listen_addresses=127.0.0.1", f"port={port}"))
    options += f" -c unix_socket_directories={folder}"
    control = [*as_user, *on_core, str(binaries / "pg_ctl"), "-D", str(folder / "data"), "-w", "-s"]
    try:
        _run([*as_user, str(binaries / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "peer", "-N"])
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"])
        try:
            yield f"postgresql://peer@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main_process(dsn: str) -> int | None:
    """The server behind this address, to count its processor time; None when it cannot be told."""
    port = dsn.rpartition(":")[2].partition("/")[0]
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if words and words[0].endswith(b"postgres") and f"port={port}".encode() in words:
            return int(entry.name)
    return None


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
