"""What a visitor says is wrong: which fact of which record, and what it should be. Nothing of who says so.

It takes the fact, not the story. What was said about a record with a secret place may not tell where that is, neither
when it is said (`read_report`) nor when the place becomes secret later (`hush`).
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from secrets import token_hex
from typing import Protocol, cast, get_args

from directory.atlas.catalogue import Catalogue
from directory.errors import Fault, Invalid, Unknown
from directory.model import Id
from directory.model.report import About, Done, Handled, Report, Subject
from directory.text import normal
from directory.validation import SURELY, holds_address, unclean

__all__ = [
    "ABOUT",
    "DONE",
    "SUBJECTS",
    "About",
    "Done",
    "Handled",
    "Report",
    "Reports",
    "Subject",
    "hush",
    "is_secret",
    "read_report",
    "tells_where",
]

SUBJECTS: tuple[Subject, ...] = get_args(Subject)
ABOUT: tuple[About, ...] = get_args(About)
DONE: tuple[Done, ...] = get_args(Done)
LONGEST = 200
EVERY = 1_000_000

MAIL = re.compile(r"\S@\S|[(\[]\s?(?:at|apenstaartje)\s?[)\]]", re.IGNORECASE)
MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)\s?31[\s./-]*(?:\(0\))?|0)[\s./()-]*6(?:[\s./()-]*\d){8}(?!\d)")
# Where a place is secret its street is enough, also without a number or a capital letter.
STREET = re.compile(rf"\w{{3}}(?:{SURELY})\b", re.IGNORECASE)
# Written small, and apart from its digits, a postcode looks like a year or a number before a short word.
SHORT_WORDS = "is|en|in|om|op|te|of|de|er|we|ze|je|nu|al|na|uw|bv|ma|di|wo|do|vr|za|zo"
POSTCODE = re.compile(rf"\b[1-9]\d{{3}}(?:[a-z]{{2}}|\s(?!(?:{SHORT_WORDS})\b)[a-z]{{2}})\b", re.IGNORECASE)


class Reports(Protocol):
    """Where reports are kept. None of these raises: what cannot be written or read is not there."""

    def keep(self, report: Report) -> bool:
        """Keep this, or count it with an equal one that is open. Not when too many were kept that day, or it fails."""
        ...

    def open(self, limit: int) -> tuple[Report, ...]:
        """The ones that nobody handled, oldest first."""
        ...

    def handle(self, id: str, on: date, done: Done | None = None) -> bool:
        """Close one that is open, and say what was done; what it said is forgotten. Whether there was one."""
        ...

    def handled(self, limit: int) -> tuple[Handled, ...]:
        """The ones that were handled last, the latest first."""
        ...

    def silence(self, id: str) -> bool:
        """Forget what an open one said, and keep that it was said. Whether there was one."""
        ...


def read_report(fields: Mapping[str, str], catalogue: Catalogue, day: date, id: str | None = None) -> Report:
    """A report from the form fields `kind`, `slug`, `about` and `text`; others are passed over.

    The slug may be an old one or that of a merged record: the report is about the one of today. Without an id it gets
    a new one. Raises `Invalid` with every fault, by name of the field; no fault repeats what was typed.
    """
    kind, about = fields.get("kind", "").strip(), fields.get("about", "").strip()
    slug = fields.get("slug", "").strip()
    found = _resolved(kind, slug, catalogue)
    text, faults = _read_text(fields.get("text", ""))
    faults += _choice("kind", kind, SUBJECTS)
    faults += _choice("about", about, ABOUT)
    faults += [] if found or kind not in SUBJECTS else [_unknown(slug)]
    if text is not None:
        faults += _unwanted(text, about)
        faults += [_where()] if found and tells_where(text) and is_secret(cast(Subject, kind), found, catalogue) else []
    if faults or found is None:
        raise Invalid(faults)
    return Report(
        id=id or token_hex(5),
        day=day,
        kind=cast(Subject, kind),
        slug=catalogue.slug(cast(Subject, kind), found),
        about=cast(About, about),
        text=text,
    )


def hush(reports: Reports, catalogue: Catalogue) -> None:
    """Forget what open reports tell about where a place is that is secret now, or whose record is gone."""
    for each in reports.open(EVERY):
        if each.text is not None and tells_where(each.text):
            found = _resolved(each.kind, each.slug, catalogue)
            if found is None or is_secret(each.kind, found, catalogue):
                reports.silence(each.id)


def tells_where(text: str) -> bool:
    """Whether a text gives away a place that is secret: an address, a postcode in any spelling, or a street alone."""
    return any(map(holds_address, (text, text.title()))) or bool(POSTCODE.search(text) or STREET.search(text))


def is_secret(kind: Subject, id: Id, catalogue: Catalogue) -> bool:
    """Whether this organization, or the one of this contact point, has a confidential place anywhere.

    Yes as well where that cannot be said: the service of the contact point is not public.
    """
    organization = id if kind == "organization" else _organization(id, catalogue)
    if organization is None:
        return True
    places = (each for each in _places(organization, catalogue) if catalogue.has("location", each))
    return any(catalogue.location(each).confidential for each in places)


def _organization(door: Id, catalogue: Catalogue) -> Id | None:
    service = catalogue.door(door).service_id
    return catalogue.service(service).organization_id if catalogue.has("service", service) else None


def _places(organization: Id, catalogue: Catalogue) -> Iterator[Id]:
    yield from catalogue.locations_of(organization)
    for service in catalogue.services_of(organization):
        yield from catalogue.service(service).location_ids
        for door in catalogue.doors_of(service):
            place = catalogue.door(door).location_id
            if place is not None:
                yield place


def _resolved(kind: str, slug: str, catalogue: Catalogue) -> Id | None:
    """The public record that this slug leads to today."""
    if kind not in SUBJECTS:
        return None
    try:
        id = catalogue.survivor(kind, slug)
    except Unknown:
        return None
    return id if catalogue.has(kind, id) else None


def _read_text(raw: str) -> tuple[str | None, list[Fault]]:
    # Forms send line ends as CR LF; that is no control character that somebody typed.
    typed = raw.replace("\r\n", "\n").strip(" \n\t")
    if not typed:
        return None, []
    if detail := unclean(typed):
        return None, [Fault(pointer="text", code="text", detail=detail)]
    text = re.sub(r"\d", lambda digit: str(int(digit[0])), normal(typed))
    if len(text) > LONGEST:
        detail = f"At most {LONGEST} characters; this is {len(text)}."
        return None, [Fault(pointer="text", code="too-long", detail=detail)]
    return text, []


def _choice(field: str, value: str, choices: tuple[str, ...]) -> list[Fault]:
    if not value:
        return [Fault(pointer=field, code="field.missing", detail=f"`{field}` is required.")]
    if value not in choices:
        return [Fault(pointer=field, code="choice", detail=f"One of: {', '.join(choices)}.")]
    return []


def _unknown(slug: str) -> Fault:
    if not slug:
        return Fault(pointer="slug", code="field.missing", detail="`slug` is required.")
    return Fault(pointer="slug", code="record.unknown", detail="There is no such record here now.")


def _unwanted(text: str, about: str) -> Iterator[Fault]:
    if MAIL.search(text):
        detail = "Leave the mail address out: nothing is sent to it, and it may be somebody's own."
        yield Fault(pointer="text", code="text.mail", detail=detail)
    if about != "phone" and MOBILE.search(text):
        detail = "Leave the mobile number out: it may be somebody's own."
        yield Fault(pointer="text", code="text.mobile", detail=detail)


def _where() -> Fault:
    detail = "Leave the address out: a place of this organization is secret. That the address is wrong is enough."
    return Fault(pointer="text", code="text.address", detail=detail)
