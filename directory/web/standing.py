"""The pages about the directory itself: what it is and is not, what stays on a device, how accessible it is."""

import asyncio
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from litestar import Request, Response, get
from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.exchange.licence import ATTRIBUTION, LICENCE, LICENCE_URL
from directory.gate.house import house
from directory.model import Kind
from directory.model.fact import Checks
from directory.web.frame import page
from directory.web.languages import POLICY, paths

AnyRequest = Request[Any, Any, Any]
WITH_FACTS: tuple[Kind, ...] = ("organization", "service", "contact-point", "location")


class Holding(Struct, rename="camel"):
    """Of a record only what says how much is known of it."""

    facts: dict[str, Checks] = {}
    questions: tuple[msgspec.Raw, ...] = ()


class Counts(Struct, frozen=True, kw_only=True):
    """How much the directory holds, and between which days its facts were looked at."""

    partners: int
    services: int
    doors: int
    facts: int
    questions: int
    oldest: date | None
    newest: date | None


_holding = msgspec.json.Decoder(Holding)


def routes() -> list[Any]:
    """The three pages."""
    return [about, traces, accessibility]


@get(paths("/over"), include_in_schema=False)
async def about(request: AnyRequest) -> Response[bytes]:
    """What this is and is not, where its facts come from, and what it keeps of whom."""
    counts = await asyncio.to_thread(counted, house(request).atlas.catalogue)
    licence = {"name": LICENCE, "url": LICENCE_URL, "attribution": ATTRIBUTION}
    return page(request, "about.html", counts=counts, licence=licence)


@get(paths("/sporen"), include_in_schema=False)
async def traces(request: AnyRequest) -> Response[bytes]:
    """What somebody else may see of a visit, and what helps. It promises nothing that no page can do."""
    return page(request, "traces.html")


@get(paths("/toegankelijkheid", POLICY), include_in_schema=False)
async def accessibility(request: AnyRequest) -> Response[bytes]:
    """The accessibility statement. Its status is for the owner to fill in: nothing is claimed."""
    return page(request, "accessibility.html", languages=POLICY)


@lru_cache(maxsize=1)
def counted(catalogue: Catalogue) -> Counts:
    """The counts of this version. Reads every record once, so not in the way of a request."""
    facts, questions, oldest, newest = 0, 0, date.max, date.min
    for held in _held(catalogue):
        questions += len(held.questions)
        for fact in held.facts.values():
            facts += 1
            oldest, newest = min(oldest, fact.checked_on), max(newest, fact.checked_on)
    return Counts(
        partners=len(catalogue.ids("organization")),
        services=len(catalogue.ids("service")),
        doors=len(catalogue.ids("contact-point")),
        facts=facts,
        questions=questions,
        oldest=oldest if facts else None,
        newest=newest if facts else None,
    )


def _held(catalogue: Catalogue) -> Iterator[Holding]:
    for kind in WITH_FACTS:
        yield from (_holding.decode(catalogue.version(kind, id).document) for id in catalogue.ids(kind))
