"""A load generator: a few connections that are kept open, each asks its next question as soon as it has an answer.

It works on the protocol itself, because a client that is slower than the server measures the client. Every answer must
be 200 and whole.
"""

import asyncio
import gc
import time
from collections.abc import Iterator
from typing import Self, cast

from msgspec import Struct

from benchmarks.server import Server

CONNECTIONS = 16
WARM_UP_S = 0.25
LENGTH = b"content-length:"


class Block(Struct, frozen=True, kw_only=True, rename="camel"):
    """What one stretch of load showed. `client_busy` is the share of its core that the load generator needed."""

    requests: int
    per_second: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    mean_bytes: float
    client_busy: float


class Wrong(Exception):
    """An answer that is not what it must be: nothing is measured then."""


class _Load:
    """The state that the connections of one block share."""

    def __init__(self, questions: Iterator[bytes]) -> None:
        self.questions = questions
        self.latencies: list[float] = []
        self.bytes = 0
        self.going = True
        self.open = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def fail(self, error: Exception) -> None:
        """Stop everything."""
        self.going = False
        if not self.done.done():
            self.done.set_exception(error)

    def leave(self) -> None:
        """A connection has its last answer."""
        self.open -= 1
        if self.open == 0 and not self.done.done():
            self.done.set_result(None)


class _Connection(asyncio.Protocol):
    """One connection: ask, wait for all of the answer, ask again."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._transport: asyncio.Transport
        self._head = b""
        self._missing = 0
        self._size = 0
        self._asked = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._load.open += 1
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._load.going:
            self._load.fail(Wrong("the server closed a connection"))

    def data_received(self, data: bytes) -> None:
        if self._missing == 0:
            data = self._head + data if self._head else data
            end = data.find(b"\r\n\r\n")
            if end < 0:
                self._head = data
                return
            self._head = b""
            self._size = self._length(data, end)
            self._missing = self._size + end + 4
        self._missing -= len(data)
        if self._missing <= 0:
            self._missing = 0
            self._answered()

    def _length(self, data: bytes, end: int) -> int:
        at = data.find(LENGTH, 0, end)
        length = int(data[at + len(LENGTH) : data.find(b"\r\n", at)]) if at >= 0 else 0
        if not data.startswith(b"HTTP/1.1 200 ") or length <= 0:
            self._load.fail(Wrong(data[:300].decode("latin-1")))
        return length

    def _answered(self) -> None:
        load = self._load
        load.latencies.append(time.perf_counter() - self._asked)
        load.bytes += self._size
        if load.going:
            self._ask()
        else:
            self._transport.close()
            load.leave()

    def _ask(self) -> None:
        question = next(self._load.questions)
        self._asked = time.perf_counter()
        self._transport.write(question)


def measure(server: Server, questions: Iterator[bytes], seconds: float, connections: int = CONNECTIONS) -> Block:
    """A block of load on this server."""
    server.settle()
    gc.collect()
    gc.disable()
    try:
        return asyncio.run(_measure(server, questions, seconds, connections))
    except Wrong as wrong:
        raise SystemExit(f"{server.name} gave a wrong answer, so nothing is measured: {wrong}") from None
    finally:
        gc.enable()
        server.forget()


async def _measure(server: Server, questions: Iterator[bytes], seconds: float, connections: int) -> Block:
    loop = asyncio.get_running_loop()
    load = _Load(questions)
    for _ in range(connections):
        await loop.create_connection(lambda: _Connection(load), "127.0.0.1", server.port)
    await _while(load, WARM_UP_S)
    first = _Moment.of(load, server)
    await _while(load, seconds)
    last = _Moment.of(load, server)
    load.going = False
    await asyncio.wait_for(load.done, 60)
    return _block(load, first, last)


class _Moment(Struct, frozen=True):
    """How far things are."""

    answers: int
    bytes: int
    clock: float
    own_cpu: float
    server_cpu: float

    @classmethod
    def of(cls, load: _Load, server: Server) -> Self:
        """Now."""
        return cls(len(load.latencies), load.bytes, time.perf_counter(), time.process_time(), server.cpu_s())


def _block(load: _Load, first: _Moment, last: _Moment) -> Block:
    latencies = sorted(load.latencies[first.answers : last.answers])
    count, took = len(latencies), last.clock - first.clock
    if count == 0:
        raise Wrong("no answer within the time")
    return Block(
        requests=count,
        per_second=count / took,
        p50_ms=latencies[count // 2] * 1000,
        p99_ms=latencies[count * 99 // 100] * 1000,
        cpu_us=(last.server_cpu - first.server_cpu) / count * 1e6,
        mean_bytes=(last.bytes - first.bytes) / count,
        client_busy=(last.own_cpu - first.own_cpu) / took,
    )


async def _while(load: _Load, seconds: float) -> None:
    """Let it run; an error ends it at once."""
    done, _ = await asyncio.wait({load.done}, timeout=seconds)
    for each in done:
        each.result()
