"""The real thing: `directory serve` as a process, stopped, killed, crowded and given bad circumstances."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from msgspec import structs

from directory.model import Change, Occasion
from directory.model.json import decode
from directory.settings import Settings
from directory.storage.sqlite import open_store
from tests.conftest import ROOT, free_port


def command(*arguments: str, data: Path) -> list[str]:
    return [sys.executable, "-m", "directory", *arguments, "--data", str(data)]


class Server:
    """A running server and where to ask it."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def get(self, path: str) -> tuple[int, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=30)


@contextmanager
def serving(data: Path, *arguments: str) -> Iterator[Server]:
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port), *arguments, data=data), stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_listen, args=(process, said), daemon=True).start()
        workers = int(arguments[arguments.index("--workers") + 1]) if "--workers" in arguments else 1
        for _ in range(workers):
            _until(said, '"event":"ready"')
        _until_it_accepts(port)
        yield Server(process, port)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _listen(process: subprocess.Popen[str], said: "queue.Queue[str]") -> None:
    """Keep reading what the server says, or it would wait for us to."""
    assert process.stderr is not None
    with process.stderr as lines:
        for line in lines:
            said.put(line)
    said.put("")


def _until(said: "queue.Queue[str]", word: str) -> None:
    """Wait until the server says this; its end is a failure."""
    seen = []
    while line := said.get(timeout=60):
        seen.append(line)
        if word in line:
            return
    pytest.fail("".join(seen))


def _until_it_refuses(port: int) -> None:
    """The workers of a server that was killed go too, and leave the port."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return
    pytest.fail("a worker stayed behind")


def _until_it_accepts(port: int) -> None:
    """A worker that is ready begins to accept a moment later."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            continue
        return
    pytest.fail("the server never accepted a connection")


def rename(data: Path, name: str) -> None:
    """An edit by another program than the server."""
    store = open_store(Settings(data=data).database)
    kept = next(each for each in store.records("organization") if b'"slug":"welbions"' in each.document)
    after = structs.replace(decode("organization", kept.document), name=name)
    occasion = Occasion(actor="test", at=datetime.now(UTC), reason="Een proef.")
    store.commit([Change(kind="organization", id=kept.id, after=after, expected=kept.revision)], occasion)
    store.close()


def test_an_empty_folder_becomes_the_directory_of_twente(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as server:
        assert server.get("/health/ready") == (200, {"ready": True, "atlas": True, "store": True, "sequence": 258})
        status, found = server.get("/api/v1/search?near=7551&openNow=true")
        assert status == 200
        assert found["totalItems"] > 0
        assert server.stop() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_to_after_finishing_what_is_open(tmp_path: Path, how: signal.Signals) -> None:
    with serving(tmp_path / "data") as server, socket.create_connection(("127.0.0.1", server.port)) as open_request:
        open_request.sendall(b"POST /api/v1/search HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n")
        open_request.sendall(b"content-length: 13\r\nexpect: 100-continue\r\n\r\n")
        assert b"100" in open_request.recv(1000)  # the request is being handled: it waits for its body
        server.process.send_signal(how)
        open_request.sendall(b'{"q":"kadera"')
        open_request.sendall(b"}")
        answer = b""
        while piece := open_request.recv(65536):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 ")
        assert server.process.wait(timeout=30) == 0


def test_every_worker_shows_an_edit_in_the_next_answer(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, "--workers", "3") as server:
        for number in range(5):
            name = f"Welbions {number}"
            rename(data, name)
            with ThreadPoolExecutor(12) as crowd:
                answers = list(crowd.map(lambda _: server.get("/api/v1/organizations/welbions")[1]["name"], range(36)))
            assert set(answers) == {name}


def test_after_a_kill_everything_that_was_acknowledged_is_there(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data) as server:
        rename(data, "Welbions na de klap")
        server.stop(signal.SIGKILL)
        _until_it_refuses(server.port)
    with serving(data) as server:
        assert server.get("/api/v1/organizations/welbions")[1]["name"] == "Welbions na de klap"


def refused(*arguments: str, data: Path) -> str:
    """What the command says when it refuses: one line, no stack trace."""
    done = subprocess.run(
        command(*arguments, data=data), capture_output=True, text=True, cwd=ROOT, timeout=60, check=False
    )
    assert done.returncode == 1, done
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


def test_a_port_in_use_is_said_and_nothing_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert port in refused("serve", "--port", port, data=tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_foreign_or_damaged_database_is_said_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "directory.db"
    for content in (b"", b"this is no database at all", b"SQLite format 3\x00" + os.urandom(4000)):
        file.write_bytes(content)
        assert str(file) in refused("serve", "--port", str(free_port()), data=tmp_path)
        assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    assert "missing" in refused("serve", "--port", str(free_port()), data=tmp_path / "missing" / "data")


def test_metrics_have_a_port_of_their_own_and_no_words(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path / "data", "--metrics-port", str(port)) as server:
        server.get("/api/v1/search?q=kanariewoord")
        server.get("/api/v1/organizations/kanariewoord")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            metrics = answer.read().decode()
        assert "/api/v1/search" in metrics
        assert "kanariewoord" not in metrics
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{server.port}/metrics", timeout=10)
