"""Contact points as a table for a spreadsheet: one row per door, its box in columns, `|` between terms.

UTF-8 without a mark in front, comma, CRLF (RFC 4180): what every program reads. An empty cell is not known or does
not apply; `unknown` names the dimensions that nobody told us. A cell that a spreadsheet would run as a formula gets an
apostrophe in front (`guarded`), which reading takes off again (`unguarded`).

Hours are written without words: `Mo-Fr 09:00-17:00; Sa[1] 10:00-12:00; PH off; 2026-12-24/2026-12-26 off`, or `24/7`.
Of a confidential place there is nothing at all, not even its source.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import msgspec
from msgspec import Struct

from directory.atlas.catalogue import Catalogue
from directory.model import (
    DAYS,
    ContactPoint,
    Day,
    Exceptional,
    Fact,
    Id,
    Kind,
    Location,
    Organization,
    Schedule,
    Service,
    Span,
    known_on,
    unknown_dimensions,
)

COLUMNS = (
    "id",
    "slug",
    "organization",
    "organizationSlug",
    "service",
    "serviceSlug",
    "name",
    "functions",
    "topics",
    "audiences",
    "area",
    "hours",
    "hoursFrom",
    "hoursUntil",
    "languages",
    "channel",
    "conditionsYes",
    "conditionsNo",
    "unknown",
    "access",
    "phone",
    "phoneExtension",
    "url",
    "email",
    "location",
    "address",
    "place",
    "municipality",
    "operation",
    "lifecycle",
    "verifiedOn",
    "phoneSource",
    "urlSource",
    "emailSource",
)
# Full-width signs count too: some spreadsheets read them as the plain ones.
RISKY = re.compile(r"'*[=+\-@\t\r\n\0＝＋－＠]")
BETWEEN = "|"


class Row(Struct, frozen=True, kw_only=True):
    """A door with all that its row is made of. `location` is None when there is none, or none to tell of."""

    door: ContactPoint
    service: Service
    organization: Organization
    location: Location | None
    secret: bool


class _Named(Struct):
    slug: str


_named = msgspec.json.Decoder(_Named)


def table(catalogue: Catalogue) -> Iterator[bytes]:
    """The file, row by row, heading first."""
    yield _line(COLUMNS)
    for row in rows(catalogue):
        yield _line([guarded(each) for each in cells(row)])


def rows(catalogue: Catalogue) -> Iterator[Row]:
    """Every door that has its service and organization, in the order of their slugs."""
    for organization in (catalogue.organization(id) for id in _by_slug(catalogue, "organization")):
        for service in _by_slug(catalogue, "service", catalogue.services_of(organization.id)):
            yield from _rows_of(catalogue, organization, catalogue.service(service))


def _rows_of(catalogue: Catalogue, organization: Organization, service: Service) -> Iterator[Row]:
    for id in _by_slug(catalogue, "contact-point", catalogue.doors_of(service.id)):
        door = catalogue.door(id)
        known = door.location_id is not None and catalogue.has("location", door.location_id)
        place = catalogue.location(door.location_id) if known and door.location_id else None
        secret = place is not None and place.confidential
        location = None if secret else place
        yield Row(door=door, service=service, organization=organization, location=location, secret=secret)


def _by_slug(catalogue: Catalogue, kind: Kind, ids: Iterable[Id] | None = None) -> list[Id]:
    def slug(id: Id) -> str:
        return _named.decode(catalogue.version(kind, id).document).slug

    return sorted(catalogue.ids(kind) if ids is None else ids, key=slug)


def cells(row: Row) -> list[str]:
    """The cells of a row, in the order of `COLUMNS`, not yet guarded."""
    door, hours, location = row.door, row.door.hours, row.location
    return [
        door.id,
        door.slug,
        row.organization.name,
        row.organization.slug,
        row.service.name,
        row.service.slug,
        door.name or "",
        _joined(door.functions),
        _joined(door.topics),
        _joined(door.audiences),
        _joined(door.area.codes if door.area else None),
        compact(hours) if hours else "",
        hours.valid_from.isoformat() if hours and hours.valid_from else "",
        hours.valid_to.isoformat() if hours and hours.valid_to else "",
        _joined(door.languages),
        door.channel or "",
        _joined(slug for slug, answer in sorted(door.conditions.items()) if answer == "yes"),
        _joined(slug for slug, answer in sorted(door.conditions.items()) if answer == "no"),
        _joined(unknown_dimensions(door)),
        door.access or "",
        national(door.phone.number) if door.phone else "",
        door.phone.extension or "" if door.phone else "",
        door.url or "",
        door.email or "",
        *_place(location),
        _operation(row),
        door.lifecycle,
        min(map(known_on, door.facts.values())).isoformat() if door.facts else "",
        _source(door.facts.get("phone")),
        # The page that was read may say where a secret place is.
        "" if row.secret else _source(door.facts.get("url")),
        "" if row.secret else _source(door.facts.get("email")),
    ]


def _joined(terms: Iterable[str] | None) -> str:
    return BETWEEN.join(terms or ())


def _source(fact: Fact | None) -> str:
    return fact.source if fact else ""


def _place(location: Location | None) -> tuple[str, str, str, str]:
    if location is None:
        return "", "", "", ""
    address = location.address
    visited = f"{address.street}, {address.postcode} {address.place}" if address and address.kind == "physical" else ""
    return location.name, visited or location.street or "", location.place or "", location.municipality or ""


def _operation(row: Row) -> str:
    """Whether it runs: what stands in the way first, be it at the organization, the service or the door."""
    states = [each.operation.state for each in (row.organization, row.service, row.door) if each.operation]
    stopped = [each for each in states if each not in ("operating", "unknown")]
    own = row.door.operation.state if row.door.operation else ""
    return stopped[0] if stopped else own


def national(number: str) -> str:
    """A number as people in the Netherlands dial it, so that it never begins with a plus: `+31 74 123` is `074 123`."""
    home = re.sub(r"^\+31[ -]*(?:0(?=[1-9]))?", "0", number)
    return re.sub(r"^\+", "00", home)


def compact(hours: Schedule) -> str:
    """Hours in one line without words, in the manner of OpenStreetMap but with ISO dates."""
    week = ["24/7"] if hours.always else [_span(each) for each in hours.spans]
    holidays = {"closed": ["PH off"], "unknown": [] if hours.always else ["PH unknown"], "same": []}[hours.on_holidays]
    return "; ".join([*week, *(holidays if week else []), *map(_exception, hours.exceptions)])


def _span(span: Span) -> str:
    days = ",".join(_day_runs(span.days))
    nth = f"[{span.nth}]" if span.nth is not None else ""
    return f"{days}{nth} {span.opens}-{span.closes}"


def _day_runs(days: Sequence[Day]) -> Iterator[str]:
    """`mo, tu, we, sa` as `Mo-We`, `Sa`."""
    places = sorted({DAYS.index(day) for day in days})
    for _, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        names = [DAYS[place].capitalize() for _, place in run]
        yield names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"


def _exception(exception: Exceptional) -> str:
    first, last = exception.first.isoformat(), exception.last.isoformat()
    period = first if first == last else f"{first}/{last}"
    return f"{period} {','.join(f'{each.opens}-{each.closes}' for each in exception.spans) or 'off'}"


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if RISKY.match(cell) else cell


def unguarded(cell: str) -> str:
    """The opposite of `guarded`: what a cell says, read back."""
    return cell[1:] if cell.startswith("'") and RISKY.match(cell) else cell


def _line(row: Iterable[str]) -> bytes:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(row)
    return written.getvalue().encode()
