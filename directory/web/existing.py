"""Does this already exist: a proposal as a form or a paragraph, the answer, and the dossier that is kept of it."""

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from directory.coverage import Existing, Overlap
from directory.errors import Invalid
from directory.gate import reply
from directory.gate.asking.dossiers import keep, may_be_kept, reread
from directory.gate.asking.proposals import Asked
from directory.gate.forms import read_fields
from directory.gate.house import House, house
from directory.gate.limits import hourly
from directory.gate.problems import problem
from directory.hours import AMSTERDAM
from directory.web.frame import HTML, page, spoken
from directory.web.languages import POLICY, paths, prefix
from directory.web.proposal import HOURS, Draft, drafted, groups, read_draft, said_faults
from directory.web.verdict import view

AnyRequest = Request[Any, Any, Any]
ADDRESS = "/bestaat-dit-al"
# 8,000 characters of four bytes, each written as three signs; more than that is cut off before it is read.
MAXIMUM_FORM = 128 * 1024
# More than anybody reads; a dossier is kept for years.
AN_HOUR = 30


def routes() -> list[Any]:
    """The form, its answer, what is kept of it, and a dossier."""
    return [form, answer, empty, kept, dossier]


@get(paths(ADDRESS, POLICY), include_in_schema=False)
async def form(request: AnyRequest) -> Response[bytes]:
    """An empty form."""
    return _form(request, Draft())


@post(paths(ADDRESS, POLICY), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def answer(request: AnyRequest) -> Response[bytes]:
    """Who does this already, what is missing and whom to ask."""
    return await _answer(request)


@get(paths(f"{ADDRESS}/bewaar", POLICY), include_in_schema=False)
async def empty(request: AnyRequest) -> Response[bytes]:
    """The form, for who comes back to where something was kept."""
    return _form(request, Draft())


@post(
    paths(f"{ADDRESS}/bewaar", POLICY),
    status_code=200,
    include_in_schema=False,
    request_max_body_size=MAXIMUM_FORM,
    middleware=[hourly("dossiers", AN_HOUR, together=True)],
)
async def kept(request: AnyRequest) -> Response[bytes]:
    """The same answer, kept as a dossier."""
    return await _answer(request, keeping=True)


async def _answer(request: AnyRequest, *, keeping: bool = False) -> Response[bytes]:
    draft, here = read_draft(read_fields(await request.body())), house(request)
    if draft.empty:
        return _form(request, draft, asked_nothing=True)
    try:
        asked, found = await asyncio.to_thread(_answered, draft.body(), here, here.existing)
    except Invalid as invalid:
        return _form(request, draft, status=400, faults=said_faults(invalid.faults, draft, spoken(request)))
    if keeping and may_be_kept(asked, found):
        if made := await keep(found, here):
            where = f"{prefix(spoken(request).code)}{ADDRESS}/{made.id}"
            return reply.Ready(b"", HTML, {"Location": where, "Cache-Control": reply.PRIVATE}, status_code=303)
        return _form(request, draft, found=found, not_kept=True)
    if asked.paragraph:
        return _form(request, drafted(found.proposal), found=found, text=draft.text)
    return _form(request, draft, found=found)


def _answered(body: object, here: House, existing: Existing) -> tuple[Asked, Overlap]:
    asked = Asked(body, here, existing)
    return asked, asked.answer()


def _form(
    request: AnyRequest,
    draft: Draft,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    found: Overlap | None = None,
    text: str = "",
    asked_nothing: bool = False,
    not_kept: bool = False,
) -> Response[bytes]:
    here, speech = house(request), spoken(request)
    return page(
        request,
        "existing.html",
        status=status,
        languages=POLICY,
        draft=draft,
        text=text or draft.text,
        read=bool(text),
        groups=groups(draft, faults or {}, here, speech),
        hours=HOURS,
        faults=faults or {},
        away=[(each, called(each, here)) for each in draft.without] if found else [],
        asked_nothing=asked_nothing,
        not_kept=not_kept,
        map=here.outlines,
        **(view(found, here, speech).facts(speech) if found else {"view": None}),
    )


def called(slug: str, here: House) -> str:
    """What an organization is called."""
    catalogue = here.atlas.catalogue
    return catalogue.organization(catalogue.survivor("organization", slug)).name


@get(paths(f"{ADDRESS}/{{id:str}}", POLICY), include_in_schema=False)
async def dossier(request: AnyRequest, id: FromPath[str]) -> Response[bytes]:
    """A check that was kept: as it was, and what is different now."""
    here, speech = house(request), spoken(request)
    found = await reread(id, here)
    if found is None:
        raise problem(404, "record.unknown", "No check was kept under this name.")
    return page(
        request,
        "dossier.html",
        languages=POLICY,
        dossier=found.dossier,
        since=found.since,
        day=speech.day(found.dossier.made_at.astimezone(AMSTERDAM)),
        address=f"{here.address}{prefix(speech.code)}{ADDRESS}/{found.dossier.id}",
        map=here.outlines,
        **view(found.dossier.check, here, speech).facts(speech),
    )
