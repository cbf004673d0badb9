"""What to ask a partner: questions about their own organization, the one whose answer is worth most first.

Order and values are those of `work`. What is not due yet comes after it, by risk and age: that an organization says
so itself is worth more than that somebody read it. Nothing is asked about where a secret place is, and where an
organization has one, nothing about any of its places. What stands at several doors is asked about once.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Literal

from msgspec import Struct, structs

from directory.atlas.catalogue import Catalogue
from directory.curation.numbers import dialled
from directory.curation.pieces import Mergeable, taken_apart
from directory.curation.reports import is_secret
from directory.curation.whole import Whole, question_about
from directory.curation.work import Task, worth
from directory.model import ContactPoint, Fact, Id, Kind, Location, Organization, Phone, Service, cadence, kind_of
from directory.model.json import encode

# How a question can be answered besides "yes" and "I do not know"; of `check` only that it is wrong.
Form = Literal["phone", "web", "mail", "hours", "yes-no", "access", "text", "waiting", "check"]
MOST = 12
PARTNER = "partner"
# What somebody read somewhere, however lately, is less certain than what its owner says.
LEAST = 0.01
TEXTS = ("route", "routeHours", "haveReady", "consent", "nextStep", "criteria", "cost", "interpreter", "accessibility")
MORE_TEXTS = ("fallback", "professionalLine", "areaRule", "maximumStay")
FORMS: Mapping[type, Mapping[str, Form]] = {
    Organization: {
        "phone": "phone",
        "website": "web",
        "email": "mail",
        "description": "text",
        "area": "check",
        "operation": "check",
    },
    Service: {
        "url": "web",
        "description": "text",
        "fees": "text",
        "eligibility": "text",
        "operation": "check",
        "referral.waitingTime": "waiting",
        "referral.registerBy": "check",
        **dict.fromkeys((f"referral.{each}" for each in (*TEXTS, *MORE_TEXTS)), "text"),
    },
    ContactPoint: {
        "phone": "phone",
        "url": "web",
        "email": "mail",
        "hours": "hours",
        "access": "access",
        "description": "text",
        **dict.fromkeys(
            ("languages", "area", "channel", "functions", "topics", "audiences", "operation"),
            "check",
        ),
    },
    Location: dict.fromkeys(("address", "street", "place"), "check"),
}
# What is often the same at several doors.
SHARED: frozenset[Form] = frozenset({"phone", "web", "mail"})


class Spot(Struct, frozen=True, kw_only=True):
    """Where a value stands. `title` says of which service and door, "" for the organization as a whole."""

    kind: Kind
    id: Id
    field: str
    title: str = ""


class Asked(Struct, frozen=True, kw_only=True):
    """One question. `value` is what is published, None when nothing is known; `recorded` what somebody wants to know.

    `key` names it in a form, `seen` the value that it is about: an answer about another value is no answer.
    """

    key: str
    seen: str
    spots: tuple[Spot, ...]
    form: Form
    value: Any
    worth: float
    recorded: str | None = None

    @property
    def field(self) -> str:
        """The field that this is about, as in the JSON of its record."""
        return self.spots[0].field


def questions(catalogue: Catalogue, organization: Id, tasks: Iterable[Task], today: date) -> list[Asked]:
    """All questions about a published organization, the most valuable first; none when it is not public (any more).

    `tasks` are those of `work`, of the whole directory or of this organization.
    """
    whole = Whole(catalogue)
    if organization not in whole.organizations:
        return []
    records = {
        each.id: each for each in _records(whole, organization, is_secret("organization", organization, catalogue))
    }
    values = {(each.id, each.field): each.value for each in tasks if each.id in records}
    for each in records.values():
        values = {**_not_due(each, today), **values}
    single = [asked for (id, field), value in values.items() if (asked := _asked(whole, records[id], field, value))]
    return sorted(_together(single), key=lambda each: (-each.worth, each.key))


def form_of(kind: type, field: str) -> Form | None:
    """How a question about this field is answered; None for what is not asked of partners."""
    if kind is ContactPoint and field.startswith("conditions."):
        return "yes-no"
    return FORMS[kind].get(field)


def value_of(record: Mergeable, field: str) -> Any:
    """What a record says in this field, None when nothing."""
    return getattr(record, field) if isinstance(record, Location) else taken_apart(record).get(field)


def seen(value: Any) -> str:
    """A short name for exactly this value; of a number only for what people dial."""
    said = dialled(value) if isinstance(value, Phone) else value
    return sha256(encode(said)).hexdigest()[:16]


def _records(whole: Whole, organization: Id, secret: bool) -> Iterator[Mergeable]:
    of = whole.organizations[organization]
    services = whole.services_of(of)
    yield of
    yield from services
    yield from whole.doors_of_organization(of)
    if not secret:
        yield from (each for each in whole.locations.values() if each.organization_id == organization)


def _not_due(record: Mergeable, today: date) -> dict[tuple[Id, str], float]:
    """What it is worth to hear that a value still holds, whenever it is due; not of what they just said themselves."""
    return {
        (record.id, name): worth(record, name, fact, today, LEAST)
        for name, fact in record.facts.items()
        if not _said_lately(name, fact, today)
    }


def _said_lately(name: str, fact: Fact, today: date) -> bool:
    return fact.checked_by == PARTNER and today - fact.checked_on < cadence(name) / 2


def _asked(whole: Whole, record: Mergeable, field: str, value: float) -> Asked | None:
    form = form_of(type(record), field)
    if form is None:
        return None
    found = value_of(record, field)
    if form == "check" and (found is None or field not in record.facts):
        return None
    question = question_about(record, field)
    return Asked(
        key=f"{record.id}.{field}",
        seen=seen(found),
        spots=(Spot(kind=kind_of(record), id=record.id, field=field, title=_title(whole, record)),),
        form=form,
        value=found,
        worth=value,
        recorded=question.text if question else None,
    )


def _title(whole: Whole, record: Mergeable) -> str:
    """Of which part of the organization this is, as its own people call it."""
    match record:
        case Organization():
            return ""
        case ContactPoint():
            service = whole.services[record.service_id].name
            return f"{service}, {record.name}" if record.name else service
        case _:
            return record.name


def _together(found: Iterable[Asked]) -> Iterator[Asked]:
    """What is one thing to its owner, once: it is worth what the most valuable part of it is."""
    parts: dict[object, list[Asked]] = {}
    for each in sorted(found, key=lambda each: (-each.worth, each.key)):
        parts.setdefault(_thing(each), []).append(each)
    for first, *rest in parts.values():
        yield structs.replace(first, spots=(*first.spots, *(spot for other in rest for spot in other.spots)))


def _thing(asked: Asked) -> object:
    """One number or address at several doors, or one question that was written down at several, is one thing."""
    if asked.value is None:
        return (asked.field, asked.recorded) if asked.recorded else asked.key
    return (asked.form, asked.seen) if asked.form in SHARED else asked.key
