"""The page of one door: everything known of it, in the order in which somebody in a hurry needs it.

Who comes from the answers of a search comes by POST and takes the question along, so that there is a way back: the
Back button of a browser stops at a page that was posted.
"""

from collections.abc import Iterator
from typing import Any

from litestar import Request, Response, get, post
from msgspec import Struct

from directory.gate import reply
from directory.gate.forms import read_fields
from directory.gate.house import House, house
from directory.web import beside, facts, naming, referring
from directory.web.addressing import address, addressed
from directory.web.asking import Form, read_form
from directory.web.doorway import Doorway, doorway, stale
from directory.web.frame import page, spoken
from directory.web.hours import said_now, week
from directory.web.languages import Speech, paths
from directory.web.linked import linked
from directory.web.passing_on import has_entry
from directory.web.reporting import Report, choices
from directory.web.search import MAXIMUM_FORM

AnyRequest = Request[Any, Any, Any]


class Warned(Struct, frozen=True):
    """Something to know before making contact; `note` is Dutch, from the record."""

    text: str
    note: str = ""


def routes() -> list[Any]:
    """The page, by address and from the answers of a search."""
    return [by_address, from_answers]


@get(paths("/hulp/{id:str}"), include_in_schema=False)
async def by_address(request: AnyRequest) -> Response[bytes]:
    """A door."""
    return _shown(request, None)


@post(paths("/hulp/{id:str}"), status_code=200, include_in_schema=False, request_max_body_size=MAXIMUM_FORM)
async def from_answers(request: AnyRequest) -> Response[bytes]:
    """A door, with the way back to the answers that it was in."""
    return _shown(request, read_form(read_fields(await request.body())))


def _shown(request: AnyRequest, back: Form | None) -> reply.Ready:
    found = addressed(request, "contact-point")
    if isinstance(found, reply.Ready):
        return found
    way = doorway(house(request).atlas.catalogue, found)
    return page(request, "door.html", back=back, **_facts(request, way))


def _facts(request: AnyRequest, way: Doorway) -> dict[str, Any]:
    """What the template of a door is filled in with."""
    here, speech = house(request), spoken(request)
    at, catalogue, door = here.now(), here.atlas.catalogue, way.door
    answer = way.open_at(at)
    siblings = [each for each in catalogue.doors_of(way.service.id) if each != door.id]
    cousins = [
        each
        for service in catalogue.services_of(way.organization.id)
        if service != way.service.id
        for each in catalogue.doors_of(service)
    ]
    return {
        "way": way,
        "door": door,
        "service": way.service,
        "organization": way.organization,
        "role": naming.roles(speech)[way.organization.role],
        "open": "" if way.always_there else answer,
        "hours_now": "" if way.always_there else said_now(answer, door.hours, at, speech, again=way.opens_at(at)),
        "channel": here.label("channels", door.channel, speech.code) if door.channel else "",
        "site_name": naming.site(door.url) if door.url else "",
        "warnings": [*_warnings(way, here, speech)],
        "stale": [naming.field(name, here, speech) for name in stale(way.facts(), here.today())],
        "before": facts.before(way, here, speech),
        "afterwards": facts.afterwards(way, here, speech),
        "further": facts.further(way, here, speech),
        "about": facts.about(way, here, speech),
        "week": week(door.hours, at, speech) if door.hours else None,
        "ask_hours": way.whom("hours"),
        "places": beside.places([way.location] if way.location else [], here),
        "ask_place": way.whom("location"),
        "block": referring.block(way, here, speech),
        "entry": has_entry(way),
        "siblings": beside.others(siblings, at, here, speech),
        "cousins": beside.others(cousins, at, here, speech),
        "divisions": beside.divisions(frozenset({door.id, way.organization.id}), here),
        "origins": facts.origins(_sourced(way), here, speech),
        "questions": [*facts.asking(way.questions(), way.organization.name)],
        "linked": linked("contact-point", door.id, here),
        "choices": choices(speech),
        "report": Report(),
        "record": address("contact-point", door.id),
    }


def _sourced(way: Doorway) -> Iterator[tuple[str, Any]]:
    for part in way.parts():
        yield from part.facts.items()


def _warnings(way: Doorway, here: House, speech: Speech) -> Iterator[Warned]:
    _, operation = speech.say, way.operation
    if operation is not None and way.shut:
        yield Warned(naming.states(speech)[operation.state], operation.note or "")
        if operation.until is not None and operation.until < here.today():
            yield Warned(_("Dat zou duren tot {}. Vraag na of het nog zo is.").format(speech.day(operation.until)))
        elif operation.until is not None:
            yield Warned(_("Dat duurt tot en met {}.").format(speech.day(operation.until)))
    if "archived" in (way.door.lifecycle, way.service.lifecycle, way.organization.lifecycle):
        yield Warned(_("Dit staat in het archief. Het klopt misschien niet meer."))
    if way.for_professionals:
        yield Warned(_("Alleen voor beroepskrachten"))
    elif way.door.access == "by-referral":
        yield Warned(_("Alleen met een verwijzing"))
    elif way.door.access is None:
        yield Warned(_("Niet bekend of u hier zelf terecht kunt. Vraag het na."))
