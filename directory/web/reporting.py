""" "Klopt er iets niet?": somebody says which fact is wrong, and nothing of themselves. Nobody answers."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct

from directory.curation.reports import ABOUT, read_report
from directory.errors import Fault, Invalid
from directory.gate import reply
from directory.gate.forms import Fields, first, read_fields
from directory.gate.house import house
from directory.gate.limits import hourly
from directory.model import Id
from directory.web.addressing import Shown, address, addressed
from directory.web.doorway import doorway
from directory.web.frame import page, spoken
from directory.web.languages import Speech, paths

AnyRequest = Request[Any, Any, Any]
MAXIMUM_REPORT = 32 * 1024
# Enough for who goes through a whole organization, and too little for who fills the disk.
AN_HOUR = 12
# In whatever language, and whatever it is about.
LIMIT = hourly("reports", AN_HOUR, together=True)
SHOWN = 5_000


class Report(Struct, frozen=True, kw_only=True):
    """What was typed, and what is wrong with it by field."""

    about: str = ""
    text: str = ""
    faults: Mapping[str, str] = {}


def routes() -> list[Any]:
    """Where a report is sent to, of a door and of an organization, and the empty form at the same address.

    The form is there for who chooses another language after a fault: a link can only ask.
    """
    return [of_door, of_organization, empty_of_door, empty_of_organization]


@get(paths("/hulp/{id:str}/klopt-niet"), include_in_schema=False)
async def empty_of_door(request: AnyRequest) -> Response[bytes]:
    """The form about a door."""
    return _empty(request, "contact-point")


@get(paths("/organisatie/{id:str}/klopt-niet"), include_in_schema=False)
async def empty_of_organization(request: AnyRequest) -> Response[bytes]:
    """The form about an organization."""
    return _empty(request, "organization")


def _empty(request: AnyRequest, kind: Shown) -> reply.Ready:
    found = addressed(request, kind, "/klopt-niet")
    return found if isinstance(found, reply.Ready) else _form(request, kind, found, Report())


@post(
    paths("/hulp/{id:str}/klopt-niet"),
    status_code=200,
    include_in_schema=False,
    request_max_body_size=MAXIMUM_REPORT,
    middleware=[LIMIT],
)
async def of_door(request: AnyRequest) -> Response[bytes]:
    """Something is wrong with a door."""
    return _taken(request, "contact-point", read_fields(await request.body()))


@post(
    paths("/organisatie/{id:str}/klopt-niet"),
    status_code=200,
    include_in_schema=False,
    request_max_body_size=MAXIMUM_REPORT,
    middleware=[LIMIT],
)
async def of_organization(request: AnyRequest) -> Response[bytes]:
    """Something is wrong with an organization."""
    return _taken(request, "organization", read_fields(await request.body()))


def _taken(request: AnyRequest, kind: Shown, fields: Fields) -> reply.Ready:
    found = addressed(request, kind, "/klopt-niet")
    if isinstance(found, reply.Ready):
        return found
    here, speech = house(request), spoken(request)
    about, text = first(fields, "about"), first(fields, "text")
    told = {"kind": kind, "slug": here.atlas.catalogue.slug(kind, found), "about": about, "text": text}
    try:
        report = read_report(told, here.atlas.catalogue, here.today())
    except Invalid as invalid:
        wrong = {each.pointer: _said(each, speech) for each in invalid.faults}
        return _form(request, kind, found, Report(about=about[:20], text=text[:SHOWN], faults=wrong))
    kept = here.reports.keep(report)
    return page(request, "thanks.html", status=200 if kept else 503, kept=kept, record=address(kind, found))


def _form(request: AnyRequest, kind: Shown, id: Id, report: Report) -> reply.Ready:
    """The form on a page of its own; again with what was typed and what is wrong."""
    here = house(request)
    catalogue = here.atlas.catalogue
    name = catalogue.organization(id).name if kind == "organization" else doorway(catalogue, id).organization.name
    return page(
        request,
        "report.html",
        status=400 if report.faults else 200,
        report=report,
        name=name,
        choices=choices(spoken(request)),
        record=address(kind, id),
    )


@cache
def choices(speech: Speech) -> Mapping[str, str]:
    """What may be wrong, in the order in which it harms."""
    _ = speech.say
    said = {
        "phone": _("Het telefoonnummer"),
        "hours": _("De openingstijden"),
        "url": _("De website"),
        "address": _("Het adres"),
        "area": _("Het gebied"),
        "conditions": _("Gratis, anoniem of wat er met uw verhaal gebeurt"),
        "name": _("De naam"),
        "closed": _("Dit bestaat niet meer"),
        "other": _("Iets anders"),
    }
    return {each: said[each] for each in ABOUT}


def _said(fault: Fault, speech: Speech) -> str:
    _ = speech.say
    by_field = {
        "about": _("Kies wat er niet klopt."),
        "slug": _("Deze ingang of organisatie staat niet meer in de gids."),
    }
    by_code = {
        "too-long": _("Maak de tekst korter: hoogstens 200 tekens."),
        "text": _("Er staan tekens in die wij niet kunnen lezen. Typ de tekst opnieuw."),
        "text.mail": _("Haal het mailadres weg. Wij sturen er niets naartoe."),
        "text.mobile": _("Haal het mobiele nummer weg. Het kan van iemand zelf zijn."),
        "text.address": _("Haal het adres weg. Van deze organisatie is een plek geheim."),
    }
    return by_field.get(fault.pointer) or by_code.get(fault.code) or _("Dit kunnen wij niet lezen.")
