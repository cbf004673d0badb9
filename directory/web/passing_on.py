"""A door on paper: a card to hand over, a note for who refers, and an entry for the address book of a professional.

The neutral card is for who must not be seen with it: no name of the organization, of this site or of the subject, no
address of a page. Not even initials: those of the well-known ones are looked up in a minute. What is left is a number,
hours, and lines to fill in by pen. Nothing of what is filled in on the note ever leaves the browser.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import segno
from litestar import Request, Response, get
from markupsafe import Markup
from msgspec import Struct

from directory.errors import Unknown
from directory.gate import reply
from directory.gate.forms import first, read_fields
from directory.gate.house import house
from directory.web import beside, naming, referring
from directory.web.addressing import address, addressed
from directory.web.doorway import Doorway, doorway
from directory.web.frame import dialled, page, spoken
from directory.web.hours import of_day
from directory.web.languages import paths, prefix

AnyRequest = Request[Any, Any, Any]
Size = Literal["a6", "a4"]
VCARD = "text/vcard; charset=utf-8"
# RFC 6350, 3.2: a line is at most so many bytes; the next one begins with a space.
LINE = 75


class Choice(Struct, frozen=True, kw_only=True):
    """Which card: of which size, and whether nobody may see what it is about."""

    size: Size = "a6"
    neutral: bool = False

    def href(self, *, size: Size | None = None, neutral: bool | None = None) -> str:
        """The query of this card with something else chosen."""
        other = self.neutral if neutral is None else neutral
        return f"?maat={size or self.size}&soort={'neutraal' if other else 'gewoon'}"


def routes() -> list[Any]:
    """The card, the note and the entry of an address book."""
    return [card, note, entry]


@get(paths("/hulp/{id:str}/kaartje"), include_in_schema=False)
async def card(request: AnyRequest) -> Response[bytes]:
    """A card to print, to hand over to somebody."""
    found = addressed(request, "contact-point", "/kaartje")
    if isinstance(found, reply.Ready):
        return found
    here, speech = house(request), spoken(request)
    way, choice = doorway(here.atlas.catalogue, found), _chosen(request)
    record = address("contact-point", found)
    return page(
        request,
        "card_neutral.html" if choice.neutral else "card_named.html",
        choice=choice,
        way=way,
        number=way.door.phone.number if way.door.phone else "",
        lines=of_day(way.door.hours, here.today(), speech),
        place=beside.place(way.location, here) if way.location else None,
        channel=here.label("channels", way.door.channel, speech.code) if way.door.channel else "",
        tongue_names=naming.languages(way.door.languages, speech),
        sure=[
            here.label("conditions", each, speech.code)
            for each in ("gratis", "anoniem")
            if way.door.conditions.get(each) == "yes"
        ],
        site_name=naming.site(way.door.url) if way.door.url else "",
        checked=max((fact.checked_on for fact in way.door.facts.values()), default=None),
        code=_code(way, choice, f"{request.app.state.site.address}{prefix(speech.code)}{record}"),
        record=record,
    )


def _chosen(request: AnyRequest) -> Choice:
    fields = read_fields(request.scope["query_string"])
    size: Size = "a4" if first(fields, "maat") == "a4" else "a6"
    return Choice(size=size, neutral=first(fields, "soort") == "neutraal")


def _code(way: Doorway, choice: Choice, link: str) -> Markup:
    """The square to scan: the number on a neutral card, the page with the facts of today on the other."""
    if not choice.neutral:
        return square(link)
    # A number for messages is not one to call.
    called = way.door.phone if way.door.channel != "app" else None
    return square(f"tel:{dialled(called.number)}") if called else Markup()


def square(content: str) -> Markup:
    """A QR code as SVG, made here: who makes one elsewhere tells somebody else what is in it."""
    made = segno.make(content, error="m", micro=False)
    return Markup(made.svg_inline(omitsize=True, light="#fff", svgclass="square", lineclass=None, border=2))  # noqa: S704


@get(paths("/hulp/{id:str}/verwijsbriefje"), include_in_schema=False)
async def note(request: AnyRequest) -> Response[bytes]:
    """A note for who refers somebody, to fill in here or by pen; with what to agree when handing over."""
    found = addressed(request, "contact-point", "/verwijsbriefje")
    if isinstance(found, reply.Ready):
        return found
    here, speech = house(request), spoken(request)
    way = doorway(here.atlas.catalogue, found)
    return page(
        request,
        "note.html",
        way=way,
        block=referring.block(way, here, speech),
        lines=of_day(way.door.hours, here.today(), speech),
        day=here.today(),
        record=address("contact-point", found),
    )


@get(paths("/hulp/{id:str}/contact.vcf"), include_in_schema=False)
async def entry(request: AnyRequest) -> Response[bytes]:
    """An entry for the address book of a professional. There is none of a place that nobody may find."""
    found = addressed(request, "contact-point", "/contact.vcf")
    if isinstance(found, reply.Ready):
        return found
    way = doorway(house(request).atlas.catalogue, found)
    if not has_entry(way):
        raise Unknown("record.unknown")
    headers = {"Content-Disposition": 'attachment; filename="contact.vcf"', "Cache-Control": reply.PRIVATE}
    return reply.Ready(vcard(way), VCARD, headers)


def has_entry(way: Doorway) -> bool:
    """Whether there is something for an address book, and no secret to it."""
    return not way.confidential and bool(way.door.phone or way.door.email or way.door.url)


def vcard(way: Doorway) -> bytes:
    """A door as vCard 4.0 (RFC 6350)."""
    return b"".join(_folded(name, value) for name, value in _properties(way))


def _properties(way: Doorway) -> Iterator[tuple[str, str]]:
    door, name = way.door, way.door.name or way.service.name
    yield "BEGIN", "VCARD"
    yield "VERSION", "4.0"
    yield "UID", f"urn:uuid:{door.id}"
    yield "KIND", "org"
    yield "FN", _text(f"{way.organization.name}: {name}")
    yield "ORG", f"{_text(way.organization.name)};{_text(name)}"
    if door.phone:
        extension = f";ext={door.phone.extension}" if door.phone.extension else ""
        yield "TEL;VALUE=uri", f"tel:{dialled(door.phone.number)}{extension}"
    if door.email:
        yield "EMAIL", _text(door.email)
    if door.url:
        yield "URL", door.url
    yield "END", "VCARD"


def _text(value: str) -> str:
    """A value in which nothing ends a line or a part."""
    told = re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+", " ", value)
    return re.sub(r"([\\,;])", r"\\\1", told)


def _folded(name: str, value: str) -> bytes:
    """A line, folded between letters and never within one."""
    lines, line = [], b""
    for letter in f"{name}:{value}":
        sign = letter.encode("utf-8", "replace")
        if len(line) + len(sign) > LINE:
            lines.append(line)
            line = b" "
        line += sign
    return b"\r\n".join((*lines, line)) + b"\r\n"
