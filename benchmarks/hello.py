"""Litestar saying hello: what the product is held against, under the same server with the same settings."""

import sys
from typing import Any

from litestar import Litestar, MediaType, Response, get

from benchmarks.serving import serve

# About what a page of twenty contact points with facets weighs.
BODY = b'{"hello":"' + b"w" * (11_000 - 12) + b'"}'
SMALL = b'{"hello":"world"}'


@get("/typed", media_type=MediaType.JSON)
async def typed(
    q: str = "",
    near: str = "",
    radiusKm: float = 0.0,  # the parameters of the product, by name
    topic: list[str] | None = None,
    openNow: bool = False,
    page: int = 1,
    perPage: int = 20,
) -> Response[bytes]:
    """Ready bytes of the size of an answer, after reading the parameters of a search."""
    return Response(BODY, media_type=MediaType.JSON)


@get("/plain", media_type=MediaType.JSON)
async def plain() -> Response[bytes]:
    """Ready bytes, no parameters: the most that this server and this client do."""
    return Response(SMALL, media_type=MediaType.JSON)


@get("/ready")
async def ready() -> str:
    """For whoever waits until it answers."""
    return "ready"


def application() -> Any:
    """The application of the worker."""
    return Litestar([typed, plain, ready], openapi_config=None)


def main(port: int) -> None:
    """Serve as `directory serve` does."""
    serve("benchmarks.hello:application", port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
