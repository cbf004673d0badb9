"""One reader for the API, forms, sheets and seeds. It tells every fault at once, each with its place and a sentence.

msgspec stops at the first fault by design, so `read` walks the struct itself and lets msgspec judge the leaves. What
no single field shows is in `RULES` (one record) and `together` (a batch against what is kept).
"""

import re
import types
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta, Struct, structs

from directory import text
from directory.errors import Fault, Invalid
from directory.model import (
    KINDS,
    Change,
    ContactPoint,
    DivisionOfLabour,
    Fact,
    Kind,
    Location,
    Occasion,
    Organization,
    Record,
    Schedule,
    Service,
    Vocabulary,
)
from directory.model.ids import derived_id

S = TypeVar("S", bound=Struct)
Reader = Callable[[Kind, str], Record | None]

MAXIMUM_FAULTS = 100


def read(kind: Kind, raw: object, *, known_area: Callable[[str], bool] | None = None) -> Record:
    """A record of this kind from untrusted JSON. Raises `Invalid` with all its faults; nothing is half read."""
    body = {key: value for key, value in raw.items() if key != "kind"} if isinstance(raw, Mapping) else raw
    record = read_struct(KINDS[kind], body)
    faults = check(record)
    if known_area is not None:
        faults += [*_unknown_areas(record, known_area)]
    if faults:
        raise Invalid(faults[:MAXIMUM_FAULTS])
    return record


def read_struct(struct: type[S], raw: object) -> S:
    """Any struct from untrusted JSON. Raises `Invalid` with all faults of its fields."""
    try:
        value = msgspec.convert(raw, struct)
        clean = not any(unclean(each) for _, each in _texts(raw, "", everything=True))
    except (msgspec.ValidationError, UnicodeEncodeError):
        clean = False
    if clean:
        return value
    faults = list(_walk(struct, (), raw, "")) or [Fault(pointer="", code="value", detail="This cannot be read.")]
    raise Invalid(faults[:MAXIMUM_FAULTS])


def check(record: Record) -> list[Fault]:
    """The faults of a record that no single field shows."""
    return [*_common(record), *(RULES[type(record)](record) if type(record) in RULES else ())]


def together(position: int, change: Change, find: Reader) -> list[Fault]:
    """The faults of one change within its batch: what it refers to must exist. `find` reads as after the batch."""
    if change.after is not None:
        faults = [*check(change.after), *_references(change.after, find)]
    else:
        faults = [*_free_texts(msgspec.to_builtins(change.tombstone))]
    return [_under(fault, f"/{position}") for fault in faults]


def of_occasion(occasion: Occasion) -> list[Fault]:
    """The faults of who, when and why: a reason is kept for ever, so it holds no address, and can be read again."""
    raw = msgspec.to_builtins(occasion)
    return [_under(fault, "/occasion") for fault in (*_walk(Occasion, (), raw, ""), *_free_texts(raw))]


def of_draft(kind: Kind, raw: object, *, secret: bool = False) -> list[Fault]:
    """The faults for which not even a half-typed record is kept: no address where none may be, nothing unknown, and
    nothing that no form can show, such as a number where a list is expected. Where a text stands, any may.

    With `secret` the place is confidential as it is now: then nothing that tells where it is.
    """
    if not isinstance(raw, Mapping):
        return [Fault(pointer="", code="type", detail="An object with named fields is expected here.")]
    body = {key: value for key, value in raw.items() if key != "kind"}
    faults = [each for each in _walk(KINDS[kind], (), body, "") if each.code in ("field.unknown", "text")]
    faults += _misshapen(KINDS[kind], body, "")
    faults += _free_texts(body, apart=NOT_FREE_TEXT - {"source", "value"})
    faults += _told_by_slug([body.get("slug"), *_several(body.get("formerSlugs"))])
    if kind == "location" and (secret or body.get("confidential")):
        faults += map(_tells_where, (each for each in WHERE if each in body))
    return faults[:MAXIMUM_FAULTS]


def _misshapen(kind: Any, raw: object, pointer: str) -> Iterator[Fault]:
    """Everything that has another shape than it should, whatever is typed in it."""
    origin, held = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from _misshapen(held[0], raw, pointer)
    elif origin in (Union, types.UnionType):
        yield from _misshapen(next(each for each in held if each is not types.NoneType), raw, pointer)
    elif (inside := _inside(kind, raw)) is not None:
        for name, part, value in inside:
            yield from _misshapen(part, value, f"{pointer}/{_escape(name)}")
    elif origin in (tuple, dict) or _is_struct(kind) or not isinstance(raw, str):
        yield from (each for each in _walk(kind, (), raw, pointer) if each.code not in ("too-long", "value"))


def _inside(kind: Any, raw: object) -> Iterable[tuple[object, Any, object]] | None:
    """What is in an object or a list, by name and kind; None for what is neither, or should be the other."""
    if isinstance(raw, Mapping):
        if get_origin(kind) is dict:
            return ((name, get_args(kind)[1], value) for name, value in raw.items())
        if _is_struct(kind):
            plan = _plan(kind)
            return ((name, plan[name][0], value) for name, value in raw.items() if name in plan)
    if isinstance(raw, list | tuple) and get_origin(kind) is tuple:
        return ((position, get_args(kind)[0], value) for position, value in enumerate(raw[:1000]))
    return None


# Fields.

WORDS = {
    str: "text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    date: "a date such as 2026-11-24",
}


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Struct)


@cache
def _plan(struct: type[Struct]) -> Mapping[str, tuple[Any, bool]]:
    hints = get_type_hints(struct, include_extras=True)
    return {each.encode_name: (hints[each.name], each.required) for each in structs.fields(struct)}


def _walk(kind: Any, metas: tuple[Meta, ...], raw: object, pointer: str) -> Iterator[Fault]:
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *extra = get_args(kind)
        yield from _walk(inner, (*metas, *(each for each in extra if isinstance(each, Meta))), raw, pointer)
    elif origin in (Union, types.UnionType):
        yield from _optional(kind, metas, raw, pointer)
    elif _is_struct(kind):
        yield from _object(kind, raw, pointer)
    elif origin is tuple:
        yield from _list(get_args(kind)[0], metas, raw, pointer)
    elif origin is dict:
        key, value = get_args(kind)
        yield from _mapping(key, value, metas, raw, pointer)
    else:
        yield from _leaf(kind, metas, raw, pointer)


def _optional(kind: Any, metas: tuple[Meta, ...], raw: object, pointer: str) -> Iterator[Fault]:
    if raw is None:
        yield Fault(pointer=pointer, code="null", detail="Leave it out when it is not known; null is not a value here.")
        return
    (inner,) = (each for each in get_args(kind) if each is not types.NoneType)
    yield from _walk(inner, metas, raw, pointer)


def _object(struct: type[Struct], raw: object, pointer: str) -> Iterator[Fault]:
    if not isinstance(raw, Mapping):
        yield Fault(pointer=pointer, code="type", detail="An object with named fields is expected here.")
        return
    plan = _plan(struct)
    for key in raw:
        if key not in plan:
            yield Fault(pointer=f"{pointer}/{_escape(key)}", code="field.unknown", detail=_unknown_field(key, plan))
    for name, (kind, required) in plan.items():
        if name in raw:
            yield from _walk(kind, (), raw[name], f"{pointer}/{name}")
        elif required:
            yield Fault(pointer=f"{pointer}/{name}", code="field.missing", detail=f"`{name}` is required.")


def _unknown_field(key: object, plan: Mapping[str, object]) -> str:
    return f"There is no such field here. The fields are: {', '.join(plan)}."


def _list(kind: Any, metas: tuple[Meta, ...], raw: object, pointer: str) -> Iterator[Fault]:
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        yield Fault(pointer=pointer, code="type", detail="A list is expected here.")
        return
    yield from _size(len(raw), metas, pointer, "items")
    for position, each in enumerate(raw[:1000]):
        yield from _walk(kind, (), each, f"{pointer}/{position}")


def _mapping(key: Any, kind: Any, metas: tuple[Meta, ...], raw: object, pointer: str) -> Iterator[Fault]:
    if not isinstance(raw, Mapping):
        yield Fault(pointer=pointer, code="type", detail="An object with named fields is expected here.")
        return
    yield from _size(len(raw), metas, pointer, "fields")
    for name, value in raw.items():
        place = f"{pointer}/{_escape(name)}"
        yield from _walk(key, (), name, place)
        yield from _walk(kind, (), value, place)


def _size(length: int, metas: tuple[Meta, ...], pointer: str, of: str) -> Iterator[Fault]:
    for meta in metas:
        if meta.min_length is not None and length < meta.min_length:
            detail = f"At least {meta.min_length} {of}; leave the field out when it is not known."
            yield Fault(pointer=pointer, code="too-few", detail=detail)
        if meta.max_length is not None and length > meta.max_length:
            yield Fault(pointer=pointer, code="too-many", detail=f"At most {meta.max_length} {of}.")


def _leaf(kind: Any, metas: tuple[Meta, ...], raw: object, pointer: str) -> Iterator[Fault]:
    if raw is None:
        yield Fault(pointer=pointer, code="null", detail="Leave it out when it is not known; null is not a value here.")
        return
    if isinstance(raw, str) and (detail := unclean(raw)):
        yield Fault(pointer=pointer, code="text", detail=detail)
        return
    whole: Any = kind
    for meta in metas:
        whole = Annotated[whole, meta]
    try:
        msgspec.convert(raw, whole)
    except msgspec.ValidationError as error:
        yield Fault(pointer=pointer, code=_code(raw, kind, error), detail=_sentence(raw, kind, metas, error))


def _code(raw: object, kind: Any, error: msgspec.ValidationError) -> str:
    if get_origin(kind) is Literal:
        return "choice"
    message = str(error)
    if "length <=" in message:
        return "too-long"
    return "type" if "got `" in message else "value"


def _sentence(raw: object, kind: Any, metas: tuple[Meta, ...], error: msgspec.ValidationError) -> str:
    if get_origin(kind) is Literal:
        return f"One of: {', '.join(str(each) for each in get_args(kind))}."
    for meta in metas:
        if isinstance(raw, str) and meta.max_length is not None and len(raw) > meta.max_length:
            return f"At most {meta.max_length} characters; this is {len(raw)}."
        if meta.description:
            return f"This must be {meta.description}."
    if isinstance(raw, str) and not raw:
        return "Leave it out when it is not known; an empty text is not a value."
    if kind in WORDS and "got `" in str(error):
        return f"This must be {WORDS[kind]}."
    return f"{str(error).replace('`', '').rstrip('.')}."


def unclean(value: str) -> str | None:
    """Why this text cannot be kept, or None: characters that no reader sees or no file can hold."""
    if value.isascii() and value.isprintable():
        return None if not value or value.strip() else "The text holds only white space."
    if any("\ud800" <= each <= "\udfff" for each in value):
        return "The text holds half of a character (a lone surrogate)."
    if any(unicodedata.category(each) == "Cc" and each not in "\n\t" for each in value):
        return "The text holds a control character."
    if text.INVISIBLE.search(value):
        return "The text holds an invisible character."
    if value and not value.strip():
        return "The text holds only white space."
    return None


def _escape(key: object) -> str:
    return str(key)[:80].replace("~", "~0").replace("/", "~1")


def _under(fault: Fault, prefix: str) -> Fault:
    return structs.replace(fault, pointer=prefix + fault.pointer)


# One record.

# Words that end a street's name. The second kind ends other words too, so there a capital letter must begin the name.
SURELY = "straat|straatje|weg|laan|plein|kade|dijk|singel|steeg|pad|dreef|gracht|plantsoen|allee|boulevard"
PERHAPS = "hof|ring|markt|park|erf|veld|kamp|brink|wal|es|horst|esch"
AMOUNT = "uur|dag|week|weken|maand|jaar|keer|mensen|%|procent"
NUMBER = rf"\.?,?\s+(?:[Nn]r\.?\s*|[Nn]ummer\s*)?\d{{1,5}}(?!\d|[.,]\d|\s*(?:{AMOUNT}))"
# What stands before `straat` in its word need not be read, and before `hof` no more than a name is long: from every
# letter on, a text of such words would be read to its end.
STREET = re.compile(rf"(?:(?i:{SURELY})|\b(?:[A-Z][\w'’.-]{{0,80}}(?:{PERHAPS})|{PERHAPS.title()}))\b{NUMBER}")
DIGIT = re.compile(r"[0-9]")
POSTCODE = re.compile(r"\b[1-9]\d{3}\s?(?!SA|SD|SS)[A-Z]{2}\b")
COORDINATES = re.compile(r"\b5[0-3][.,]\d{3,}\D{1,12}[3-7][.,]\d{3,}")
# These hold addresses of pages, mail and registers, or are the very place for a street.
NOT_FREE_TEXT = {"url", "website", "email", "source", "id", "slug", "formerSlugs", "street", "postcode"}
NOT_FREE_TEXT |= {"address", "value", "checkedOn", "asOf", "version"}


def holds_address(value: str) -> bool:
    """Whether free text seems to hold a street with a number, a postcode or coordinates."""
    if not DIGIT.search(value):
        return False
    return bool(STREET.search(value) or POSTCODE.search(value) or COORDINATES.search(value))


def _common(record: Record) -> Iterator[Fault]:
    yield from _free_texts(msgspec.to_builtins(record))
    yield from _told_by_slug((record.slug, *record.former_slugs))
    if record.slug in record.former_slugs:
        yield Fault(pointer="/formerSlugs", code="slug.twice", detail="A former slug is the slug of today.")
    facts: dict[str, Fact] | None = getattr(record, "facts", None)
    if facts is not None:
        yield from _provenance(record, facts)


def _told_by_slug(slugs: Iterable[object]) -> Iterator[Fault]:
    for position, slug in enumerate(slugs):
        if isinstance(slug, str) and STREET.search(slug.replace("-", " ").title()):
            pointer = f"/formerSlugs/{position - 1}" if position else "/slug"
            yield Fault(pointer=pointer, code="text.address", detail="A slug may not hold an address.")


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _free_texts(value: object, apart: Collection[str] = NOT_FREE_TEXT) -> Iterator[Fault]:
    for pointer, each in _texts(value, "", apart=apart):
        if holds_address(each):
            # The text itself is not repeated: it may be the address of a shelter.
            detail = "Free text may not hold an address. Places that people visit have fields for it; others have none."
            yield Fault(pointer=pointer, code="text.address", detail=detail)


def _texts(
    value: object, pointer: str, *, everything: bool = False, apart: Collection[str] = NOT_FREE_TEXT
) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if everything or key not in apart:
                yield from _texts(each, f"{pointer}/{_escape(key)}", everything=everything, apart=apart)
    elif isinstance(value, list | tuple):
        for position, each in enumerate(value):
            yield from _texts(each, f"{pointer}/{position}", everything=everything, apart=apart)


# The values a visitor acts upon: none is published without its source and check date.
SOURCED = (
    "website",
    "email",
    "phone",
    "url",
    "hours",
    "languages",
    "area",
    "address",
    "street",
    "place",
    "municipality",
)


def _provenance(record: Record, facts: Mapping[str, Fact]) -> Iterator[Fault]:
    present = {name for name in SOURCED if getattr(record, name, None)}
    present |= {f"conditions.{each}" for each in getattr(record, "conditions", ())}
    for name in sorted(present - facts.keys()):
        detail = f"`{name}` has no source and check date."
        yield Fault(pointer=f"/facts/{name}", code="fact.missing", detail=detail)
    fields = _plan(type(record)).keys()
    for name in sorted(facts.keys() - present):
        if name.partition(".")[0] not in fields or (name in SOURCED or name.startswith("conditions.")):
            yield Fault(pointer=f"/facts/{name}", code="fact.idle", detail="There is no value that this source is for.")


# What tells where a place is.
WHERE = ("address", "street", "place", "latitude", "longitude", "precision", "transport", "accessibility")


def told_where(location: Location) -> Iterator[str]:
    """The fields by which this place tells where it is."""
    return (name for name in WHERE if getattr(location, name) is not None)


def _tells_where(name: str) -> Fault:
    detail = "A confidential place has a region and nothing more; what is not stored cannot leak."
    return Fault(pointer=f"/{name}", code="confidential", detail=detail)


def _location(location: Location) -> Iterator[Fault]:
    if location.confidential:
        yield from map(_tells_where, told_where(location))
        if location.region is None:
            yield Fault(pointer="/region", code="field.missing", detail="A confidential place needs a region.")
    point = [location.latitude, location.longitude, location.precision]
    if None in point and any(each is not None for each in point):
        detail = "Latitude, longitude and precision come together or not at all."
        yield Fault(pointer="/latitude", code="point", detail=detail)


def plausible_phone(number: str) -> bool:
    """Whether a number can exist: a Dutch one by its digits, a foreign one by its length."""
    if number.startswith("+") and not number.replace(" ", "").startswith("+31"):
        return 8 <= len(text.digits(number)) <= 15
    compared = text.digits(number)
    if re.fullmatch(r"11[0-9]|116\d{3}|14\d{3,4}", compared):
        return True
    return bool(re.fullmatch(r"0(?:800|90[069])(?:\d{4}|\d{7})|0[1-9]\d{8}", compared))


def _phone(record: Organization | ContactPoint) -> Iterator[Fault]:
    if record.phone is not None and not plausible_phone(record.phone.number):
        yield Fault(pointer="/phone/number", code="phone", detail="No Dutch number has these digits.")


def _organization(organization: Organization) -> Iterator[Fault]:
    yield from _phone(organization)
    if organization.part_of == organization.id:
        yield Fault(pointer="/partOf", code="part-of-itself", detail="An organization is not a part of itself.")


def _service(service: Service) -> Iterator[Fault]:
    low, high = service.minimum_age, service.maximum_age
    if low is not None and high is not None and low > high:
        yield Fault(pointer="/maximumAge", code="order", detail="The maximum age is below the minimum age.")
    waiting = service.referral.waiting_time if service.referral else None
    if waiting is not None and waiting.expires_on < waiting.stated_on:
        yield Fault(pointer="/referral/waitingTime/expiresOn", code="order", detail="It expires before it was said.")


def _door(door: ContactPoint) -> Iterator[Fault]:
    yield from _phone(door)
    for name in ("functions", "topics", "audiences", "languages"):
        terms = getattr(door, name) or ()
        if len(set(terms)) < len(terms):
            yield Fault(pointer=f"/{name}", code="twice", detail="A term stands here twice.")
    if door.hours is not None:
        yield from (_under(fault, "/hours") for fault in _schedule(door.hours))


def _schedule(hours: Schedule) -> Iterator[Fault]:
    if hours.always and hours.spans:
        yield Fault(pointer="/always", code="contradiction", detail="Always open leaves no room for separate hours.")
    if not hours.always and not hours.spans and not any(each.spans for each in hours.exceptions):
        detail = "A schedule without hours says nothing; leave the hours out when they are not known."
        yield Fault(pointer="/spans", code="too-few", detail=detail)
    for position, span in enumerate(hours.spans):
        if span.nth == 0:
            yield Fault(pointer=f"/spans/{position}/nth", code="value", detail="The first is 1, the last is -1.")
    for position, exception in enumerate(hours.exceptions):
        if exception.last < exception.first:
            yield Fault(pointer=f"/exceptions/{position}/last", code="order", detail="It ends before it begins.")
    if hours.valid_from and hours.valid_to and hours.valid_to < hours.valid_from:
        yield Fault(pointer="/validTo", code="order", detail="It ends before it begins.")


def _vocabulary(vocabulary: Vocabulary) -> Iterator[Fault]:
    broader = {each.slug: each.broader for each in vocabulary.terms}
    named = [name for each in vocabulary.terms for name in (each.slug, *each.aliases)]
    for position, term in enumerate(vocabulary.terms):
        if named.count(term.slug) > 1:
            yield Fault(pointer=f"/terms/{position}/slug", code="twice", detail="Another term has this name already.")
        if term.broader is not None and (term.broader not in broader or _circular(term.slug, broader)):
            detail = "The broader term does not exist, or leads back to this one."
            yield Fault(pointer=f"/terms/{position}/broader", code="broader", detail=detail)
        for each in term.counts_as:
            if each.term not in broader:
                yield Fault(pointer=f"/terms/{position}/countsAs", code="term.unknown", detail="No such term here.")


def _circular(slug: str, broader: Mapping[str, str | None]) -> bool:
    seen = {slug}
    above = broader.get(slug)
    while above is not None:
        if above in seen:
            return True
        seen.add(above)
        above = broader.get(above)
    return False


RULES: dict[type, Callable[[Any], Iterator[Fault]]] = {
    Organization: _organization,
    Service: _service,
    ContactPoint: _door,
    Location: _location,
    Vocabulary: _vocabulary,
}


def _unknown_areas(record: Record, known: Callable[[str], bool]) -> Iterator[Fault]:
    area = getattr(record, "area", None)
    for position, code in enumerate(area.codes if area else ()):
        if not known(code):
            yield Fault(pointer=f"/area/codes/{position}", code="area.unknown", detail="No area has this code.")
    for name in ("region", "municipality"):
        code = getattr(record, name, None)
        if code is not None and not known(code):
            yield Fault(pointer=f"/{name}", code="area.unknown", detail="No area has this code.")


# A batch.


def _references(record: Record, find: Reader) -> Iterator[Fault]:
    match record:
        case Organization(part_of=str() as other):
            yield from _exists("organization", other, "/partOf", find)
        case Service():
            yield from _exists("organization", record.organization_id, "/organizationId", find)
            for position, other in enumerate(record.location_ids):
                yield from _exists("location", other, f"/locationIds/{position}", find)
        case Location():
            yield from _exists("organization", record.organization_id, "/organizationId", find)
        case ContactPoint():
            yield from _exists("service", record.service_id, "/serviceId", find)
            if record.location_id is not None:
                yield from _exists("location", record.location_id, "/locationId", find)
            yield from _terms(record, find)
        case DivisionOfLabour():
            for name, other in (("/fromId", record.from_id), ("/toId", record.to_id)):
                if find("organization", other) is None:
                    yield from _exists("contact-point", other, name, find)


def _exists(kind: Kind, id: str, pointer: str, find: Reader) -> Iterator[Fault]:
    if find(kind, id) is None:
        yield Fault(pointer=pointer, code="reference", detail=f"No {kind} has this id.")


def _terms(door: ContactPoint, find: Reader) -> Iterator[Fault]:
    channel = (door.channel,) if door.channel else ()
    used: dict[str, tuple[str, Sequence[str]]] = {
        "functions": ("/functions", door.functions or ()),
        "topics": ("/topics", door.topics or ()),
        "audiences": ("/audiences", door.audiences or ()),
        "channels": ("/channel", channel),
        "conditions": ("/conditions", tuple(door.conditions)),
    }
    for dimension, (pointer, slugs) in used.items():
        known = _known_terms(find("vocabulary", derived_id("vocabulary", dimension)))
        for slug in slugs:
            if slug not in known:
                yield Fault(pointer=pointer, code="term.unknown", detail=f"`{slug}` is not a term of {dimension}.")


def _known_terms(vocabulary: Record | None) -> frozenset[str]:
    return _slugs(cast(Vocabulary, vocabulary)) if vocabulary is not None else frozenset()


def _slugs(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(each.slug for each in vocabulary.terms)
